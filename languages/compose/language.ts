import type { SourceFile, SyntaxProblem } from '../../core/document.ts';
import { embed } from '../../core/embedded.ts';
import type { Language, Reference } from '../../core/language.ts';
import { lazy } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { commentsOf } from '../yaml/comments.ts';
import { parseYaml, splitDocuments } from '../yaml/parse.ts';
import { reparseYaml } from '../yaml/reparse.ts';
import { suppressionLineAt } from '../yaml/suppress.ts';
import { relatedPaths } from './builds.ts';
import type { ComposeDocument, ComposeFile } from './document.ts';
import { environmentOf, environmentPath } from './environment.ts';
import { factsOf } from './facts.ts';
import { interpolate } from './interpolate.ts';
import { servicesOf } from './service.ts';

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
  const services = lazy(() => servicesOf(documents()));
  const problems = lazy((): readonly SyntaxProblem[] => documents().flatMap((document) => document.problems));
  const comments = lazy(() => commentsOf(text));
  return {
    language: 'compose',
    path,
    text,
    commentStyle: { mark: '#', isAllowedAtLineEnd: true },
    get documents() {
      return documents();
    },
    get services() {
      return services();
    },
    get problems() {
      return problems();
    },
    get comments() {
      return comments();
    },
  };
}

/** The variables, what it is merged with, and its neighbours, which may build what it runs. */
function referencesOf(file: ComposeFile): readonly Reference[] {
  const folder = folderOf(file.path);
  return [
    { kind: 'folder', path: folder, language: 'compose' },
    ...[environmentPath(folder), ...relatedPaths(file)].map((path): Reference => ({ kind: 'file', path })),
  ];
}

function toDocument(file: ComposeFile, project: Project): ComposeDocument {
  const facts = factsOf(file, project);
  return {
    language: 'compose',
    file,
    get services() {
      return file.services;
    },
    get images() {
      return facts.images;
    },
    get scripts() {
      return facts.scripts;
    },
    get ports() {
      return facts.ports;
    },
    get mounts() {
      return facts.mounts;
    },
    get workloads() {
      return facts.workloads;
    },
    packageLists: facts.packageLists,
    originsAt: (span) => interpolate(embed(file.text, span), environmentOf(project, folderOf(file.path))).origins,
    suppressionLineAt: (offset) =>
      suppressionLineAt(
        file.text,
        file.documents.map(({ root }) => root),
        offset,
      ),
  };
}
