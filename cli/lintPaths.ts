import type { ParsedFile } from '../core/document.ts';
import type { Finding, Problem } from '../core/finding.ts';
import type { LintContext, LintResult } from '../core/lint.ts';
import { type Languages, lintFiles, toProject } from '../core/lintFiles.ts';
import type { Project } from '../core/project.ts';
import type { Rule } from '../core/rule.ts';
import { type FixCounts, type Fixing, fixAll } from './fixAll.ts';
import { type ReadFiles, type Reading, readFiles } from './readFiles.ts';

export interface LintRun extends Reading {
  /** What reports call a path. */
  readonly toShown: (path: string) => string;
  /** Undefined for a run that fixes nothing. */
  readonly fixing: Fixing | undefined;
}

/** In all but `checked`, files are called what reports call them. */
export interface Linted {
  /** Those of the languages of the files. */
  readonly rules: readonly Rule[];
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

/**
 * Lints files (absolute paths), which can all see each other and what they refer to, each with its
 * configuration; and fixes them if the run wants that.
 */
export async function lintPaths(paths: readonly string[], run: LintRun): Promise<Linted> {
  const read = await readFiles(paths, run);
  const rules = await run.engine.loadRules([...new Set(read.files.map(({ language }) => language))]);
  const contextOf = contextsOf(read, rules, run);
  const found = { files: read.files, surroundings: read.referred };
  const fixed = run.fixing
    ? await fixAll(found, read.languages, contextOf, run.fixing)
    : { world: found, counts: { fixCount: 0, fileCount: 0 }, problems: [] };
  const { files, surroundings } = fixed.world;
  const project = toProject(files, surroundings);
  const results = lintFiles(files, project, read.languages, contextOf);

  const findings = results.flatMap((result) => result.findings);
  const problems = [...read.problems, ...fixed.problems, ...results.flatMap((result) => result.problems)];
  return {
    rules,
    fileCount: files.length,
    findings: findings.map((finding) => toShownFinding(finding, run)).sort(byFile),
    problems: problems.map((problem) => toShownProblem(problem, run)),
    fixed: fixed.counts,
    texts: textsFor(results, [...files, ...surroundings.others, ...surroundings.texts], run),
    checked: { files, project, languages: read.languages, contextOf },
  };
}

function contextsOf(
  { configurations }: ReadFiles,
  rules: readonly Rule[],
  { engine: { ruleIds }, host }: LintRun,
): (file: ParsedFile) => LintContext {
  const today = host.today();
  return ({ path }) => ({ rules, ruleIds, configuration: configurations.get(path)!, today });
}

function toShownFinding(finding: Finding, { toShown }: LintRun): Finding {
  const related = finding.related.map((place) => ({ ...place, file: toShown(place.file) }));
  const fixes = finding.fixes.map((fix) => {
    const elsewhere = fix.elsewhere?.map((change) => ({ ...change, file: toShown(change.file) }));
    return elsewhere ? { ...fix, elsewhere } : fix;
  });
  return { ...finding, file: toShown(finding.file), related, fixes };
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
    for (const { file, related, fixes } of findings) {
      wanted.add(file);
      for (const place of [...related, ...fixes.flatMap(({ elsewhere = [] }) => elsewhere)]) wanted.add(place.file);
    }
  }
  return new Map(all.filter(({ path }) => wanted.has(path)).map(({ path, text }) => [toShown(path), text]));
}
