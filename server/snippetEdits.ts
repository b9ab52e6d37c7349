import type { TextEdit as ProtocolEdit, SnippetTextEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { lineSpanAt, type Span, type TextEdit } from '../core/text.ts';
import { toRange } from './convert.ts';

/** Edits of one document, with what holds the placeholder as snippets, so that it is selected. */
export function toSnippetEdits(
  edits: readonly TextEdit[],
  placeholder: string,
  document: TextDocument,
): (ProtocolEdit | SnippetTextEdit)[] {
  return toLineEdits(edits, document.getText()).map(({ span, parts }) => {
    const range = toRange(document, span);
    const isSnippet = parts.some(({ text, isNew }) => isNew && text.includes(placeholder));
    if (!isSnippet) return { range, newText: parts.map(({ text }) => text).join('') };
    const value = parts.map(({ text, isNew }) => (isNew ? toSnippet(text, placeholder) : escaped(text))).join('');
    return { range, snippet: { kind: 'snippet', value } };
  });
}

/** An edit of which some of the text was there before. */
interface LineEdit {
  readonly span: Span;
  readonly parts: readonly { readonly text: string; readonly isNew: boolean }[];
}

/**
 * The same edits, those of several lines from the start of a line on. VS Code indents each new line of a snippet as the line
 * that it begins in is indented up to there, and beside a snippet all other edits are snippets to it. Edits that meet by that
 * are one.
 */
function toLineEdits(edits: readonly TextEdit[], text: string): readonly LineEdit[] {
  const groups: { readonly start: number; readonly edits: readonly TextEdit[] }[] = [];
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    let group = toGroup([edit], text);
    for (let last = groups.at(-1); last && endOf(last.edits) >= group.start; last = groups.at(-1)) {
      groups.pop();
      group = toGroup([...last.edits, ...group.edits], text);
    }
    groups.push(group);
  }
  return groups.map((group) => toLineEdit(group, text));
}

function toGroup(edits: readonly TextEdit[], text: string) {
  const { start } = edits[0]!.span;
  return { start: edits.some(({ newText }) => newText.includes('\n')) ? lineSpanAt(text, start).start : start, edits };
}

function toLineEdit({ start, edits }: ReturnType<typeof toGroup>, text: string): LineEdit {
  let position = start;
  const parts = edits.flatMap(({ span, newText }) => {
    const before = text.slice(position, span.start);
    position = span.end;
    return [
      { text: before, isNew: false },
      { text: newText, isNew: true },
    ];
  });
  return { span: { start, end: position }, parts };
}

const endOf = (edits: readonly TextEdit[]): number => edits.at(-1)!.span.end;

const toSnippet = (text: string, placeholder: string): string =>
  text
    .split(placeholder)
    .map(escaped)
    .join(`\${1:${escaped(placeholder)}}`);

const escaped = (part: string): string => part.replace(/[\\$}]/g, '\\$&');
