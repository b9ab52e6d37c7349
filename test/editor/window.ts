import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import type { Editor } from '../../scripts/install-editor.ts';

/** A VS Code window in a browser, its server, and a folder of its own for settings, extensions and profile. */
export interface Window {
  readonly page: Page;
  /** `127.0.0.1:<port>`: what VS Code calls the remote's authority. */
  readonly authority: string;
  /** What the page and the server logged, newest last, for a failure's report. */
  log(): string;
  close(): Promise<void>;
}

export interface WindowOptions {
  /** Extensions to install from packages, as a user would. */
  readonly packages?: readonly string[];
  /** User settings besides those that keep a test quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Lets the page load an extension from another address: the web extension host's needs this. */
  readonly bypassContentSecurityPolicy?: boolean;
}

/** Starts server and browser; the page is still empty, so that callbacks can be set before `openFolder`. */
export async function startWindow(editor: Editor, options: WindowOptions = {}): Promise<Window> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fixity-editor-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const lines: string[] = [];
  const started = await Promise.allSettled([
    startServer(editor, folder, options, lines),
    startBrowser(editor, folder, options),
  ]);
  const [server, browser] = started;
  const close = async () => {
    if (browser.status === 'fulfilled') await browser.value.close().catch(() => {});
    if (server.status === 'fulfilled') await server.value.stop();
    removeFolder();
  };
  if (server.status === 'rejected' || browser.status === 'rejected') {
    await close();
    throw server.status === 'rejected' ? server.reason : (browser as PromiseRejectedResult).reason;
  }

  const page = browser.value.pages()[0] ?? (await browser.value.newPage());
  page.on('console', (message) => lines.push(`[page ${message.type()}] ${message.text()} ${message.location().url}`));
  page.on('pageerror', (error) => lines.push(`[page error] ${error.message}`));
  page.on('crash', () => lines.push('[page crashed]'));
  return {
    page,
    authority: `127.0.0.1:${server.value.port}`,
    log: () =>
      lines
        .filter((line) => !noise.test(line))
        .slice(-30)
        .join('\n'),
    close,
  };
}

/** Opens a folder of this machine in the window. `payload` is what the desktop would get as command-line flags. */
export async function openFolder(
  { page, authority }: Window,
  folder: string,
  payload: readonly (readonly [key: string, value: string])[] = [],
): Promise<void> {
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  await page.goto(`http://${authority}/?${query}`);
}

/** The name by which a window knows a file of this machine. */
export function remoteUri({ authority }: Window, file: string): string {
  return `vscode-remote://${authority}${file}`;
}

/** Presses keys (`Control+K Control+I`) until they have an effect: VS Code drops keys and closes menus while it starts. */
export async function pressUntilShown(page: Page, keys: string, locator: Locator): Promise<void> {
  const tries = 8;
  for (let attempt = 1; ; attempt++) {
    for (const key of keys.split(' ')) await page.keyboard.press(key);
    try {
      await locator.first().waitFor({ timeout: 4000 });
      return;
    } catch (error) {
      if (attempt === tries) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** What every window logs: native modules that the tests do without, and services that are turned off. */
const noise = /build\/Release|bindings file|vsda|gallery|AccountPolicyGate|AgentHost|Service Worker|Creating a socket/;

const quietSettings = {
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.confirmBeforeClose': 'never',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

async function startServer(editor: Editor, folder: string, options: WindowOptions, lines: string[]): Promise<Server> {
  const settings = path.join(folder, 'data/User/settings.json');
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify({ ...quietSettings, ...options.settings }));

  const entry = path.join(editor.codeServer, 'out/node/entry.js');
  const folders = ['--user-data-dir', path.join(folder, 'data'), '--extensions-dir', path.join(folder, 'extensions')];
  for (const file of options.packages ?? []) {
    const install = [entry, ...folders, '--install-extension', file];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, install, { env: environment(folder) });
    lines.push(stdout, stderr);
  }

  const flags = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check'];
  flags.push('--disable-workspace-trust', '--disable-getting-started-override');
  // Without the smoke test driver, a built VS Code ignores the payload's extensionTestsPath.
  flags.push('--vscode-option', 'enable-smoke-test-driver');
  const child = spawn(process.execPath, [entry, ...folders, ...flags], {
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that extension hosts, language servers and watchers end with it.
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // It has ended already.
    }
  };
  const killNow = () => kill('SIGKILL');
  process.once('exit', killNow);

  const stop = async () => {
    kill('SIGTERM');
    const timer = setTimeout(killNow, 5000);
    await exited;
    clearTimeout(timer);
    killNow();
    process.off('exit', killNow);
  };

  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server did not start in a minute:\n${output}`)), 60_000);
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new Error(`The server ended (${reason}):\n${output}`));
    };
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(String(code ?? signal)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        lines.push(`[server] ${data.toString().trimEnd()}`);
        output += data.toString();
        const address = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
        if (!address) return;
        clearTimeout(timer);
        resolve(Number(address[1]));
      });
    }
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { port, stop };
}

function startBrowser(editor: Editor, folder: string, options: WindowOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(path.join(folder, 'browser'), {
    executablePath: editor.browser,
    headless: true,
    viewport: { width: 1440, height: 900 },
    env: environment(folder),
    bypassCSP: options.bypassContentSecurityPolicy ?? false,
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [
      // Chromium refuses to run its sandbox as root, which is what a container's user is.
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}

/** Ours, without what an outer VS Code's terminal sets, and with a home that nothing else writes to. */
function environment(home: string): Record<string, string> {
  const ours = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(VSCODE|ELECTRON|CODE_SERVER)_/.test(entry[0]),
  );
  // An empty gallery keeps the server from asking open-vsx.org about extensions.
  return { ...Object.fromEntries(ours), HOME: home, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
}
