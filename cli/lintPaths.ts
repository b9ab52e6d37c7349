import type { ParsedFile } from '../core/document.ts';
import type { Finding, FixSafety, Problem } from '../core/finding.ts';
import type { LintContext, LintResult } from '../core/lint.ts';
import { fixFiles, type Languages, lintFiles, toProject } from '../core/lintFiles.ts';
import type { Project } from '../core/project.ts';
import { type ReadFiles, type Reading, readFiles } from './readFiles.ts';

export interface LintRun extends Reading {
  /** What reports call a path. */
  readonly toShown: (path: string) => string;
  readonly wantedFixes: readonly FixSafety[];
  /** Does with a fixed text what the run is for. The findings of a file are those of the fixed text if it was `replaced`. */
  readonly onFixed: (fixed: FixedText) => Promise<'replaced' | 'kept' | 'changed' | 'read-only'>;
}

interface FixedText {
  /** Absolute. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** In all but `checked`, files are called what reports call them. */
export interface Linted {
  readonly fileCount: number;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly fixed: FixCounts;
  readonly texts: ReadonlyMap<string, string>;
  readonly checked: Checked;
}

/** The files of a run as they were linted last, for who asks more of them than findings. Paths are absolute. */
export interface Checked {
  readonly files: readonly ParsedFile[];
  readonly project: Project;
  readonly languages: Languages;
  readonly contextOf: (file: ParsedFile) => LintContext;
}

interface FixCounts {
  readonly fixCount: number;
  readonly fileCount: number;
}

/**
 * Lints files (absolute paths), which can all see each other and what they refer to, each with its
 * configuration; and fixes them if the run wants that.
 */
export async function lintPaths(paths: readonly string[], run: LintRun): Promise<Linted> {
  const read = await readFiles(paths, run);
  const contextOf = contextsOf(read, run);
  const fixed =
    run.wantedFixes.length > 0
      ? await fixAll(read, contextOf, run)
      : { files: read.files, counts: { fixCount: 0, fileCount: 0 }, problems: [] };
  const project = toProject(fixed.files, read.referred);
  const results = lintFiles(fixed.files, project, read.languages, contextOf);

  const findings = results.flatMap((result) => result.findings);
  const problems = [...read.problems, ...fixed.problems, ...results.flatMap((result) => result.problems)];
  return {
    fileCount: fixed.files.length,
    findings: findings.map((finding) => toShownFinding(finding, run)).sort(byFile),
    problems: problems.map((problem) => toShownProblem(problem, run)),
    fixed: fixed.counts,
    texts: textsFor(results, [...fixed.files, ...read.referred.others, ...read.referred.texts], run),
    checked: { files: fixed.files, project, languages: read.languages, contextOf },
  };
}

function contextsOf({ configurations }: ReadFiles, { engine, host }: LintRun): (file: ParsedFile) => LintContext {
  const today = host.today();
  return ({ path }) => ({ rules: engine.rules, configuration: configurations.get(path)!, today });
}

/** The files as they are after all fixes that could be written. */
async function fixAll(
  { files, referred, languages }: ReadFiles,
  contextOf: (file: ParsedFile) => LintContext,
  { wantedFixes, onFixed }: LintRun,
): Promise<{ files: readonly ParsedFile[]; counts: FixCounts; problems: readonly Problem[] }> {
  const counts = { fixCount: 0, fileCount: 0 };
  const problems: Problem[] = [];
  const after: ParsedFile[] = [];
  const fixed = fixFiles(files, referred, languages, contextOf, wantedFixes);
  for (const [index, file] of files.entries()) {
    const { file: fixedFile, fixCount } = fixed[index]!;
    const problem = await write(file, fixedFile, onFixed);
    if (problem === 'written') {
      counts.fixCount += fixCount;
      counts.fileCount++;
    } else if (problem) {
      problems.push(problem);
    }
    after.push(problem === 'written' ? fixedFile : file);
  }
  return { files: after, counts, problems };
}

/** Writes a fixed file; tells why not, or nothing when that is as it should be. */
async function write(
  before: ParsedFile,
  after: ParsedFile,
  onFixed: LintRun['onFixed'],
): Promise<'written' | Problem | undefined> {
  const { path } = before;
  if (after.text === before.text) return undefined;
  const notFixed = (kind: Problem['kind'], reason: string): Problem => {
    return { kind, file: path, span: undefined, message: `\`${path}\` was not fixed: ${reason}` };
  };
  if (after.problems.length > before.problems.length) {
    return notFixed('internal-error', 'the fixed text would not parse; please report it');
  }
  switch (await onFixed({ path, before: before.text, after: after.text })) {
    case 'replaced':
      return 'written';
    case 'kept':
      return undefined;
    case 'changed':
      return notFixed('skipped', 'it was changed on disk meanwhile; run again');
    case 'read-only':
      return notFixed('skipped', 'it is read-only; make it writable and run again');
  }
}

function toShownFinding(finding: Finding, { toShown }: LintRun): Finding {
  const related = finding.related.map((place) => ({ ...place, file: toShown(place.file) }));
  return { ...finding, file: toShown(finding.file), related };
}

/** Messages of problems name the file too. */
const toShownProblem = (problem: Problem, { toShown }: LintRun): Problem => ({
  ...problem,
  file: toShown(problem.file),
  message: problem.message.replaceAll(problem.file, toShown(problem.file)),
});

/** Keeps the order of findings within a file. */
const byFile = (a: Finding, b: Finding): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);

/** The texts that results point into; all others can be forgotten. */
function textsFor(
  results: readonly LintResult[],
  all: readonly { readonly path: string; readonly text: string }[],
  { toShown }: LintRun,
): ReadonlyMap<string, string> {
  const wanted = new Set<string>();
  for (const { findings, problems } of results) {
    for (const { file } of problems) wanted.add(file);
    for (const { file, related } of findings) {
      wanted.add(file);
      for (const place of related) wanted.add(place.file);
    }
  }
  return new Map(all.filter(({ path }) => wanted.has(path)).map(({ path, text }) => [toShown(path), text]));
}
