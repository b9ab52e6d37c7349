import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CliRun } from './run.ts';

/** The findings of each folder of a run, as lines, with the count of each line. */
type Findings = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Difference {
  /** `rule folder/file place: message`, one for each finding. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const lastRunFile = (root: string): string => join(root, '.cache/ecosystem.json');

/** What was found the last time; undefined before the first. */
export function readLastRun(root: string): Findings | undefined {
  try {
    return JSON.parse(readFileSync(lastRunFile(root), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Keeps what was found for the next time, beside what is known of other folders. */
export function writeLastRun(root: string, runs: ReadonlyMap<string, CliRun>): void {
  mkdirSync(dirname(lastRunFile(root)), { recursive: true });
  writeFileSync(lastRunFile(root), JSON.stringify({ ...readLastRun(root), ...findingsOf(runs) }, undefined, 1));
}

/** What is new and what is gone in the folders that both know. Lines and columns do not count, since edits move them. */
export function difference(last: Findings, runs: ReadonlyMap<string, CliRun>): Difference {
  const added: string[] = [];
  const removed: string[] = [];
  for (const [folder, now] of Object.entries(findingsOf(runs))) {
    const before = last[folder];
    if (!before) continue;
    for (const line of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const change = (now[line] ?? 0) - (before[line] ?? 0);
      for (let index = 0; index < Math.abs(change); index++) (change > 0 ? added : removed).push(line);
    }
  }
  return { added: added.sort(), removed: removed.sort() };
}

function findingsOf(runs: ReadonlyMap<string, CliRun>): Findings {
  const all: Record<string, Record<string, number>> = {};
  for (const [folder, { output }] of runs) {
    const counts: Record<string, number> = {};
    for (const { rule, file, path, message } of output?.findings ?? []) {
      const line = `${rule} ${join(folder, file)} ${path}: ${message}`;
      counts[line] = (counts[line] ?? 0) + 1;
    }
    all[folder] = counts;
  }
  return all;
}
