import type {
  ClientCapabilities,
  TextEdit as ProtocolEdit,
  SnippetTextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextEdit } from '../core/text.ts';
import { toRange } from './convert.ts';

/** What kinds of edits the client can take. */
export interface EditClient {
  readonly hasVersionedEdits: boolean;
  readonly hasSnippetEdits: boolean;
}

export const toEditClient = ({ workspace }: ClientCapabilities): EditClient => ({
  hasVersionedEdits: workspace?.workspaceEdit?.documentChanges ?? false,
  hasSnippetEdits: workspace?.workspaceEdit?.snippetEditSupport ?? false,
});

/** Edits of one document, refused by the client when it has another version by then. Where it can, it selects the placeholder. */
export function toWorkspaceEdit(
  edits: readonly TextEdit[],
  placeholder: string | undefined,
  document: TextDocument,
  client: EditClient,
): WorkspaceEdit {
  const { uri, version } = document;
  const plain = edits.map(({ span, newText }): ProtocolEdit => ({ range: toRange(document, span), newText }));
  if (!client.hasVersionedEdits) return { changes: { [uri]: plain } };
  const withSnippets = plain.map((edit): ProtocolEdit | SnippetTextEdit =>
    placeholder !== undefined && client.hasSnippetEdits && edit.newText.includes(placeholder)
      ? { range: edit.range, snippet: { kind: 'snippet', value: toSnippet(edit.newText, placeholder) } }
      : edit,
  );
  return { documentChanges: [{ textDocument: { uri, version }, edits: withSnippets }] };
}

/** One edit that makes `before` into `after`, without what both begin and end with. */
export function replacementEdit(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  // Between the two halves of a line end or of a surrogate pair there is no position.
  if (start > 0 && /[\r\uD800-\uDBFF]/.test(before[start - 1]!)) start--;
  if (same > 0 && /[\n\uDC00-\uDFFF]/.test(before[before.length - same]!)) same--;
  return { span: { start, end: before.length - same }, newText: after.slice(start, after.length - same) };
}

function toSnippet(text: string, placeholder: string): string {
  const escaped = (part: string): string => part.replace(/[\\$}]/g, '\\$&');
  return text
    .split(placeholder)
    .map(escaped)
    .join(`\${1:${escaped(placeholder)}}`);
}
