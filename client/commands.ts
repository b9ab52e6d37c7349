import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ServerRequests } from '../server/messages.ts';

export function registerCommands(client: BaseLanguageClient): readonly Disposable[] {
  return [
    commands.registerCommand('fixity.fixAll', () =>
      commands.executeCommand('editor.action.codeAction', { kind: 'source.fixAll.fixity', apply: 'first' }),
    ),
    commands.registerCommand('fixity.restart', async () => {
      if (client.isRunning()) await client.stop();
      await client.start();
    }),
    commands.registerCommand('fixity.showOutput', () => client.outputChannel.show()),
    commands.registerCommand('fixity.explainRule', async (rule?: string) => {
      const chosen = rule ?? (await chooseRule(client));
      if (chosen !== undefined) await explainRule(chosen);
    }),
    workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: async ({ path }) =>
        (await request(client, 'fixity/explain', { rule: path.replace(/^\/|\.md$/g, '') })) ?? 'There is no such rule.',
    }),
  ];
}

/** Shows a rule's documentation beside the editor. */
export async function explainRule(rule: string): Promise<void> {
  const page = Uri.from({ scheme, path: `/${rule}.md` });
  await commands.executeCommand('markdown.showPreviewToSide', page);
}

const scheme = 'fixity-rule';

async function chooseRule(client: BaseLanguageClient): Promise<string | undefined> {
  const rules = await request(client, 'fixity/rules', null);
  const items = rules.map(({ id, title, level }) => ({ label: id, description: title, detail: `level: ${level}` }));
  const chosen = await window.showQuickPick(items, { placeHolder: 'Rule to explain', matchOnDescription: true });
  return chosen?.label;
}

const request = <M extends keyof ServerRequests>(
  client: BaseLanguageClient,
  method: M,
  parameters: ServerRequests[M]['parameters'],
): Promise<ServerRequests[M]['result']> => client.sendRequest(method, parameters);
