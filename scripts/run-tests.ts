import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installEditor } from './install-editor.ts';
import { formatDuration, formatResult, runTest, summarize, type TestResult, toMessage } from './lib/results.ts';

const root = path.resolve(import.meta.dirname, '..');
const output = path.join(root, 'test-results');
const withoutEditor = process.argv.includes('--no-editor');

const start = performance.now();
const results: TestResult[] = [];

// Downloads take a minute on a new machine: they go on beside the build and the checks.
const editor = withoutEditor ? undefined : installEditor().then(() => undefined, toMessage);
rmSync(output, { recursive: true, force: true });

heading('Build');
report([await runTest('build', () => run('scripts/build.ts'))]);

heading('Checks');
report(await runChecks());

heading('Tests');
results.push(...(await runVitest()));

heading('Package');
const packaged = await runTest('package the extension', () => run('scripts/package.ts'));
report([packaged]);

heading('Editor');
await runEditorTests();

const failures = results.filter(({ state }) => state === 'failed');
if (failures.length > 0) {
  console.log('\nFailed:');
  for (const { name } of failures) console.log(`  ✘ ${name}`);
}
console.log(`\nDone in ${formatDuration(performance.now() - start)}.`);
console.log(summarize(results));
process.exitCode = failures.length > 0 ? 1 : 0;

function heading(title: string): void {
  console.log(`\n${title} (at ${formatDuration(performance.now() - start)})`);
}

function report(more: readonly TestResult[]): void {
  for (const result of more) console.log(formatResult(result));
  results.push(...more);
}

/** Each line `ok name (1.2 s)` or `FAILED name (1.2 s)` of the checks is a test; the lines below one are its message. */
async function runChecks(): Promise<readonly TestResult[]> {
  const { code, text } = await spawnNode(['scripts/check.ts'], 'collect');
  const checks: TestResult[] = [];
  for (const block of text.split(/^(?=(?:ok|FAILED) )/m)) {
    const [firstLine = '', ...rest] = block.split('\n');
    const match = /^(ok|FAILED) +(.+) \(([\d.]+) s\)$/.exec(firstLine);
    if (!match) continue;
    const [, word, name, seconds] = match;
    const state = word === 'ok' ? 'passed' : 'failed';
    checks.push({
      name: `check: ${name}`,
      state,
      milliseconds: Number(seconds) * 1000,
      ...(state === 'failed' && { message: rest.join('\n') }),
    });
  }
  if (checks.length === 0 || (code !== 0 && checks.every(({ state }) => state === 'passed'))) {
    checks.push(crashed('checks', code, text));
  }
  return checks;
}

interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly duration?: number;
    }[];
  }[];
}

async function runVitest(): Promise<readonly TestResult[]> {
  const file = path.join(output, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await spawnNode(['node_modules/vitest/vitest.mjs', 'run', ...reporters], 'show');
  const tests: TestResult[] = [];
  for (const { name, status, message, assertionResults } of readJson<VitestReport>(file)?.testResults ?? []) {
    const inFile = assertionResults.map(
      (test): TestResult => ({
        name: `${path.relative(root, name)}: ${test.fullName}`,
        state: test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped',
        milliseconds: test.duration ?? 0,
      }),
    );
    tests.push(...inFile);
    // A file that cannot be loaded fails without any test in it.
    if (status === 'failed' && inFile.every(({ state }) => state !== 'failed')) {
      tests.push({ name: path.relative(root, name), state: 'failed', milliseconds: 0, message });
    }
  }
  if (tests.length === 0 || (code !== 0 && tests.every(({ state }) => state !== 'failed'))) {
    tests.push(crashed('vitest', code, ''));
  }
  return tests;
}

async function runEditorTests(): Promise<void> {
  const problem = withoutEditor ? '--no-editor was given' : await editor;
  if (problem !== undefined) {
    report([
      { name: 'editor tests', state: process.env['CI'] ? 'failed' : 'skipped', milliseconds: 0, message: problem },
    ]);
    return;
  }
  if (packaged.state === 'failed') {
    report([{ name: 'editor tests', state: 'failed', milliseconds: 0, message: 'There is no package to install.' }]);
    return;
  }
  const { code } = await spawnNode(['test/editor/run.ts'], 'show');
  const tests = readJson<readonly TestResult[]>(path.join(output, 'editor.json')) ?? [];
  results.push(...tests);
  if (tests.length === 0 || (code !== 0 && tests.every(({ state }) => state !== 'failed'))) {
    report([crashed('editor tests', code, '')]);
  }
}

function crashed(name: string, code: number, message: string): TestResult {
  return { name: `${name} ran to the end`, state: 'failed', milliseconds: 0, message: `exit code ${code}\n${message}` };
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    // A runner that crashed leaves no report, or half of one.
    return undefined;
  }
}

async function run(script: string): Promise<void> {
  const { code, text } = await spawnNode([script], 'collect');
  if (code !== 0) throw new Error(`${script} ended with ${code}\n${text}`);
}

function spawnNode(args: readonly string[], mode: 'show' | 'collect'): Promise<{ code: number; text: string }> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: mode === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      text += data.toString();
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, text }));
  });
}
