// Runs the editor tests, prints them, and writes their results to test-results/editor.json. `journey`, `node`, `web`
// and `report` name parts to run alone. `desktop` is one more: the extension-host suite in the VS Code that @vscode/test-electron
// downloads, or in the one that VSCODE_EXECUTABLE_PATH names.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { installEditor } from '../../scripts/install-editor.ts';
import { formatResult, runTest, type TestResult, toMessage } from '../../scripts/lib/results.ts';
import { runInWebHost, type SuiteVerdict } from './extensionHost.ts';
import { runJourney } from './journey.ts';
import { runReport } from './report.ts';
import { reportFile } from './suite/files.ts';
import { createWorkspace } from './workspace.ts';

const root = path.resolve(import.meta.dirname, '../..');
const output = path.join(root, 'test-results');

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

const named = process.argv.slice(2);
const parts = named.length > 0 ? named : ['journey', 'node', 'web', 'report'];
const results: TestResult[] = [];

if (parts.includes('desktop')) {
  const executable = process.env['VSCODE_EXECUTABLE_PATH'];
  await runSuite('desktop', (suite, workspace) => runInDesktop(suite, workspace, executable));
}
if (parts.includes('journey')) {
  const journey = {
    editor: await installEditor(),
    extension: path.join(root, 'dist/fixity.vsix'),
    example: path.join(root, 'examples/mutable-shop'),
    screenshots: path.join(output, 'screenshots'),
  };
  add(await runJourney(journey));
}
if (parts.includes('node')) {
  const launcher = path.join(import.meta.dirname, 'launcher.ts');
  await runSuite('Node host', (suite, workspace) => runInDesktop(suite, workspace, launcher));
}
if (parts.includes('web')) {
  const editor = await installEditor();
  await runSuite('web host', (suite, workspace) => runInWebHost(editor, { extension: root, suite, workspace }));
}
if (parts.includes('report')) {
  const { browser } = await installEditor();
  const example = path.join(root, 'examples/mutable-shop');
  add([await runReport({ browser, example, screenshots: path.join(output, 'screenshots') })]);
}
mkdirSync(output, { recursive: true });
writeFileSync(path.join(output, 'editor.json'), JSON.stringify(results));
process.exitCode = results.some(({ state }) => state === 'failed') ? 1 : 0;

function add(more: readonly TestResult[]): void {
  for (const result of more) console.log(formatResult(result));
  results.push(...more);
}

/** Runs the suite in a fresh workspace and takes the results that it leaves there. */
async function runSuite(
  host: string,
  runIn: (suite: string, workspace: string) => Promise<SuiteVerdict>,
): Promise<void> {
  const workspace = createWorkspace();
  let log = '';
  const window = await runTest(`${host}: the window runs the suite to its end`, async () => {
    const verdict = await runIn(await buildSuite(), workspace.folder);
    log = verdict.log;
    const report = path.join(workspace.folder, reportFile);
    if (!existsSync(report)) throw new Error(`No results; exit code ${verdict.code}.\n${log}`);
    const reported = JSON.parse(readFileSync(report, 'utf8')) as TestResult[];
    add(reported.map((result) => ({ ...result, name: `${host}: ${result.name}` })));
    const expectedCode = reported.some(({ state }) => state === 'failed') ? 1 : 0;
    if (verdict.code !== expectedCode) throw new Error(`Exit code ${verdict.code}, not ${expectedCode}.\n${log}`);
  });
  add([window]);
  workspace.remove();
}

/** One file for both hosts, which both load as CommonJS by its name. */
async function buildSuite(): Promise<string> {
  const suite = path.join(output, 'suite.cjs');
  await build({
    absWorkingDir: root,
    bundle: true,
    // Mocha's browser build would else take this bundle's exports for its own.
    define: { global: 'globalThis', exports: 'undefined', module: 'undefined' },
    entryPoints: ['test/editor/suite/main.ts'],
    external: ['vscode'],
    format: 'cjs',
    logLevel: 'warning',
    outfile: suite,
    platform: 'browser',
    target: 'es2022',
  });
  return suite;
}

async function runInDesktop(suite: string, workspace: string, executable: string | undefined): Promise<SuiteVerdict> {
  let log = '';
  const collect = () =>
    new Writable({
      write(data: Buffer, _encoding, done) {
        log += data.toString();
        done();
      },
    });
  try {
    const code = await runTests({
      ...(executable && { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      launchArgs: [workspace, '--disable-extensions'],
      stdout: collect(),
      stderr: collect(),
    });
    return { code, log };
  } catch (error) {
    return { code: 1, log: `${toMessage(error)}\n${log}` };
  }
}
