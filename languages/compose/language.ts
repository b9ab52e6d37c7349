import type { SourceFile } from '../../core/document.ts';
import { embed } from '../../core/embedded.ts';
import type { Facts, Place } from '../../core/facts.ts';
import type { Language, Reference } from '../../core/language.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { createCommandStore } from '../commandStore.ts';
import { commentsOf } from '../yaml/comments.ts';
import { parseYaml, splitDocuments } from '../yaml/parse.ts';
import { reparseYaml } from '../yaml/reparse.ts';
import { suppressionLineAt } from '../yaml/suppress.ts';
import type { ComposeDocument, ComposeFile } from './document.ts';
import { environmentOf, environmentPath } from './environment.ts';
import { factsOf } from './facts.ts';
import { interpolate } from './interpolate.ts';
import { partsOf, relatedPaths } from './layers.ts';
import { mountedPaths } from './mountedScripts.ts';
import { servicesOf } from './service.ts';
import type { Scope } from './value.ts';

/** Compose files (https://docs.docker.com/reference/compose-file/). */
export const compose: Language = {
  id: 'compose',
  parse: (source, previous) => parse(source, previous as ComposeFile | undefined),
  references: (file) => referencesOf(file as ComposeFile),
  toDocument: (file, project): ComposeDocument => toDocument(file as ComposeFile, project),
};

function parse({ path, text }: SourceFile, previous: ComposeFile | undefined): ComposeFile {
  // Not the file itself, which would keep all that were before it.
  const before = previous?.documents.length === 1 && { text: previous.text, document: previous.documents[0]! };
  const documents = lazy(() => {
    const spans = splitDocuments(text);
    if (before && spans.length === 1) return [reparseYaml(text, spans[0]!, before.text, before.document)];
    return spans.map((span) => parseYaml(text, span));
  });
  return withDocuments(
    {
      language: 'compose',
      path,
      text,
      commands: createCommandStore(previous?.commands.known),
      commentStyle: { mark: '#', isAllowedAtLineEnd: true },
    },
    {
      documents,
      services: lazy(() => servicesOf(documents())),
      problems: lazy(() => documents().flatMap((document) => document.problems)),
      comments: lazy(() => commentsOf(text)),
    },
  );
}

const withDocuments = lazyProperties<Pick<ComposeFile, 'documents' | 'services' | 'problems' | 'comments'>>(
  ...(['documents', 'services', 'problems', 'comments'] as const),
);

/** The variables, what it is merged with, what it runs, and its neighbours, which may build what it runs. */
function referencesOf(file: ComposeFile): readonly Reference[] {
  const folder = folderOf(file.path);
  const scope: Scope = { source: file.text, lookup: () => ({ kind: 'unset' }) };
  const scripts = file.services.flatMap((service) => mountedPaths(file, scope, service));
  const paths = new Set([environmentPath(folder), ...relatedPaths(file), ...scripts]);
  return [
    { kind: 'folder', path: folder, language: 'compose' },
    ...[...paths].map((path): Reference => ({ kind: 'file', path })),
  ];
}

function toDocument(file: ComposeFile, project: Project): ComposeDocument {
  const scope: Scope = { source: file.text, lookup: environmentOf(project, folderOf(file.path)) };
  const facts = factsOf(file, project, scope);
  return withFacts(
    {
      language: 'compose',
      file,
      packageLists: facts.packageLists,
      originsAt: ({ span }: Place) => interpolate(embed(file.text, span), scope.lookup).origins,
      suppressionLineAt: (offset: number) =>
        suppressionLineAt(
          file.text,
          file.documents.map(({ root }) => root),
          offset,
        ),
      partsOf: (name: string) => partsOf(project, file.path, name),
    },
    {
      services: () => file.services,
      images: () => facts.images,
      scripts: () => facts.scripts,
      ports: () => facts.ports,
      mounts: () => facts.mounts,
      workloads: () => facts.workloads,
      fileWrites: () => facts.fileWrites,
    },
  );
}

const withFacts = lazyProperties<Omit<Facts, 'packageLists'> & Pick<ComposeDocument, 'services'>>(
  ...(['services', 'images', 'scripts', 'ports', 'mounts', 'workloads', 'fileWrites'] as const),
);
