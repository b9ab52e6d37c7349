import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { startExtension } from './extension.ts';

/** The extension where there is Node: the server is a process of its own. */
export function activate(context: ExtensionContext): Promise<void> {
  const server = { module: context.asAbsolutePath('dist/server/nodeMain.cjs'), transport: TransportKind.ipc };
  return startExtension(context, (id, name, options) => new LanguageClient(id, name, server, options));
}
