import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What the editor tests run in: VS Code's open-source build as a server, and a browser to show it. */
export interface Editor {
  /** Folder of the `code-server` package. */
  readonly codeServer: string;
  /** Path of a Chromium or Chrome. */
  readonly browser: string;
}

/** `code-server` 4.N holds VS Code 1.N. Its server and web client come from the npm registry; nothing is compiled. */
const codeServerVersion = '4.139.1';

/**
 * Installs what is missing and says where things are. Rejects with a message for people when it cannot: an installation
 * failed, or there is no browser and this is not a Debian where we may install one.
 */
export async function installEditor(): Promise<Editor> {
  const browser = findBrowser() ?? (await installBrowser());
  return { codeServer: await installCodeServer(), browser };
}

/** Kept in the user's cache, by version, so that a second clone or a cleaned one starts at once. */
async function installCodeServer(): Promise<string> {
  const cache = path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'fixity-dev');
  const folder = path.join(cache, `code-server-${codeServerVersion}`);
  const codeServer = path.join(folder, 'node_modules/code-server');
  if (existsSync(folder)) return codeServer;

  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(path.join(cache, 'partial-'));
  try {
    writeFileSync(path.join(partial, 'package.json'), '{ "name": "fixity-editor", "private": true }\n');
    // Install scripts would compile modules for minutes (kerberos, sqlite3, node-pty) that no extension test needs.
    const npmInstall = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', [...npmInstall, `code-server@${codeServerVersion}`], partial);
    // What code-server's own install script does: `npm ci` refuses, since the published lockfile lacks an optional package.
    const vscode = path.join(partial, 'node_modules/code-server/lib/vscode');
    await run('npm', [...npmInstall, '--omit=dev'], vscode);
    moveIntoPlace(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return codeServer;
}

/** A rename is all or nothing, so that an installation that was broken off is never used. */
function moveIntoPlace(partial: string, folder: string): void {
  try {
    renameSync(partial, folder);
  } catch (error) {
    // Another run was faster.
    if (!existsSync(folder)) throw error;
  }
}

function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return named;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function installBrowser(): Promise<string> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/etc/debian_version')) {
    throw new Error('no Chromium or Chrome found; install one (or name it in CHROMIUM_PATH) to run the editor tests');
  }
  const noninteractive = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], '/', noninteractive);
  await run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    '/',
    noninteractive,
  );
  const browser = findBrowser();
  if (!browser) throw new Error('apt-get installed chromium, but there is none on PATH');
  return browser;
}

function run(command: string, args: readonly string[], cwd: string, variables: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} failed (${code}):\n${output.trim().slice(-2000)}`));
    });
  });
}
