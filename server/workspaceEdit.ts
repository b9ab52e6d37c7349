import type { ClientCapabilities, TextEdit as ProtocolEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileChange, Fix } from '../core/finding.ts';
import type { TextEdit } from '../core/text.ts';
import { toRange } from './convert.ts';
import { toSnippetEdits } from './snippetEdits.ts';
import { toUri } from './uri.ts';
import type { Linted } from './workspace.ts';

/** What kinds of edits the client can take. */
export interface EditClient {
  readonly hasVersionedEdits: boolean;
  readonly hasSnippetEdits: boolean;
  readonly createsFiles: boolean;
}

export const toEditClient = ({ workspace }: ClientCapabilities): EditClient => ({
  hasVersionedEdits: workspace?.workspaceEdit?.documentChanges ?? false,
  hasSnippetEdits: workspace?.workspaceEdit?.snippetEditSupport ?? false,
  createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') ?? false,
});

/** A fix with all that it changes; undefined where the client cannot do a part of it. */
export function toFixEdit(fix: Fix, linted: Linted, client: EditClient): WorkspaceEdit | undefined {
  const { edits, elsewhere = [], placeholder } = fix;
  const parts = edits.length > 0 ? [toWorkspaceEdit(edits, placeholder, linted.snapshot, client)] : [];
  for (const change of elsewhere) {
    const part =
      change.kind === 'create' ? creationOf(change.file, change.text, client) : editOf(change, linted, client);
    if (!part) return undefined;
    parts.push(part);
  }
  if (!client.hasVersionedEdits) return { changes: Object.assign({}, ...parts.map(({ changes }) => changes)) };
  return { documentChanges: parts.flatMap(({ documentChanges = [] }) => documentChanges) };
}

/** Edits of one document, refused by the client when it has another version by then. Where it can, it selects the placeholder. */
export function toWorkspaceEdit(
  edits: readonly TextEdit[],
  placeholder: string | undefined,
  document: TextDocument,
  client: EditClient,
): WorkspaceEdit {
  const { uri, version } = document;
  if (!client.hasVersionedEdits) return { changes: { [uri]: toProtocolEdits(edits, document) } };
  const withPlaceholder =
    placeholder !== undefined && client.hasSnippetEdits
      ? toSnippetEdits(edits, placeholder, document)
      : toProtocolEdits(edits, document);
  return { documentChanges: [{ textDocument: { uri, version }, edits: withPlaceholder }] };
}

const toProtocolEdits = (edits: readonly TextEdit[], document: TextDocument): ProtocolEdit[] =>
  edits.map(({ span, newText }) => ({ range: toRange(document, span), newText }));

/** Edits of another file, whose version is not known here: it is linted anew whenever that file changes. */
function editOf(
  { file, edits }: Extract<FileChange, { kind: 'edit' }>,
  { project }: Linted,
  client: EditClient,
): WorkspaceEdit | undefined {
  const text = project.text(file);
  if (text === undefined) return undefined;
  const uri = toUri(file);
  const plain = toProtocolEdits(edits, TextDocument.create(uri, '', 0, text));
  if (!client.hasVersionedEdits) return { changes: { [uri]: plain } };
  return { documentChanges: [{ textDocument: { uri, version: null }, edits: plain }] };
}

function creationOf(file: string, text: string, client: EditClient): WorkspaceEdit | undefined {
  if (!client.hasVersionedEdits || !client.createsFiles) return undefined;
  const uri = toUri(file);
  const start = { line: 0, character: 0 };
  return {
    documentChanges: [
      { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
      { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
    ],
  };
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
