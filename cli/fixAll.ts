import type { ParsedFile } from '../core/document.ts';
import type { FixSafety, Problem } from '../core/finding.ts';
import type { LintContext } from '../core/lint.ts';
import {
  type FixedFile,
  type FixedFiles,
  fixFiles,
  type Languages,
  type LintedWorld,
  withTexts,
} from '../core/lintFiles.ts';

/** What a run does about fixes. */
export interface Fixing {
  readonly wantedFixes: readonly FixSafety[];
  /** Why this run cannot change a file, or create it: the end of a sentence. */
  readonly reasonAgainst: (file: FixedFile) => Promise<string | undefined>;
  /** Does with a fixed text what the run is for. The findings of a file are those of the fixed text if it was `written`. */
  readonly onFixed: (file: FixedFile) => Promise<'written' | 'kept' | 'changed' | 'read-only' | 'exists'>;
}

export interface FixCounts {
  readonly fixCount: number;
  readonly fileCount: number;
}

/** The files as they are after all fixes that could be written. */
export async function fixAll(
  before: LintedWorld,
  languages: Languages,
  contextOf: (file: ParsedFile) => LintContext,
  fixing: Fixing,
): Promise<{ world: LintedWorld; counts: FixCounts; problems: readonly Problem[] }> {
  const { changed, fixes, problems } = await possibleFixes(before, languages, contextOf, fixing);
  const written = new Map<string, string>();
  for (const file of changed) {
    const { path, text } = file.after;
    const outcome = await fixing.onFixed(file);
    if (outcome === 'written') written.set(path, text);
    else if (outcome !== 'kept') problems.push(notChanged(file, 'skipped', reasons[outcome]));
  }
  const fixCount = fixes.filter((paths) => paths.every((path) => written.has(path))).length;
  return { world: withTexts(before, written, languages), counts: { fixCount, fileCount: written.size }, problems };
}

/** All fixes but those that would change a file that must stay as it is: a fix goes in whole or not at all. */
async function possibleFixes(
  before: LintedWorld,
  languages: Languages,
  contextOf: (file: ParsedFile) => LintContext,
  { wantedFixes, reasonAgainst }: Fixing,
): Promise<FixedFiles & { readonly problems: Problem[] }> {
  const refused = new Map<string, Problem>();
  for (;;) {
    const fixed = fixFiles(before, languages, contextOf, wantedFixes, (path) => !refused.has(path));
    const known = refused.size;
    for (const file of fixed.changed) {
      const reason = file.isBroken ? reasons.broken : await reasonAgainst(file);
      const kind = file.isBroken ? 'internal-error' : 'skipped';
      if (reason !== undefined) refused.set(file.after.path, notChanged(file, kind, reason));
    }
    if (refused.size === known) return { ...fixed, problems: [...refused.values()] };
  }
}

const reasons = {
  broken: 'the fixed text would not parse; please report it',
  changed: 'it was changed on disk meanwhile; run again',
  'read-only': 'it is read-only; make it writable and run again',
  exists: 'there is one by now; run again',
} as const;

function notChanged({ before, after }: FixedFile, kind: Problem['kind'], reason: string): Problem {
  const what = before ? 'fixed' : 'created';
  return { kind, file: after.path, span: undefined, message: `\`${after.path}\` was not ${what}: ${reason}` };
}
