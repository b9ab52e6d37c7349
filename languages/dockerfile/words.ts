import { type EmbeddedText, sliceEmbedded } from '../../core/embedded.ts';

/** A part of a text: offsets in it, not in the document. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What Go's `unicode.IsSpace` holds, by which BuildKit trims lines. */
export function isSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  if (code < 0x85) return false;
  return code === 0x85 || code === 0xa0 || (code >= 0x1680 && unicodeSpace.test(String.fromCharCode(code)));
}

const unicodeSpace = /[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Blanks within a line by which BuildKit takes keyword and unquoted arguments apart; it is stricter there than when it trims. */
export const isBlank = (code: number): boolean => code === 32 || code === 9 || (code >= 11 && code <= 13);

/** The words between blanks; quotes mean nothing. How FROM, EXPOSE, COPY and ADD are split. */
export function blankSeparatedWords(text: string): readonly Range[] {
  const words: Range[] = [];
  for (let at = 0; at < text.length; ) {
    if (isBlank(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    while (at < text.length && !isBlank(text.charCodeAt(at))) at++;
    words.push({ start, end: at });
  }
  return words;
}

/** The words between blanks that stand outside quotes, quotes kept. How ARG, ENV and LABEL are split (`parseWords` in BuildKit). */
export function quotedWords(text: string, escapeCharacter: string): readonly Range[] {
  const words: Range[] = [];
  for (let at = 0; at < text.length; ) {
    if (isSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    let quote = '';
    while (at < text.length && (quote !== '' || !isSpace(text.charCodeAt(at)))) {
      const character = text[at]!;
      if (character === escapeCharacter && quote !== "'") at++;
      else if (quote === '') quote = character === '"' || character === "'" ? character : '';
      else if (character === quote) quote = '';
      at++;
    }
    at = Math.min(at, text.length);
    words.push({ start, end: at });
  }
  return words;
}

/** The texts of several parts, joined into one. */
export function joinEmbedded(parts: readonly EmbeddedText[]): EmbeddedText {
  if (parts.length === 1) return parts[0]!;
  const pieces = [];
  let text = '';
  for (const part of parts) {
    for (const piece of part.pieces) pieces.push({ ...piece, offset: piece.offset + text.length });
    text += part.text;
  }
  return { text, pieces };
}

/** The given parts of a text, joined into one. */
export const pickRanges = (embedded: EmbeddedText, ranges: readonly Range[]): EmbeddedText =>
  joinEmbedded(ranges.map(({ start, end }) => sliceEmbedded(embedded, start, end)));

/** Substitutions nested deeper than this are taken as malformed: nobody writes them, and each level costs a call. */
const maxDepth = 50;

/**
 * The offset after the variable whose `$` stands at `at`: `$name`, `${name}`, `${name:-word}` and so on; undefined
 * where BuildKit calls it malformed, `${#name}` and `${name[0]}` among them.
 */
export function skipVariable(text: string, at: number, escapeCharacter: string, depth = 0): number | undefined {
  if (text[at + 1] !== '{') return skipVariableName(text, at + 1);
  if (depth > maxDepth || at + 2 >= text.length || '{}:'.includes(text[at + 2]!)) return undefined;
  const nameEnd = skipVariableName(text, at + 2);
  const operator = text[nameEnd];
  switch (operator) {
    case '}':
      return nameEnd + 1;
    case ':':
      return '#%'.includes(text[nameEnd + 1] ?? '#')
        ? undefined
        : skipTo('}', text, nameEnd + 2, escapeCharacter, depth + 1);
    case '+':
    case '-':
    case '?':
    case '#':
    case '%':
      return skipTo('}', text, nameEnd + 1, escapeCharacter, depth + 1);
    case '/': {
      const isGlobal = text[nameEnd + 1] === '/';
      const patternEnd = skipTo('/', text, nameEnd + (isGlobal ? 2 : 1), escapeCharacter, depth + 1);
      return patternEnd === undefined ? undefined : skipTo('}', text, patternEnd, escapeCharacter, depth + 1);
    }
    default:
      return undefined;
  }
}

/** The offset after the variable name at `at`; `at` when there is none. */
export function skipVariableName(text: string, at: number): number {
  const first = text[at];
  if (first === undefined) return at;
  if ('@*#?-$!0'.includes(first)) return at + 1;
  const pattern = first >= '1' && first <= '9' ? /[0-9]*/y : /[\p{L}\p{Nd}_]*/uy;
  pattern.lastIndex = at;
  pattern.test(text);
  return Math.max(at, pattern.lastIndex);
}

/** The offset after the quotation that begins at `at`; undefined when it does not end. */
export function skipQuotation(text: string, at: number, escapeCharacter: string, depth = 0): number | undefined {
  if (text[at] === "'") {
    const end = text.indexOf("'", at + 1);
    return end === -1 ? undefined : end + 1;
  }
  let position: number | undefined = at + 1;
  while (position !== undefined && position < text.length) {
    const character = text[position];
    if (character === '"') return position + 1;
    if (character === '$') position = skipVariable(text, position, escapeCharacter, depth);
    else position += character === escapeCharacter ? 2 : 1;
  }
  return undefined;
}

/** The offset after the next `stop` that stands outside quotes and substitutions; undefined when there is none. */
export function skipTo(
  stop: string,
  text: string,
  from: number,
  escapeCharacter: string,
  depth: number,
): number | undefined {
  let position: number | undefined = from;
  while (position !== undefined && position < text.length) {
    const character = text[position];
    if (character === stop) return position + 1;
    if (character === '$') position = skipVariable(text, position, escapeCharacter, depth);
    else if (character === '"' || character === "'") position = skipQuotation(text, position, escapeCharacter, depth);
    else position += character === escapeCharacter ? 2 : 1;
  }
  return undefined;
}
