import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { startExtension } from './extension.ts';

declare const Worker: new (url: string) => ConstructorParameters<typeof LanguageClient>[2] & object;

/** The extension in a browser: the server is a web worker. */
export function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, 'dist/server/browserMain.js').toString(true);
  return startExtension(context, (id, name, options) => {
    // A function, so that a restart gets a new worker.
    return new LanguageClient(id, name, async () => new Worker(script) as never, options);
  });
}
