import { type EmbeddedText, embed, joinPieces } from '../../core/embedded.ts';
import type { Span } from '../../core/text.ts';
import type { YamlScalar } from './node.ts';

/**
 * What a scalar says, with the way back to the source: character by character wherever the text stands there as it is,
 * also through indentation, folded lines and escapes. `source` is the text that the scalar was read from.
 */
export function textOf(source: string, scalar: YamlScalar): EmbeddedText {
  const verbatimSpan = verbatimSpanOf(source, scalar);
  if (verbatimSpan) return embed(source, verbatimSpan);
  const decoded = joinPieces(decode(source, scalar));
  // The parser's word counts. Where malformed text was read in two ways, the whole scalar maps to its whole source.
  return decoded.text === scalar.value ? decoded : joinPieces([{ text: scalar.value, source: scalar.span }]);
}

/** Where the value stands as it is, without quotes, as most do; undefined where it is written in another way, or empty. */
function verbatimSpanOf(source: string, { style, span, value }: YamlScalar): Span | undefined {
  if (style === 'literal' || style === 'folded' || value === '') return undefined;
  const content = style === 'plain' ? span : inside(span);
  return content.end - content.start === value.length && source.startsWith(value, content.start) ? content : undefined;
}

interface Part {
  readonly text: string;
  readonly source: Span;
}

function decode(source: string, { span, style, value }: YamlScalar): readonly Part[] {
  switch (style) {
    case 'plain':
      return unfoldLines(source, span, (line) => [verbatim(source, line)]);
    case 'single-quoted':
      return unfoldLines(source, inside(span), (line) => unescapeSingle(source, line));
    case 'double-quoted':
      return decodeDouble(source, inside(span));
    case 'literal':
      return decodeBlock(source, span, value, literalLines);
    case 'folded':
      return decodeBlock(source, span, value, foldedLines);
  }
}

const inside = ({ start, end }: Span): Span => ({ start: start + 1, end: end - 1 });

const verbatim = (source: string, span: Span): Part => ({ text: source.slice(span.start, span.end), source: span });

/** Joins lines as plain and quoted scalars do: one line break is a space, n + 1 of them are n line breaks. */
function unfoldLines(source: string, span: Span, toParts: (line: Span) => readonly Part[]): readonly Part[] {
  const lines = linesOf(source, span);
  if (lines.length === 1) return toParts(span);
  const parts: Part[] = [];
  let end = span.start;
  let blankLines = 0;
  lines.forEach((line, index) => {
    const isFirst = index === 0;
    const isLast = index === lines.length - 1;
    const trimmed = {
      start: isFirst ? line.start : skipBlanks(source, line.start, line.end),
      end: isLast ? line.end : skipBlanksBack(source, line.end, line.start),
    };
    if (!isFirst && !isLast && trimmed.end <= trimmed.start) {
      blankLines++;
      return;
    }
    if (!isFirst) {
      const separator = blankLines === 0 ? ' ' : '\n'.repeat(blankLines);
      parts.push({ text: separator, source: { start: end, end: trimmed.start } });
    }
    blankLines = 0;
    end = Math.max(trimmed.start, trimmed.end);
    parts.push(...toParts({ start: trimmed.start, end }));
  });
  return parts;
}

function unescapeSingle(source: string, line: Span): readonly Part[] {
  const parts: Part[] = [];
  let start = line.start;
  for (let quote = source.indexOf("''", start); quote !== -1 && quote < line.end; quote = source.indexOf("''", start)) {
    parts.push(verbatim(source, { start, end: quote }), { text: "'", source: { start: quote, end: quote + 2 } });
    start = quote + 2;
  }
  return [...parts, verbatim(source, { start, end: line.end })];
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '\t': '\t',
};

const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** A line break, blanks and line breaks after it; or an escape. */
const doubleQuotedSpecial = /\r?\n[ \t\r\n]*|\\(?:\r?\n[ \t]*|[\s\S])/g;

function decodeDouble(source: string, span: Span): readonly Part[] {
  const parts: Part[] = [];
  let start = span.start;
  const pattern = new RegExp(doubleQuotedSpecial);
  pattern.lastIndex = start;
  for (let match = pattern.exec(source); match && match.index < span.end; match = pattern.exec(source)) {
    const special = match[0];
    const isEscape = special[0] === '\\';
    const end = isEscape ? match.index : skipBlanksBack(source, match.index, start);
    parts.push(verbatim(source, { start, end }));
    start = Math.min(match.index + special.length, span.end);
    let text = '';
    if (!isEscape) {
      const lineBreaks = special.split('\n').length - 1;
      text = lineBreaks === 1 ? ' ' : '\n'.repeat(lineBreaks - 1);
    } else if (special.length === 2 && special !== '\\\n') {
      const digits = hexDigits[special[1]!];
      if (digits === undefined) {
        text = escapes[special[1]!] ?? special;
      } else {
        text = codePoint(source.slice(start, start + digits)) ?? '';
        start += digits;
      }
    }
    parts.push({ text, source: { start: end, end: start } });
    pattern.lastIndex = start;
  }
  return [...parts, verbatim(source, { start, end: Math.max(start, span.end) })];
}

function codePoint(digits: string): string | undefined {
  const code = /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : -1;
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

interface BlockLine {
  /** Without indentation and line end. */
  readonly content: Span;
  readonly isIndentedMore: boolean;
}

function decodeBlock(
  source: string,
  span: Span,
  value: string,
  joinLines: (source: string, lines: readonly BlockLine[]) => readonly Part[],
): readonly Part[] {
  const headerEnd = source.indexOf('\n', span.start);
  if (headerEnd === -1 || headerEnd >= span.end || value.trim() === '') return [{ text: value, source: span }];
  const lines = linesOf(source, { start: headerEnd + 1, end: span.end });
  const isBlank = (line: Span) => /^ *$/.test(source.slice(line.start, line.end));
  const last = lines.findLastIndex((line) => !isBlank(line));
  const first = lines.findIndex((line) => !isBlank(line));
  // With an indentation indicator (`|2`) the first line may keep spaces of its own.
  const indentation = indentationOf(source, lines[first]!) - /(?:^|\n)( *)[^ \n]/.exec(value)![1]!.length;

  const blockLines = lines.slice(0, last + 1).map((line): BlockLine => {
    const start = Math.min(line.start + indentation, line.end);
    const isIndentedMore = source[start] === ' ' || source[start] === '\t';
    return { content: { start, end: line.end }, isIndentedMore };
  });
  const parts = joinLines(source, blockLines);
  const length = parts.reduce((sum, { text }) => sum + text.length, 0);
  // What chomping (`|-`, `|`, `|+`) leaves of the last line's end and of blank lines after it.
  return [...parts, { text: value.slice(length), source: { start: lines[last]!.end, end: span.end } }];
}

const indentationOf = (source: string, { start, end }: Span): number => /^ */.exec(source.slice(start, end))![0].length;

function literalLines(source: string, lines: readonly BlockLine[]): readonly Part[] {
  return lines.flatMap(({ content }, index) => {
    const next = lines[index + 1];
    if (!next) return [verbatim(source, content)];
    // The line end comes with its line, so that a span over both is exact; `\r\n` cannot.
    return source[content.end] === '\n'
      ? [verbatim(source, { start: content.start, end: content.end + 1 })]
      : [verbatim(source, content), { text: '\n', source: { start: content.end, end: content.end + 2 } }];
  });
}

function foldedLines(source: string, lines: readonly BlockLine[]): readonly Part[] {
  const parts: Part[] = [];
  let separator = '';
  let wasIndentedMore = false;
  let end = lines[0]!.content.start;
  const isEmpty = ({ content }: BlockLine) => content.start === content.end;
  const firstWithText = lines.findIndex(({ content }) => !/^ *$/.test(source.slice(content.start, content.end)));
  lines.forEach((line, index) => {
    const { content, isIndentedMore } = line;
    if (index < firstWithText) {
      parts.push(verbatim(source, content), { text: '\n', source: { start: content.end, end: content.end + 1 } });
      end = content.end + 1;
      return;
    }
    if (!isIndentedMore && isEmpty(line)) {
      if (separator !== ' ' && separator !== '') separator += '\n';
      else separator = '\n';
      return;
    }
    if (isIndentedMore) {
      if (separator === ' ') separator = '\n';
      else if (!wasIndentedMore && separator.startsWith('\n')) separator += '\n';
    }
    parts.push({ text: separator, source: { start: end, end: content.start } }, verbatim(source, content));
    separator = isIndentedMore ? '\n' : ' ';
    wasIndentedMore = isIndentedMore;
    end = content.end;
  });
  return parts;
}

/** The lines of a stretch of text, without their ends. */
function linesOf(source: string, { start, end }: Span): readonly Span[] {
  const lines: Span[] = [];
  let lineStart = start;
  for (let newline = source.indexOf('\n', start); newline !== -1 && newline < end; ) {
    lines.push({ start: lineStart, end: newline > lineStart && source[newline - 1] === '\r' ? newline - 1 : newline });
    lineStart = newline + 1;
    newline = source.indexOf('\n', lineStart);
  }
  lines.push({ start: lineStart, end });
  return lines;
}

function skipBlanks(source: string, start: number, end: number): number {
  while (start < end && (source[start] === ' ' || source[start] === '\t')) start++;
  return start;
}

function skipBlanksBack(source: string, end: number, start: number): number {
  while (end > start && (source[end - 1] === ' ' || source[end - 1] === '\t')) end--;
  return end;
}
