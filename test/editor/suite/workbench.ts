import * as vscode from 'vscode';
import type { WorkspaceFile } from './files.ts';

/** A finding as the editor shows it. */
export interface Shown {
  readonly rule: string;
  /** The text that is underlined. */
  readonly text: string;
}

/** Opens a file of the workspace in an editor. */
export async function open(name: WorkspaceFile): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Throws away what a test changed. */
export async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

const uriOf = (name: string): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);

/** Our diagnostics of a document, in the order of their place. */
export function shownIn(document: vscode.TextDocument): readonly Shown[] {
  return diagnosticsIn(document).map(({ code, range }) => ({
    rule: String(typeof code === 'object' ? code.value : code),
    text: document.getText(range),
  }));
}

const diagnosticsIn = ({ uri }: vscode.TextDocument): readonly vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'fixity')
    .sort((a, b) => a.range.start.compareTo(b.range.start));

/** Waits until the document shows exactly these findings. */
export async function waitForFindings(document: vscode.TextDocument, expected: readonly Shown[]): Promise<void> {
  const wanted = JSON.stringify(expected);
  await waitFor(
    () => JSON.stringify(shownIn(document)) === wanted,
    () => `findings ${wanted}; there are ${JSON.stringify(shownIn(document))}`,
  );
}

/**
 * Waits for an action with this title where this text stands. It asks again and again: VS Code answers with nothing while
 * other extensions are still registering their providers.
 */
export async function waitForAction(
  document: vscode.TextDocument,
  text: string,
  kind: vscode.CodeActionKind,
  title: string,
): Promise<vscode.CodeAction> {
  const start = document.positionAt(document.getText().indexOf(text));
  const range = new vscode.Range(start, start);
  let offered: readonly vscode.CodeAction[] = [];
  return waitFor(
    async () => {
      const command = 'vscode.executeCodeActionProvider';
      // The last number: so many actions are resolved, that is, have their edits.
      offered = await vscode.commands.executeCommand(command, document.uri, range, kind.value, 20);
      return offered.find((action) => action.title === title);
    },
    () => `action "${title}"; there are ${JSON.stringify(offered.map((action) => action.title))}`,
  );
}

/** Does what choosing the action in the menu does. */
export async function applyAction({ title, edit, command }: vscode.CodeAction): Promise<void> {
  if (edit && !(await vscode.workspace.applyEdit(edit))) throw new Error(`"${title}" cannot be applied`);
  if (command) await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

/** Polls until the answer is one, for as long as a busy machine may take. */
export async function waitFor<T>(
  ask: () => T | Promise<T>,
  describe: () => string,
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<T, false | null | undefined>;
    if (Date.now() > end) throw new Error(`Waited in vain for ${describe()}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}

export function assertEqual(actual: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`expected ${right}\n     but got ${left}`);
}
