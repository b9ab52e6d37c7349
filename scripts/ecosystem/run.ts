import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Output } from '../../cli/report/outputSchema.ts';

/** One run of the built command line. */
export interface CliRun {
  readonly seconds: number;
  /** Undefined when it crashed. */
  readonly output: Output | undefined;
  /** The crash, and internal errors. */
  readonly failures: readonly string[];
}

/** Runs `fixity check` in a folder. */
export function runCheck(root: string, folder: string, ...options: readonly string[]): CliRun {
  const start = performance.now();
  const args = [join(root, 'dist/cli/main.js'), 'check', '--format', 'json', '--fail-on', 'never', ...options, '.'];
  const { stdout, stderr, signal } = spawnSync(process.execPath, args, {
    cwd: folder,
    maxBuffer: 2 ** 30,
    encoding: 'utf8',
  });
  const seconds = (performance.now() - start) / 1000;
  const output = parseOutput(stdout);
  if (!output) return { seconds, output, failures: [`crashed: ${signal ?? ''} ${stderr.trim()}`] };
  const errors = output.problems.filter(({ kind }) => kind === 'internal-error');
  return { seconds, output, failures: errors.map(({ message }) => message) };
}

function parseOutput(stdout: string): Output | undefined {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}
