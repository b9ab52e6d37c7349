import type { Comment, SyntaxProblem } from '../../core/document.ts';
import type { Span } from '../../core/text.ts';
import type { HclExpression, HclMissing } from './syntax.ts';

/** The state of one pass over a text. Functions that read a thing begin at its first character and move `position` past it. */
export interface Reader {
  readonly text: string;
  /**
   * Whether braces are taken as they stand. The first pass trusts them, so that a well-formed file may be indented in
   * any way; when they turn out not to match, a second pass takes indentation as a witness of what was meant.
   */
  readonly trustsBraces: boolean;
  readonly problems: SyntaxProblem[];
  readonly comments: Comment[];
  /** Reads an expression and the blanks after it. Here, so that the files of the grammar need not import each other in a circle. */
  readonly readExpression: (reader: Reader) => HclExpression;
  position: number;
  /** Whether a line end is a mere blank: within parentheses, brackets and interpolations. */
  isLineEndBlank: boolean;
  /** How many expressions and blocks are open. */
  depth: number;
  /** Set by `giveUp`: what is open ends here without a word, up to the body or object that the text at `position` belongs to. */
  isUnwinding: boolean;
  /** Whether it is already said what was left open, so that it is not said of all that stands around it. */
  hasReportedOpen: boolean;
  /** Whether `giveUp` was ever called. */
  hasGivenUp: boolean;
  /** The line that was looked at last. */
  line: Line;
  /** For each line that is a single word, the offset of the last such line. Made when first needed. */
  lastLineOfWord: ReadonlyMap<string, number> | undefined;
}

interface Line extends Span {
  /** Offset of the first character that is not a blank. */
  readonly textStart: number;
}

/** A reader at the start of a text. */
export function createReader(
  text: string,
  { trustsBraces, readExpression }: Pick<Reader, 'trustsBraces' | 'readExpression'>,
): Reader {
  return {
    text,
    trustsBraces,
    problems: [],
    comments: [],
    readExpression,
    position: text.charCodeAt(0) === byteOrderMark ? 1 : 0,
    isLineEndBlank: false,
    depth: 0,
    isUnwinding: false,
    hasReportedOpen: false,
    hasGivenUp: false,
    line: { start: 0, end: 0, textStart: 0 },
    lastLineOfWord: undefined,
  };
}

/** Deeper text is skipped with a problem: neither the parser nor a reader of its tree may run out of stack. */
export const maxDepth = 200;

export const Code = {
  tab: 9,
  newline: 10,
  carriageReturn: 13,
  space: 32,
  exclamation: 33,
  quote: 34,
  hash: 35,
  dollar: 36,
  percent: 37,
  ampersand: 38,
  openParenthesis: 40,
  closeParenthesis: 41,
  asterisk: 42,
  plus: 43,
  comma: 44,
  minus: 45,
  dot: 46,
  slash: 47,
  colon: 58,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  openBrace: 123,
  pipe: 124,
  closeBrace: 125,
  tilde: 126,
} as const;

/** The character code `distance` behind the position; NaN behind the end of the text. */
export function codeAt(reader: Reader, distance: number): number {
  return reader.text.charCodeAt(reader.position + distance);
}

export function report(reader: Reader, start: number, end: number, message: string): void {
  reader.problems.push({ span: { start, end }, message });
}

/** Moves past blanks and comments; past line ends only where they are blanks. A carriage return is a blank everywhere. */
export function skipBlanks(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    const code = text.charCodeAt(reader.position);
    if (code === Code.space || code === Code.tab || code === Code.carriageReturn) reader.position++;
    else if (code === Code.newline) {
      if (!reader.isLineEndBlank) return;
      reader.position++;
    } else if (code === Code.hash) readLineComment(reader);
    else if (code === Code.slash) {
      const next = text.charCodeAt(reader.position + 1);
      if (next === Code.slash) readLineComment(reader);
      else if (next === Code.asterisk) readBlockComment(reader);
      else return;
    } else return;
  }
}

function readLineComment(reader: Reader): void {
  const start = reader.position;
  const newline = reader.text.indexOf('\n', start);
  const lineEnd = newline === -1 ? reader.text.length : newline;
  reader.position = reader.text.charCodeAt(lineEnd - 1) === Code.carriageReturn ? lineEnd - 1 : lineEnd;
  addComment(reader, start);
}

function readBlockComment(reader: Reader): void {
  const start = reader.position;
  const close = reader.text.indexOf('*/', start + 2);
  if (close === -1) report(reader, start, start + 2, 'the comment has no end');
  reader.position = close === -1 ? reader.text.length : close + 2;
  addComment(reader, start);
}

function addComment(reader: Reader, start: number): void {
  const { text } = reader;
  let before = start - 1;
  while (isBlank(text.charCodeAt(before))) before--;
  const isOwnLine = before < 0 || text.charCodeAt(before) === Code.newline || text.charCodeAt(before) === byteOrderMark;
  reader.comments.push({ span: { start, end: reader.position }, isOwnLine });
}

const byteOrderMark = 0xfeff;

export const isBlank = (code: number): boolean =>
  code === Code.space || code === Code.tab || code === Code.carriageReturn;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const isAsciiLetter = (code: number): boolean => {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
};

/** Whether an identifier starts at `offset`: ID_Start of Unicode, or `_`. */
export function isIdentifierStart(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  if (code < 128) return isAsciiLetter(code) || code === 95;
  return offset < text.length && /^\p{ID_Start}/u.test(String.fromCodePoint(text.codePointAt(offset)!));
}

/** The offset behind the identifier that starts at `start`: ID_Continue of Unicode, and `-`. */
export function identifierEnd(text: string, start: number): number {
  let end = start;
  for (;;) {
    const code = text.charCodeAt(end);
    if (code < 128) {
      if (!isAsciiLetter(code) && !isDigit(code) && code !== 95 && code !== Code.minus) return end;
      end++;
    } else {
      if (end >= text.length) return end;
      const character = String.fromCodePoint(text.codePointAt(end)!);
      if (!/^\p{ID_Continue}/u.test(character)) return end;
      end += character.length;
    }
  }
}

/** Moves past a word that is a keyword here, and says whether it stood there. */
export function skipWord(reader: Reader, word: string): boolean {
  if (!reader.text.startsWith(word, reader.position)) return false;
  const end = reader.position + word.length;
  if (identifierEnd(reader.text, reader.position) !== end) return false;
  reader.position = end;
  return true;
}

/** Stands for an expression that is not there, right behind the last text before the position. */
export function missingExpression(reader: Reader): HclMissing {
  let at = reader.position;
  while (isBlank(reader.text.charCodeAt(at - 1)) || reader.text.charCodeAt(at - 1) === Code.newline) at--;
  return { kind: 'missing', span: { start: at, end: at } };
}

/**
 * Ends all that is open because its closing brace, bracket or quote was forgotten: the text at `offset` belongs to an
 * outer body or object, which reads on there. A pass that trusts braces ends altogether.
 */
export function giveUp(reader: Reader, offset: number): void {
  reader.isUnwinding = true;
  reader.hasGivenUp = true;
  rewind(reader, reader.trustsBraces ? reader.text.length : offset);
}

/** Goes on reading where `giveUp` left off. */
export function resume(reader: Reader): void {
  reader.isUnwinding = false;
  reader.hasReportedOpen = false;
}

/** Says that what was opened at `[start, end)` is not closed. */
export function reportOpen(reader: Reader, start: number, end: number, closer: string): void {
  if (reader.hasReportedOpen) return;
  reader.hasReportedOpen = true;
  report(reader, start, end, `\`${reader.text.slice(start, end)}\` has no \`${closer}\``);
}

/** Moves back to `offset`. */
export function rewind(reader: Reader, offset: number): void {
  reader.position = offset;
  while (reader.comments.length > 0 && reader.comments.at(-1)!.span.start >= offset) reader.comments.pop();
}

/**
 * Whether the identifier at `[start, end)` begins an attribute or a block on a line of its own. No such thing can stand
 * within parentheses, brackets or an interpolation, so they were left open.
 */
export function isStatement(reader: Reader, start: number, end: number): boolean {
  const { text } = reader;
  let at = end;
  while (isBlank(text.charCodeAt(at))) at++;
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  const isStart =
    code === Code.quote ||
    code === Code.openBrace ||
    (code === Code.equals && next !== Code.equals && next !== Code.greater);
  return isStart && isFirstOnLine(reader, start);
}

export function isFirstOnLine(reader: Reader, offset: number): boolean {
  return lineAt(reader, offset).textStart === offset;
}

/** How many blanks the line of `offset` starts with. */
export function indentationAt(reader: Reader, offset: number): number {
  const line = lineAt(reader, offset);
  return line.textStart - line.start;
}

// The line is kept, so that asking for every token of a very long line takes no longer than the line.
function lineAt(reader: Reader, offset: number): Line {
  const { text, line } = reader;
  if (offset >= line.start && offset < line.end) return line;
  let start = text.lastIndexOf('\n', offset - 1) + 1;
  if (start === 0 && text.charCodeAt(0) === byteOrderMark) start = 1;
  const newline = text.indexOf('\n', offset);
  const end = newline === -1 ? text.length + 1 : newline + 1;
  let textStart = start;
  while (isBlank(text.charCodeAt(textStart))) textStart++;
  reader.line = { start, end, textStart };
  return reader.line;
}
