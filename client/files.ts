import { FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ClientRequests } from '../server/messages.ts';

/** Reads files for a server that cannot read them itself. */
export function answerFileRequests(client: BaseLanguageClient): void {
  const answer = <M extends keyof ClientRequests>(
    method: M,
    read: (uri: Uri) => Promise<ClientRequests[M]['result']>,
  ): void => {
    // There is no such file, or it cannot be read: the server goes on without it.
    client.onRequest(method, ({ uri }: ClientRequests[M]['parameters']) => read(Uri.parse(uri)).catch(() => null));
  };
  answer('fixity/readFile', async (uri) => new TextDecoder().decode(await workspace.fs.readFile(uri)));
  answer('fixity/stat', async (uri) => {
    const { type, size } = await workspace.fs.stat(uri);
    return { kind: kindOf(type), size };
  });
  answer('fixity/listDirectory', async (uri) => {
    const entries = await workspace.fs.readDirectory(uri);
    return entries.map(([name, type]) => ({ name, kind: kindOf(type) }));
  });
}

function kindOf(type: FileType): 'file' | 'directory' | 'other' {
  if (type & FileType.Directory) return 'directory';
  return type & FileType.File ? 'file' : 'other';
}
