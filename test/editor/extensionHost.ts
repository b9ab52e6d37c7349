import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Editor } from '../../scripts/install-editor.ts';
import { openFolder, remoteUri, startWindow, type Window } from './window.ts';

export interface SuiteOptions {
  /** Folder of the extension's `package.json`. */
  readonly extension: string;
  /** A CommonJS file whose `run` resolves when all tests have passed. */
  readonly suite: string;
  /** Folder that the window opens. */
  readonly workspace: string;
}

/** What a suite's window ended with. */
export interface SuiteVerdict {
  /** 0: passed, 1: failed, 124: no answer in time. */
  readonly code: number;
  /** The window's and the server's log, to explain a failure. */
  readonly log: string;
}

/** Runs a suite in the extension host that is a Node process, as the desktop and remote windows have it. */
export async function runInNodeHost(editor: Editor, options: SuiteOptions): Promise<SuiteVerdict> {
  const window = await startWindow(editor);
  try {
    const verdict = await listenForVerdict(window);
    await openFolder(window, options.workspace, [
      ['extensionDevelopmentPath', remoteUri(window, options.extension)],
      ['extensionTestsPath', remoteUri(window, options.suite)],
    ]);
    return await verdict();
  } finally {
    await window.close();
  }
}

/**
 * Runs a suite in the extension host that is a web worker, as vscode.dev has it. A window does not start workers from
 * `vscode-remote:` extensions, so this one gets the extension under development by HTTP; the workspace stays on disk.
 */
export async function runInWebHost(editor: Editor, options: SuiteOptions): Promise<SuiteVerdict> {
  const files = await serveFolder(options.extension);
  const window = await startWindow(editor, { bypassContentSecurityPolicy: true });
  try {
    const verdict = await listenForVerdict(window);
    const at = (file: string) => ({ scheme: 'http', authority: files.authority, path: `/${file}` });
    const developmentOptions = {
      extensions: [at('')],
      extensionTestsPath: at(path.relative(options.extension, options.suite)),
    };
    // Intercepting the page's own request instead would cost it its address space, and with it the right to open the
    // server's WebSocket on loopback.
    await window.page.addInitScript({
      content: `document.addEventListener('readystatechange', () => {
        const element = document.getElementById('vscode-workbench-web-configuration');
        if (document.readyState !== 'interactive' || !element) return;
        const configuration = JSON.parse(element.getAttribute('data-settings'));
        Object.assign(configuration.developmentOptions ??= {}, ${JSON.stringify(developmentOptions)});
        element.setAttribute('data-settings', JSON.stringify(configuration));
      });`,
    });
    await openFolder(window, options.workspace);
    return await verdict();
  } finally {
    await window.close();
    files.close();
  }
}

/** The window calls these two functions when it runs an extension's tests. */
async function listenForVerdict(window: Window): Promise<() => Promise<SuiteVerdict>> {
  // The window also hands over what its hosts log, which it logs itself too; without a listener it would fail.
  await window.page.exposeFunction('codeAutomationLog', () => {});
  let exit: (code: number) => void = () => {};
  const exited = new Promise<number>((resolve) => {
    exit = resolve;
  });
  await window.page.exposeFunction('codeAutomationExit', (code: number) => exit(code));
  const patience = new Promise<number>((resolve) => {
    setTimeout(resolve, 180_000, 124).unref();
  });
  return async () => ({ code: await Promise.race([exited, patience]), log: window.log() });
}

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.cjs': 'text/javascript',
  '.json': 'application/json',
};

function serveFolder(folder: string): Promise<{ readonly authority: string; close(): void }> {
  const server = createServer(async ({ url }, response) => {
    // A URL's path has no `..` left to climb out of the folder with.
    const file = path.join(folder, decodeURIComponent(new URL(url ?? '/', 'http://localhost').pathname));
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('cross-origin-resource-policy', 'cross-origin');
    try {
      const body = await readFile(file);
      response.setHeader('content-type', contentTypes[path.extname(file)] ?? 'application/octet-stream');
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ authority: `127.0.0.1:${port}`, close: () => server.close() });
    });
  });
}
