#!/usr/bin/env node
// Poses as VS Code's desktop executable for @vscode/test-electron, which passes flags and looks at the exit code. So the
// same tests run in a desktop VS Code and, where there is none to download, in the server and browser.
import { parseArgs } from 'node:util';
import { installEditor } from '../../scripts/install-editor.ts';
import { runInNodeHost } from './extensionHost.ts';

const {
  values: { extensionDevelopmentPath: extension, extensionTestsPath: suite },
  positionals: [workspace],
} = parseArgs({
  options: { extensionDevelopmentPath: { type: 'string' }, extensionTestsPath: { type: 'string' } },
  // Flags of the desktop that mean nothing here: --no-sandbox, --user-data-dir=... and so on.
  strict: false,
});
if (typeof extension !== 'string' || typeof suite !== 'string' || workspace === undefined) {
  throw new Error('usage: launcher.ts FOLDER --extensionDevelopmentPath=FOLDER --extensionTestsPath=FILE');
}

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
const { code, log } = await runInNodeHost(await installEditor(), { extension, suite, workspace });
if (code !== 0) console.log(log);
// Not process.exit(): it would drop what a piped stdout still holds.
process.exitCode = code;
