import { type EmbeddedText, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { Span } from '../../core/text.ts';

interface Replacement {
  readonly span: Span;
  readonly text: string;
}

/** A text with the values of its `${{ }}`, which GitHub puts in before anything runs; `UNKNOWN` where there is none. */
export const withExpressions = (
  text: EmbeddedText,
  valueOfExpression: (expression: string) => string | undefined,
): EmbeddedText =>
  replace(
    text,
    expressionsOf(text.text).map(({ start, end }) => ({
      span: { start, end },
      text: valueOfExpression(text.text.slice(start + 3, end - 2).trim()) ?? UNKNOWN,
    })),
  );

/** A text with `UNKNOWN` in place of each `$[[ ]]`, which GitLab puts in before it reads the file. */
export const withoutInputs = (text: EmbeddedText): EmbeddedText =>
  replace(
    text,
    [...text.text.matchAll(/\$\[\[[^\]$\n]*\]\]/g)].map(({ 0: input, index }) => ({
      span: { start: index, end: index + input.length },
      text: UNKNOWN,
    })),
  );

/** A text with other text in some places, in order. What is put in maps to all of what it stands for. */
export function replace(embedded: EmbeddedText, replacements: readonly Replacement[]): EmbeddedText {
  if (replacements.length === 0) return embedded;
  const parts: { readonly text: string; readonly source: Span }[] = [];
  const keep = (start: number, end: number) => {
    const { text, pieces } = sliceEmbedded(embedded, start, end);
    for (const { offset, length, source } of pieces) parts.push({ text: text.slice(offset, offset + length), source });
  };
  let position = 0;
  for (const { span, text } of replacements) {
    keep(position, span.start);
    parts.push({ text, source: toSource(embedded, span.start, span.end) });
    position = span.end;
  }
  keep(position, embedded.text.length);
  return joinPieces(parts);
}

/** Those that are closed. One that is half typed is passed over for the next one. */
export function expressionsOf(text: string): readonly Span[] {
  const found: Span[] = [];
  // A `}}` in a string of an expression does not end it.
  const tokens = /\}\}|\$\{\{|'[^'\n]*'/g;
  let start = text.indexOf('${{');
  while (start !== -1) {
    tokens.lastIndex = start + 3;
    let token = tokens.exec(text);
    while (token?.[0].startsWith("'")) token = tokens.exec(text);
    if (!token) break;
    if (token[0] === '}}') found.push({ start, end: token.index + 2 });
    start = text.indexOf('${{', token.index);
  }
  return found;
}
