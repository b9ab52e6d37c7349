import {
  Code,
  codeAt,
  giveUp,
  indentationAt,
  isFirstOnLine,
  isIdentifierStart,
  type Reader,
  report,
  reportOpen,
} from './reader.ts';
import type { HclMissing } from './syntax.ts';

/**
 * Whether what stands at the position belongs outside a body or object that was opened on a line with this indentation,
 * so that its closing brace was forgotten. Only asked when braces are known not to match.
 */
export function isOutside(reader: Reader, indentation: number): boolean {
  // A blank line belongs to what is around it.
  if (reader.trustsBraces || codeAt(reader, 0) === Code.newline || !isFirstOnLine(reader, reader.position))
    return false;
  const column = indentationAt(reader, reader.position);
  return codeAt(reader, 0) === Code.closeBrace ? column < indentation : column <= indentation;
}

/**
 * Reads the `)` or `]` of what began with a bracket at `open`, and gives the offset behind it. When it is missing, what
 * began ends with its content.
 */
export function readCloser(reader: Reader, open: number, contentEnd: number, closer: number): number {
  if (
    !reader.isUnwinding &&
    !isCloser(codeAt(reader, 0)) &&
    !reader.text.slice(contentEnd, reader.position).includes('\n')
  ) {
    report(reader, reader.position, reader.position + 1, `\`${String.fromCharCode(closer)}\` is missing before this`);
    skipToCloser(reader);
  }
  if (!reader.isUnwinding && codeAt(reader, 0) === closer) {
    reader.position++;
    return reader.position;
  }
  reportOpen(reader, open, open + 1, String.fromCharCode(closer));
  const code = codeAt(reader, 0);
  if (reader.isUnwinding) return contentEnd;
  if (code === Code.closeBracket || code === Code.closeParenthesis) reader.hasReportedOpen = false;
  else giveUp(reader, reader.position);
  return contentEnd;
}

/** Whether a closing bracket, a closing brace or the end of the text stands here. */
export function isCloser(code: number): boolean {
  return code === Code.closeBracket || code === Code.closeParenthesis || code === Code.closeBrace || Number.isNaN(code);
}

/** Whether no expression can go on or begin here, and somebody further out may wait for it. */
export function endsExpression(code: number): boolean {
  return isCloser(code) || code === Code.comma || code === Code.colon || code === Code.newline || code === Code.tilde;
}

/** Moves to the next closer, comma, comment or line end that no bracket on the way holds. */
export function skipToCloser(reader: Reader): void {
  const { text } = reader;
  let open = 0;
  for (; reader.position < text.length; reader.position++) {
    const code = text.charCodeAt(reader.position);
    if (code === Code.newline || isCommentAt(text, reader.position)) return;
    if (code === Code.quote) skipQuoted(reader);
    else if (isOpener(code)) open++;
    else if (open === 0 && (code === Code.comma || isCloser(code))) return;
    else if (isCloser(code)) open--;
  }
}

/** Moves to the end of the line, to a comment, or to the `}` that closes what is around. */
export function skipLine(reader: Reader): void {
  const { text } = reader;
  let open = 0;
  for (; reader.position < text.length; reader.position++) {
    const code = text.charCodeAt(reader.position);
    if (code === Code.newline || isCommentAt(text, reader.position)) return;
    if (code === Code.quote) skipQuoted(reader);
    else if (code === Code.openBrace) open++;
    else if (code === Code.closeBrace && --open < 0) return;
  }
}

function isCommentAt(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  const next = text.charCodeAt(offset + 1);
  return code === Code.hash || (code === Code.slash && (next === Code.slash || next === Code.asterisk));
}

/** Moves to the last character of a quoted string, or of its line. */
function skipQuoted(reader: Reader): void {
  const { text } = reader;
  while (reader.position < text.length) {
    const code = codeAt(reader, 1);
    if (code === Code.newline || Number.isNaN(code)) return;
    const next = codeAt(reader, 2);
    reader.position += code === Code.backslash && (next === Code.quote || next === Code.backslash) ? 2 : 1;
    if (code === Code.quote) return;
  }
}

/** Moves past an expression that is nested too deeply: behind the bracket that closes it, or to a line that starts in column 0. */
export function skipNested(reader: Reader): HclMissing {
  const { text, position: start } = reader;
  report(reader, start, Math.min(start + 1, text.length), 'nested too deeply');
  let open = 0;
  for (; reader.position < text.length; reader.position++) {
    const code = text.charCodeAt(reader.position);
    if (code === Code.quote) skipQuoted(reader);
    else if (isOpener(code)) open++;
    else if (isCloser(code)) {
      if (--open < 0) break;
    } else if (open === 0 && (code === Code.comma || code === Code.newline)) break;
    else if (code === Code.newline && isIdentifierStart(text, reader.position + 1)) {
      const end = reader.position;
      giveUp(reader, end + 1);
      return { kind: 'missing', span: { start, end } };
    }
  }
  return { kind: 'missing', span: { start, end: reader.position } };
}

const isOpener = (code: number): boolean =>
  code === Code.openBrace || code === Code.openBracket || code === Code.openParenthesis;
