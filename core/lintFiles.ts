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
      return lint(
        languages.get(file.language)!.toDocument(file, project),
        contextOf(file),
        project.fromRoot(file.path),
      );
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

/** Files, and what they can see. */
export interface LintedWorld {
  readonly files: readonly ParsedFile[];
  readonly surroundings: Surroundings;
}

/** A file that fixes have changed, or made: then there was none before. */
export interface FixedFile {
  readonly before: SourceFile | undefined;
  readonly after: SourceFile;
  /** Whether it does not parse as well as it did: a fix must never break a file that was whole. */
  readonly isBroken: boolean;
}

export interface FixedFiles {
  readonly changed: readonly FixedFile[];
  /** For each fix that went in, the paths of the files that it changed. */
  readonly fixes: readonly (readonly string[])[];
}

/**
 * What all fixes with a wanted safety make of files, and of others where `mayChange` allows it. A fix in one may bring about
 * fixes in others. A new file is a text of no language to this run.
 */
export function fixFiles(
  before: LintedWorld,
  languages: Languages,
  contextOf: (file: ParsedFile) => LintContext,
  wanted: readonly FixSafety[],
  mayChange: (path: string) => boolean,
): FixedFiles {
  let world = before;
  const texts = textsOf(before);
  const fixed = fixTexts(texts, wanted, mayChange, (now) => {
    world = withTexts(world, now, languages);
    const project = toProject(world.files, world.surroundings);
    return lintFiles(world.files, project, languages, contextOf).flatMap(({ findings }) => findings);
  });
  world = withTexts(world, fixed.texts, languages);
  const problemsBefore = problemCounts(before);
  const problemsAfter = problemCounts(world);
  const changed = [...fixed.texts].flatMap(([path, text]): readonly FixedFile[] => {
    const old = texts.get(path);
    if (old === text) return [];
    const isBroken = (problemsAfter.get(path) ?? 0) > (problemsBefore.get(path) ?? 0);
    return [{ before: old === undefined ? undefined : { path, text: old }, after: { path, text }, isBroken }];
  });
  return { changed, fixes: fixed.fixes };
}

/** The same files with other texts, by path; those of paths that are not there yet are added to what can be seen. */
export function withTexts(
  { files, surroundings }: LintedWorld,
  texts: ReadonlyMap<string, string>,
  languages: Languages,
): LintedWorld {
  const parsed = (file: ParsedFile): ParsedFile => {
    const text = texts.get(file.path) ?? file.text;
    return text === file.text ? file : languages.get(file.language)!.parse({ path: file.path, text }, file);
  };
  const others = surroundings.others.map(parsed);
  const known = new Set([...files, ...others].map(({ path }) => path));
  const ofNoLanguage = new Map(surroundings.texts.map(({ path, text }) => [path, text]));
  for (const [path, text] of texts) if (!known.has(path)) ofNoLanguage.set(path, text);
  return {
    files: files.map(parsed),
    surroundings: { ...surroundings, others, texts: [...ofNoLanguage].map(([path, text]) => ({ path, text })) },
  };
}

const textsOf = ({ files, surroundings: { others, texts } }: LintedWorld): ReadonlyMap<string, string> =>
  new Map([...texts, ...others, ...files].map(({ path, text }) => [path, text]));

const problemCounts = ({ files, surroundings: { others } }: LintedWorld): ReadonlyMap<string, number> =>
  new Map([...others, ...files].map(({ path, problems }) => [path, problems.length]));
