import type { LanguageId, ParsedFile, SourceFile } from './document.ts';
import type { FixSafety, Problem } from './finding.ts';
import { fixTexts } from './fix.ts';
import type { Language } from './language.ts';
import { type LintContext, type LintResult, lint } from './lint.ts';
import { createProject, type Project } from './project.ts';

/** The languages of all files of a project. */
export type Languages = ReadonlyMap<LanguageId, Language>;

/** What files can see beside each other; it is not linted. */
export interface Surroundings {
  readonly others: readonly ParsedFile[];
  /** Files of no language. */
  readonly texts: readonly SourceFile[];
  /** The folders of their repositories and workspaces. */
  readonly roots: ReadonlySet<string>;
}

export const toProject = (files: readonly ParsedFile[], { others, texts, roots }: Surroundings): Project =>
  createProject([...files, ...others], texts, roots);

/** Lints files of a project: what every front end calls. Results are in the order of `files`. */
export function lintFiles(
  files: readonly ParsedFile[],
  project: Project,
  languages: Languages,
  contextOf: (file: ParsedFile) => LintContext,
): readonly LintResult[] {
  return files.map((file) => {
    try {
      return lint(languages.get(file.language)!.toDocument(file, project), contextOf(file));
    } catch (error) {
      return { findings: [], problems: [internalError(file.path, error)] };
    }
  });
}

/** For what should never happen: it costs the file, not the run. */
export const internalError = (file: string, error: unknown): Problem => ({
  kind: 'internal-error',
  file,
  span: undefined,
  message: `\`${file}\` could not be linted (${error instanceof Error ? error.message : String(error)}); please report it`,
});

export interface FixedFile {
  readonly file: ParsedFile;
  readonly fixCount: number;
}

/** Files after all fixes with a wanted safety, in the order of `files`. A fix in one may bring about fixes in others. */
export function fixFiles(
  files: readonly ParsedFile[],
  surroundings: Surroundings,
  languages: Languages,
  contextOf: (file: ParsedFile) => LintContext,
  wanted: readonly FixSafety[],
): readonly FixedFile[] {
  let parsed = files;
  const parseChanged = (texts: readonly string[]): void => {
    parsed = parsed.map((file, index) => {
      const text = texts[index]!;
      return text === file.text ? file : languages.get(file.language)!.parse({ path: file.path, text }, file);
    });
  };
  const fixed = fixTexts(
    files.map(({ text }) => text),
    wanted,
    (texts) => {
      parseChanged(texts);
      return lintFiles(parsed, toProject(parsed, surroundings), languages, contextOf).map(({ findings }) => findings);
    },
  );
  parseChanged(fixed.map(({ text }) => text));
  return fixed.map(({ fixCount }, index) => ({ file: parsed[index]!, fixCount }));
}
