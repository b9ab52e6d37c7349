import type { Document, ParsedFile, SourceFile } from '../../core/document.ts';
import type { Language, Reference } from '../../core/language.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { createCommandStore } from '../commandStore.ts';
import { mayBeSetAbove } from '../kustomize/together.ts';
import { skaffoldPaths } from '../skaffold.ts';
import { commentsOf } from '../yaml/comments.ts';
import { parseYaml, splitDocuments, type YamlDocument } from '../yaml/parse.ts';
import { reparseYaml } from '../yaml/reparse.ts';
import { shiftDocument } from '../yaml/shift.ts';
import { suppressionLineAt } from '../yaml/suppress.ts';
import { configMapScripts } from './configMaps.ts';
import { deliveredImages } from './delivery.ts';
import { factsOf } from './facts.ts';
import type { KubernetesFile } from './file.ts';
import { generatedScripts } from './generatedScripts.ts';
import { lookUp, type ObjectInFile, objectsTogether } from './lookup.ts';
import { type KubernetesObject, objectsOf } from './object.ts';
import { deployedImages, deployedWorkloads } from './overridden.ts';
import { concernsAnyRule, mayMeanOthers } from './relevant.ts';

export interface KubernetesDocument extends Document {
  readonly language: 'kubernetes';
  readonly file: KubernetesFile;
  /** The objects of all documents of the file, those in a `List` among them. Kinds that no rule asks about are left out. */
  readonly objects: readonly KubernetesObject[];
  /** The object that this file means by a kind, namespace and name, in whatever file it is; undefined where that is not clear. */
  readonly lookUp: (kind: string, namespace: string | undefined, name: string) => KubernetesObject | undefined;
  /** The objects that are deployed together with those of this file, these included, as far as can be told. */
  readonly together: () => readonly ObjectInFile[];
  /** Whether what is deployed of a file of `together` may have another value for a key, or one that is not written there. */
  readonly mayBeSetElsewhere: (file: ParsedFile, key: string) => boolean;
}

/** Kubernetes manifests in YAML and JSON. */
export const kubernetes: Language = {
  id: 'kubernetes',
  parse: (source, previous) => parse(source, previous as KubernetesFile | undefined),
  references: (file) => references(file as KubernetesFile),
  toDocument: (file, project): KubernetesDocument => toDocument(file as KubernetesFile, project),
};

function parse({ path, text }: SourceFile, previous: KubernetesFile | undefined): KubernetesFile {
  const known = documentsOf(previous);
  const documents = lazy(() =>
    splitDocuments(text).flatMap((span): YamlDocument[] => {
      const source = text.slice(span.start, span.end);
      const unchanged = known.byText.get(source);
      if (unchanged) return [shiftDocument(unchanged, span.start - unchanged.span.start)];
      if (!concernsAnyRule(source)) return [];
      const before = known.byStart.get(span.start);
      return [before ? reparseYaml(text, span, known.text, before) : parseYaml(text, span)];
    }),
  );
  const objects = lazy(() => documents().flatMap(({ root }) => objectsOf(root)));
  const commands = createCommandStore(previous?.commands.known);
  return withDocuments(
    {
      language: 'kubernetes',
      path,
      text,
      commentStyle: isJson(text) ? undefined : { mark: '#', isAllowedAtLineEnd: true },
      commands,
      facts: factsOf(text, commands, objects),
    },
    {
      documents,
      objects,
      problems: lazy(() => documents().flatMap((document) => document.problems)),
      comments: lazy(() => commentsOf(text)),
    },
  );
}

const withDocuments = lazyProperties<Pick<KubernetesFile, 'documents' | 'objects' | 'problems' | 'comments'>>(
  ...(['documents', 'objects', 'problems', 'comments'] as const),
);

/** In a function of its own: what is made lazily of a file must not hold the file before it, and with it all before that. */
function documentsOf(file: KubernetesFile | undefined) {
  const documents = file?.documents ?? [];
  const text = file?.text ?? '';
  return {
    text,
    byText: new Map(documents.map((document) => [textOf(text, document), document])),
    byStart: new Map(documents.map((document) => [document.span.start, document])),
  };
}

/** What may set the version of an image, and the folder's other manifests where one of them may be of interest. */
function references({ path, text }: KubernetesFile): readonly Reference[] {
  const folder = folderOf(path);
  return [
    { kind: 'folder', path: folder, language: 'kustomize' },
    ...skaffoldPaths(folder).map((skaffold): Reference => ({ kind: 'file', path: skaffold })),
    ...(mayMeanOthers(text) ? [{ kind: 'folder', path: folder, language: 'kubernetes' } as const] : []),
  ];
}

/** Most facts hang on the file alone, so they are computed once for it and shared by the documents of all projects. */
function toDocument(file: KubernetesFile, project: Project): KubernetesDocument {
  const { facts } = file;
  const together = lazy(() => objectsTogether(file, project));
  return withFacts(
    {
      language: 'kubernetes',
      file,
      packageLists: facts.packageLists,
      fileWrites: facts.fileWrites,
      lookUp: (kind: string, namespace: string | undefined, name: string) =>
        lookUp(file, project, kind, namespace, name),
      together,
      mayBeSetElsewhere: ({ path }: ParsedFile, key: string) => mayBeSetAbove(project, path, key),
      suppressionLineAt: (offset: number) =>
        file.commentStyle &&
        suppressionLineAt(
          file.text,
          file.documents.map(({ root }) => root),
          offset,
        ),
    },
    {
      objects: () => file.objects,
      images: lazy(() => {
        const delivered = file.objects.flatMap((object) => deliveredImages(file.text, object));
        const deployed = deployedImages(file, project);
        return delivered.length === 0 ? deployed : [...deployed, ...delivered];
      }),
      scripts: lazy(() => {
        const mounted = [...configMapScripts(file, project), ...generatedScripts(file, project)];
        return mounted.length === 0 ? facts.scripts : [...facts.scripts, ...mounted];
      }),
      ports: () => facts.ports,
      mounts: () => facts.mounts,
      workloads: lazy(() => deployedWorkloads(file, project)),
    },
  );
}

const withFacts = lazyProperties<
  Pick<KubernetesDocument, 'objects' | 'images' | 'scripts' | 'ports' | 'mounts' | 'workloads'>
>(...(['objects', 'images', 'scripts', 'ports', 'mounts', 'workloads'] as const));

const isJson = (text: string): boolean => /^[\s\uFEFF]*[[{]/.test(text);

const textOf = (text: string, { span }: YamlDocument): string => text.slice(span.start, span.end);
