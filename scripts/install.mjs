// Plain JavaScript for the oldest supported Node: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const binFolder = path.join(root, 'node_modules/.bin');
const stampFile = path.join(root, 'node_modules/.fixity-installed');

/**
 * Installs the locked dependencies unless those of this lockfile are there already. Throws an `Error` whose message
 * says what to do.
 */
export async function installDependencies() {
  requireNode(20, 19);
  const stamp = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;

  const start = Date.now();
  console.log('Installing dependencies (npm ci), about half a minute ...');
  const { code, output } = await runNpmCi();
  if (code !== 0) throw new Error(`npm ci failed:\n${output.trim()}\n\nIs the package registry within reach?`);

  const version = spawnSync(path.join(binFolder, 'node'), ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (!version?.startsWith('v24.')) {
    throw new Error(
      `The build needs the Node 24 of the "node" package, but node_modules/.bin/node is ${version ?? 'missing'}.\n` +
        'npm may have been told not to run install scripts: try "npm ci --ignore-scripts=false".',
    );
  }
  writeFileSync(stampFile, stamp);
  console.log(`Installed in ${Math.round((Date.now() - start) / 1000)} s.`);
}

/** Runs a script of the project on the Node 24 that it installs. Resolves to the exit code; 1 when a signal ended it. */
export function runScript(script, args) {
  const child = spawn(path.join(binFolder, 'node'), [path.join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: [binFolder, pathWithoutProject()].join(path.delimiter) },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function requireNode(major, minor) {
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return;
  throw new Error(`Fixity needs Node ${major}.${minor} or newer; this is ${process.versions.node}.`);
}

function runNpmCi() {
  const child = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: pathWithoutProject() },
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** `npm run` puts node_modules/.bin first, and with it a Node that `npm ci` is about to delete. */
function pathWithoutProject() {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.resolve(folder) !== binFolder)
    .join(path.delimiter);
}
