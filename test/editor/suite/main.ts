/// <reference types="mocha" />
// Bundled into one file, which VS Code loads in either extension host to call its `run`.
import 'mocha/mocha.js';
import * as vscode from 'vscode';
import type { TestResult } from '../../../scripts/lib/results.ts';
import { reportFile } from './files.ts';

/** Runs all tests, writes what became of each into the workspace, and rejects when one failed. */
export async function run(): Promise<void> {
  // The base reporter prints nothing: the console is shared with the whole window, so results go to a file.
  const mocha = new Mocha({ ui: 'tdd', reporter: Mocha.reporters.Base, timeout: 60_000 });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./extension.ts');

  const report = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, reportFile);
  const results: TestResult[] = [];
  let written: PromiseLike<void> = Promise.resolve();
  const add = (test: Mocha.Runnable, state: TestResult['state'], message?: string) => {
    results.push({ name: test.fullTitle(), state, milliseconds: test.duration ?? 0, ...(message && { message }) });
    // After each test, so that what is known outlives a window that never ends.
    const bytes = new TextEncoder().encode(JSON.stringify(results));
    written = written.then(() => vscode.workspace.fs.writeFile(report, bytes));
  };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) => add(test, 'passed'));
    runner.on('pending', (test) => add(test, 'skipped'));
    runner.on('fail', (test, error) => add(test, 'failed', error.stack ?? error.message));
  });
  await written;

  const failedCount = results.filter(({ state }) => state === 'failed').length;
  if (failedCount > 0) throw new Error(`${failedCount} failed`);
}
