import { type DocumentFilter, type ExtensionContext, window, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { explainRule, registerCommands } from './commands.ts';
import { answerFileRequests } from './files.ts';
import { showStatus } from './status.ts';

/** Makes a client for the server of this host. */
export type CreateClient = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

/** What both hosts share: the client, what it shows, and the commands. The client stops with the extension. */
export async function startExtension(context: ExtensionContext, createClient: CreateClient): Promise<void> {
  const selector = documentSelector();
  const client = createClient('fixity', 'Fixity', {
    documentSelector: selector.map(({ language, scheme }) => ({ language: language!, scheme: scheme! })),
    diagnosticPullOptions: { onChange: true, onFocus: true },
    initializationOptions: { isFixityClient: true },
    middleware: {
      // The page on the web is for editors that have nothing better; the same text is shown here without a network.
      executeCommand: async (command, parameters, next) => {
        if (command === 'fixity.showDocumentation') await explainRule(String(parameters[0]));
        else return next(command, parameters);
      },
    },
  });
  answerFileRequests(client);
  context.subscriptions.push(client, showStatus(client, selector), ...registerCommands(client));
  try {
    await client.start();
  } catch (error) {
    window.showErrorMessage(`Fixity could not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const languages = [
  'dockerfile',
  'dockercompose',
  'yaml',
  'json',
  'jsonc',
  'helm',
  'terraform',
  'terraform-vars',
  'opentofu',
  'github-actions-workflow',
];

/** Our languages in files that a person edits: not in the other side of a diff, or in an output panel. */
function documentSelector(): readonly DocumentFilter[] {
  const folders = workspace.workspaceFolders ?? [];
  const schemes = new Set(['file', 'untitled', ...folders.map(({ uri }) => uri.scheme)]);
  return languages.flatMap((language) => [...schemes].map((scheme) => ({ language, scheme })));
}
