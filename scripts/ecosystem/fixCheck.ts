import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Output } from '../../cli/report/outputSchema.ts';
import { runCheck } from './run.ts';

export interface FixCheck {
  readonly row: Readonly<Record<string, string | number>>;
  readonly failures: readonly string[];
}

/**
 * Fixes a copy of a folder: every file parses as well as before, fixing again changes nothing, and no rule has more
 * findings in a file than before. `before` is what was found in the folder.
 */
export function checkFixes(root: string, folder: string, before: Output): FixCheck {
  const parent = mkdtempSync(join(tmpdir(), 'fixity-fix-'));
  const copy = join(parent, basename(folder));
  try {
    // With `.git/HEAD`, which says where the repository ends; what else is in `.git` is of no use.
    const isUseless = /[\\/](?:node_modules|\.git[\\/](?!HEAD$).*)$/;
    // Links stay within the copy: made absolute, they would lead back to the original.
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !isUseless.test(path) });
    const failures: string[] = [];
    const counts: number[] = [];
    let last = before;
    for (const option of ['--fix', '--fix-suggested']) {
      const fixed = runCheck(root, copy, option);
      failures.push(...fixed.failures.map((failure) => `${option}: ${failure}`));
      if (!fixed.output) break;
      counts.push(fixed.output.summary.fixed);
      failures.push(...worse(last, fixed.output).map((what) => `${option}: ${what}`));
      const again = runCheck(root, copy, option).output?.summary.fixed;
      if (again !== 0) failures.push(`${option}: a second run applies ${again} more`);
      last = fixed.output;
    }
    const [safe = 0, suggested = 0] = counts;
    const left = last.findings.length;
    return {
      row: {
        folder,
        findings: before.findings.length,
        safe,
        suggested,
        left,
        'still parses, settles, finds no more': failures.length === 0 ? 'yes' : `no: ${failures.length}`,
      },
      failures,
    };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

function worse(before: Output, after: Output): readonly string[] {
  const problems = compare(syntaxProblems(before), syntaxProblems(after)).map(
    ([file, more]) => `${file} has ${more} more problems`,
  );
  const findings = compare(findingCounts(before), findingCounts(after)).map(
    ([place, more]) => `${place} has ${more} more findings`,
  );
  return [...problems, ...findings];
}

const syntaxProblems = ({ problems }: Output): ReadonlyMap<string, number> =>
  countOf(problems.filter(({ kind }) => kind === 'syntax').map(({ file }) => file));

const findingCounts = ({ findings }: Output): ReadonlyMap<string, number> =>
  countOf(findings.map(({ rule, file }) => `${rule} in ${file}`));

function countOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** What there is more of now, and how many more. */
const compare = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) =>
  [...after].flatMap(([key, count]): (readonly [string, number])[] => {
    const more = count - (before.get(key) ?? 0);
    return more > 0 ? [[key, more]] : [];
  });
