import { Disposable, type DocumentFilter, LanguageStatusSeverity, languages, Uri, window, workspace } from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import type { DocumentStatus, ServerNotifications } from '../server/messages.ts';

/** The language status item: what Fixity does in the active editor, and with which configuration. */
export function showStatus(client: BaseLanguageClient, selector: readonly DocumentFilter[]): Disposable {
  const item = languages.createLanguageStatusItem('fixity.status', selector);
  item.name = 'Fixity';
  const statuses = new Map<string, DocumentStatus>();

  const update = (): void => {
    const uri = window.activeTextEditor?.document.uri.toString();
    const status = uri === undefined ? undefined : statuses.get(uri);
    item.busy = client.state === State.Starting;
    item.text = textOf(client.state, status);
    item.detail = status ? detailOf(status) : '';
    const isWrong = client.state === State.Stopped || status?.state === 'error';
    item.severity = isWrong ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.command = status?.configuration
      ? { title: 'Open configuration', command: 'vscode.open', arguments: [Uri.parse(status.configuration)] }
      : { title: 'Show output', command: 'fixity.showOutput' };
  };
  update();

  client.onNotification('fixity/status' satisfies keyof ServerNotifications, (status: DocumentStatus) => {
    statuses.set(Uri.parse(status.uri).toString(), status);
    update();
  });
  return Disposable.from(
    item,
    client.onDidChangeState(update),
    window.onDidChangeActiveTextEditor(update),
    workspace.onDidCloseTextDocument(({ uri }) => void statuses.delete(uri.toString())),
  );
}

function textOf(state: State, status: DocumentStatus | undefined): string {
  if (state === State.Starting) return 'Fixity: starting';
  if (state === State.Stopped) return 'Fixity: not running';
  switch (status?.state) {
    case undefined:
      return 'Fixity';
    case 'ok':
      return `Fixity: ${status.ruleCount} rules`;
    case 'error':
      return 'Fixity: wrong configuration';
    case 'excluded':
      return 'Fixity: file excluded';
    case 'none':
      return 'Fixity: nothing to lint here';
    case 'disabled':
      return 'Fixity: disabled';
  }
}

function detailOf({ configuration, message }: DocumentStatus): string {
  const source = configuration === null ? 'default configuration' : workspace.asRelativePath(Uri.parse(configuration));
  return message === null ? source : `${message} (${source})`;
}
