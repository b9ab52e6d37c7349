import type { Document, LanguageId, ParsedFile } from '../../core/document.ts';
import type { Language, Reference } from '../../core/language.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import { defineRule, type Rule } from '../../core/rule.ts';

/** A document whose facts are what its project shows it. */
interface SeeingDocument extends Document {
  readonly project: Project;
}

/** A language in which `see PATH` refers to a file, and `all LANGUAGE in FOLDER` to a folder's files. */
export const loadSeeing = async (id: LanguageId): Promise<Language> => ({
  id,
  parse: ({ path, text }) => ({ path, text, language: id, problems: [], comments: [], commentStyle: undefined }),
  references: referencesOf,
  toDocument: (file, project): SeeingDocument => ({
    language: id,
    file,
    project,
    images: [],
    scripts: [],
    ports: [],
    mounts: [],
    workloads: [],
    packageLists: [],
    fileWrites: [],
    suppressionLineAt: () => undefined,
  }),
});

function referencesOf({ path, text }: ParsedFile): readonly Reference[] {
  const toPath = (relative: string): string => resolvePath(folderOf(path), relative)!;
  return [
    ...[...text.matchAll(/^see (.+)$/gm)].map(([, to]): Reference => ({ kind: 'file', path: toPath(to!) })),
    ...[...text.matchAll(/^all (\w+) in (.+)$/gm)].map(([, language, to]): Reference => {
      return { kind: 'folder', path: toPath(to!), language: language as LanguageId };
    }),
  ];
}

/** The rules' `languages`, on which all tests here agree. */
const languages: readonly LanguageId[] = ['dockerfile', 'kubernetes', 'terraform'];

const base = { languages, since: '0.0.0', why: '', examples: { bad: [], good: [] } };

/** Tells of each file what it says and what it sees: the first lines of all that it refers to, directly or not. */
export const tellingRule = (onCheck: (path: string) => void = () => {}): Rule =>
  defineRule<SeeingDocument>({
    ...base,
    id: 'pinned/telling',
    title: 'What is seen',
    level: { recommended: 'error' },
    *check({ file, project }) {
      onCheck(file.path);
      const seen = reachableFrom(file, project).map((path) => firstLine(project.text(path)!));
      yield {
        at: { span: { start: 0, end: 0 }, path: file.path },
        message: `${firstLine(file.text)} sees ${seen.join(', ') || 'nothing'}`,
      };
    },
  });

/** Finds `old` in a file, and fixes it when nothing that the file refers to is `old` any more. */
export const agingRule: Rule = defineRule<SeeingDocument>({
  ...base,
  id: 'pinned/aging',
  title: 'The word old',
  level: { recommended: 'error' },
  *check({ file, project }) {
    const start = file.text.indexOf('old');
    if (start === -1) return;
    const isLast = reachableFrom(file, project).every((path) => !project.text(path)!.includes('old'));
    const edits = [{ span: { start, end: start + 3 }, newText: 'new' }];
    const fixes = isLast ? [{ title: 'Write new', safety: 'safe', edits } as const] : [];
    yield { at: { span: { start, end: start + 3 }, path: 'old' }, message: 'it is old', fixes };
  },
});

/** Tells of each file which files refer to it, which only the project knows. */
export const referredRule: Rule = defineRule<SeeingDocument>({
  ...base,
  id: 'pinned/referred',
  title: 'Who refers to it',
  level: { recommended: 'error' },
  *check({ file, project }) {
    const all = languages.flatMap((language) => project.files(language));
    const by = all.filter(
      (other) => other !== file && referencesOf(other).some((reference) => leadsTo(reference, file)),
    );
    yield {
      at: { span: { start: 0, end: 0 }, path: file.path },
      message: `used by ${by.map(({ text }) => firstLine(text)).join(', ') || 'nothing'}`,
    };
  },
});

const leadsTo = (reference: Reference, { path, language }: ParsedFile): boolean =>
  reference.kind === 'file'
    ? reference.path === path
    : reference.path === folderOf(path) && reference.language === language;

function reachableFrom(file: ParsedFile, project: Project): readonly string[] {
  const reached = new Set<string>();
  const follow = (from: ParsedFile): void => {
    for (const reference of referencesOf(from)) {
      const inFolder = reference.kind === 'folder' ? project.filesIn(reference.path) : [];
      const paths =
        reference.kind === 'file'
          ? [reference.path]
          : inFolder.filter(({ language }) => language === reference.language).map(({ path }) => path);
      for (const path of paths) {
        if (reached.has(path) || path === file.path || project.text(path) === undefined) continue;
        reached.add(path);
        const next = project.file(path);
        if (next) follow(next);
      }
    }
  };
  follow(file);
  return [...reached].sort();
}

const firstLine = (text: string): string => text.split('\n')[0]!;
