// npm run ecosystem -- [--fix-check] FOLDER...: runs the built command line over real repositories; what it does there,
// and what has changed since the last run. With --fix-check, also whether its fixes hold there.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { languageIds } from '../core/document.ts';
import { type Difference, difference, readLastRun, writeLastRun } from './ecosystem/compare.ts';
import { checkFixes } from './ecosystem/fixCheck.ts';
import { languagesIn } from './ecosystem/languages.ts';
import { type CliRun, runCheck } from './ecosystem/run.ts';

const root = join(import.meta.dirname, '..');
const { values: flags, positionals } = parseArgs({
  options: { 'fix-check': { type: 'boolean', default: false } },
  allowPositionals: true,
});
const folders = positionals.map((folder) => resolve(folder));
const missing = folders.filter((folder) => !existsSync(folder));
if (folders.length === 0 || missing.length > 0) {
  console.error(missing.length > 0 ? `no such folder: ${missing.join(', ')}` : 'name the folders to run over');
  process.exit(2);
}
execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

const runs = new Map<string, CliRun>();
for (const folder of folders) {
  const run = runCheck(root, folder);
  runs.set(folder, run);
  for (const failure of run.failures) report(`${folder}: ${failure}`);
}

print(
  'Folders',
  [...runs].map(([folder, { output, seconds, failures }]) => ({
    folder,
    files: output?.summary.files ?? 0,
    seconds: seconds.toFixed(1),
    findings: output?.findings.length ?? 0,
    problems: output?.problems.length ?? 0,
    failures: failures.length,
  })),
);
print('Languages', await languageRows());
const changes = differenceToLastRun();
print('Rules', ruleRows(changes));
if (changes) {
  list('New findings', changes.added);
  list('Gone findings', changes.removed);
}
writeLastRun(root, runs);

if (flags['fix-check']) {
  const rows = [];
  for (const [folder, { output }] of runs) {
    if (!output) continue;
    const { row, failures } = checkFixes(root, folder, output);
    rows.push(row);
    for (const failure of failures) report(`${folder}: ${failure}`);
  }
  print('Fixes', rows);
}

/** How many files there are of each language, and how many have text that is not of its grammar. */
async function languageRows() {
  const files = new Map<string, { count: number; broken: number }>();
  for (const [folder, { output }] of runs) {
    const broken = new Set(output?.problems.flatMap(({ kind, file }) => (kind === 'syntax' ? [file] : [])));
    for (const [file, language] of await languagesIn(folder)) {
      const counts = files.get(language) ?? { count: 0, broken: 0 };
      counts.count++;
      if (broken.has(file)) counts.broken++;
      files.set(language, counts);
    }
  }
  return languageIds.flatMap((language) => {
    const counts = files.get(language);
    if (!counts) return [];
    const { count, broken } = counts;
    return [{ language, files: count, 'with problems': broken, 'without, %': (100 * (1 - broken / count)).toFixed(2) }];
  });
}

function differenceToLastRun(): Difference | undefined {
  const last = readLastRun(root);
  if (!last) console.log('\nThere is no earlier run to compare with.');
  return last && difference(last, runs);
}

function ruleRows(changes: Difference | undefined) {
  const counts = new Map<string, number>();
  for (const { output } of runs.values()) {
    for (const { rule } of output?.findings ?? []) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const ofRule = (lines: readonly string[] | undefined, rule: string): number =>
    lines?.filter((line) => line.startsWith(`${rule} `)).length ?? 0;
  const rules = new Set([...counts.keys(), ...(changes?.removed ?? []).map((line) => line.split(' ')[0]!)]);
  return [...rules].sort().map((rule) => ({
    rule,
    findings: counts.get(rule) ?? 0,
    ...(changes && { new: ofRule(changes.added, rule), gone: ofRule(changes.removed, rule) }),
  }));
}

function list(title: string, lines: readonly string[]): void {
  const shown = 40;
  console.log(`\n${title}: ${lines.length}`);
  for (const line of lines.slice(0, shown)) console.log(`  ${line}`);
  if (lines.length > shown) console.log(`  and ${lines.length - shown} more`);
}

function print(title: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
  console.log(`\n${title}`);
  console.table(rows);
}

function report(failure: string): void {
  console.log(`FAILED ${failure}`);
  process.exitCode = 1;
}
