import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { styleText } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const fixity = path.join(root, 'dist/cli/main.js');
const colors = process.stdout.isTTY && !process.env['NO_COLOR'] ? ['--color'] : [];

try {
  heading('Building');
  run([path.join(root, 'scripts/build.ts')], root, 0);
  showExamples();
  showNext();
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

function showExamples(): void {
  // A copy, so that the example stays as it is, and findings have short names.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fixity-demo-'));
  try {
    cpSync(path.join(root, 'examples'), folder, { recursive: true });

    heading('A small shop that anyone can change after it was deployed');
    show(['check', 'mutable-shop'], folder, 1);

    heading('What Fixity would change in one of its files');
    show(['check', '--diff', '--fix-suggested', 'mutable-shop/web/Dockerfile'], folder, 1);

    heading('The same shop, immutable');
    show(['check', 'immutable-shop'], folder, 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function showNext(): void {
  heading('Next');
  console.log(`  node dist/cli/main.js check PATH                  lint files of your own
  node dist/cli/main.js explain sealed/ssh-server   why a rule is there, and when to ignore it
  npm run package                                   make dist/fixity.vsix; in VS Code: Install from VSIX...
`);
}

function show(args: readonly string[], cwd: string, expectedCode: number): void {
  console.log(`${styleText('dim', `$ fixity ${args.join(' ')}`)}\n`);
  run([fixity, ...args, ...colors], cwd, expectedCode);
}

/** A demo that shows something else than it says is worse than none. */
function run(args: readonly string[], cwd: string, expectedCode: number): void {
  const { status, error } = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (error) throw error;
  if (status !== expectedCode) throw new Error(`exit code ${status} instead of ${expectedCode}`);
}

function heading(text: string): void {
  console.log(`\n${styleText(['bold', 'cyan'], `== ${text}`)}\n`);
}
