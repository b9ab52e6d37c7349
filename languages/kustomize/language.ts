import type { Document, SourceFile } from '../../core/document.ts';
import type { Language, Reference } from '../../core/language.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import { commentsOf } from '../yaml/comments.ts';
import { asString, get } from '../yaml/node.ts';
import { parseYaml, splitDocuments } from '../yaml/parse.ts';
import { reparseYaml } from '../yaml/reparse.ts';
import { suppressionLineAt } from '../yaml/suppress.ts';
import { valuesFilesOf } from './charts.ts';
import { imagesOf } from './images.ts';
import { type KustomizeFile, toKustomization } from './kustomization.ts';
import { isLocal } from './overrides.ts';

export interface KustomizeDocument extends Document {
  readonly language: 'kustomize';
  readonly file: KustomizeFile;
}

/** Kustomizations: how manifests are put together and changed before they are applied. */
export const kustomize: Language = {
  id: 'kustomize',
  parse: (source, previous) => parse(source, previous as KustomizeFile | undefined),
  references: (file) => references(file as KustomizeFile),
  toDocument: (file, project) => toDocument(file as KustomizeFile, project),
};

function parse({ path, text }: SourceFile, previous: KustomizeFile | undefined): KustomizeFile {
  const before = previous?.documents.length === 1 ? previous.documents[0] : undefined;
  const spans = splitDocuments(text);
  const documents =
    previous && before && spans.length === 1
      ? [reparseYaml(text, spans[0]!, previous.text, before)]
      : spans.map((span) => parseYaml(text, span));
  const root = documents.find((document) => document.root.kind === 'map')?.root ?? documents[0]!.root;
  return withComments(
    {
      language: 'kustomize',
      path,
      text,
      documents,
      root,
      kustomization: toKustomization(root),
      problems: documents.flatMap((document) => document.problems),
      commentStyle: { mark: '#', isAllowedAtLineEnd: true },
    },
    { comments: lazy(() => commentsOf(text)) },
  );
}

const withComments = lazyProperties<Pick<KustomizeFile, 'comments'>>('comments');

function references({ path, kustomization }: KustomizeFile): readonly Reference[] {
  const { resources, components, patches, replacements, transformers, generators, charts } = kustomization;
  const pathsOf = (entries: readonly string[]): readonly string[] =>
    entries.filter(isLocal).flatMap((entry) => resolvePath(folderOf(path), entry) ?? []);
  return [
    // Their names do not say whether they are files or folders.
    ...pathsOf([...resources, ...components]).flatMap((target): readonly Reference[] => [
      { kind: 'file', path: target },
      { kind: 'folder', path: target, language: 'kustomize' },
    ]),
    ...pathsOf([
      ...patches.flatMap(({ file }) => file ?? []),
      ...replacements.flatMap((entry) => asString(get(entry, 'path')) ?? []),
      ...transformers.filter((entry) => !entry.includes('\n')),
      ...generators.flatMap(({ files }) => files.map((one) => one.path)),
      ...charts.flatMap((chart) => valuesFilesOf(chart).map(({ value }) => value)),
    ]).map((target): Reference => ({ kind: 'file', path: target })),
  ];
}

function toDocument(file: KustomizeFile, project: Project): KustomizeDocument {
  return withImages(
    {
      language: 'kustomize',
      file,
      scripts: [],
      ports: [],
      mounts: [],
      workloads: [],
      packageLists: [],
      fileWrites: [],
      suppressionLineAt: (offset: number) => suppressionLineAt(file.text, [file.root], offset),
    },
    { images: lazy(() => imagesOf(file, project)) },
  );
}

const withImages = lazyProperties<Pick<KustomizeDocument, 'images'>>('images');
