import type { Span } from '../../core/text.ts';
import { readForIntroduction } from './for-introduction.ts';
import {
  Code,
  codeAt,
  giveUp,
  indentationAt,
  isIdentifierStart,
  type Reader,
  report,
  reportOpen,
  resume,
  skipBlanks,
  skipWord,
} from './reader.ts';
import { isCloser, isOutside, readCloser, skipLine, skipToCloser } from './recovery.ts';
import type { HclCall, HclExpression, HclFor, HclMissing, HclObject, HclObjectItem, HclTuple } from './syntax.ts';

/** Reads `[...]`: a tuple, or a `for` expression. */
export function readBrackets(reader: Reader): HclTuple | HclFor {
  const { position: start, isLineEndBlank } = reader;
  reader.isLineEndBlank = true;
  reader.position++;
  skipBlanks(reader);
  const expression = isForAt(reader) ? readFor(reader, start, Code.closeBracket) : readTuple(reader, start);
  reader.isLineEndBlank = isLineEndBlank;
  return expression;
}

function readTuple(reader: Reader, start: number): HclTuple {
  const { items, contentEnd } = readItems(reader);
  const end = readCloser(reader, start, contentEnd, Code.closeBracket);
  return { kind: 'tuple', span: { start, end }, items };
}

/** Reads the arguments of a call; the position is at `(`. */
export function readCall(reader: Reader, name: string, nameSpan: Span): HclCall {
  const { position: open, isLineEndBlank } = reader;
  reader.isLineEndBlank = true;
  reader.position++;
  const { items, isExpanded, contentEnd } = readItems(reader);
  const end = readCloser(reader, open, contentEnd, Code.closeParenthesis);
  reader.isLineEndBlank = isLineEndBlank;
  return { kind: 'call', span: { start: nameSpan.start, end }, name, nameSpan, arguments: items, isExpanded };
}

interface Items {
  readonly items: readonly HclExpression[];
  readonly isExpanded: boolean;
  /** Offset behind the last thing read. */
  readonly contentEnd: number;
}

/** Reads expressions between commas up to a closer. A forgotten comma is a problem and costs no item. */
function readItems(reader: Reader): Items {
  const items: HclExpression[] = [];
  let contentEnd = reader.position;
  let missingCommaAt: number | undefined;
  for (;;) {
    skipBlanks(reader);
    if (isCloser(codeAt(reader, 0))) return { items, isExpanded: false, contentEnd };
    const item = readExpression(reader, items);
    if (reader.isUnwinding) return { items, isExpanded: false, contentEnd: Math.max(contentEnd, item.span.end) };
    if (missingCommaAt !== undefined) report(reader, missingCommaAt, missingCommaAt, 'a comma is missing');
    missingCommaAt = undefined;
    contentEnd = item.span.end;
    const code = codeAt(reader, 0);
    if (code === Code.comma) {
      reader.position++;
      contentEnd = reader.position;
    } else if (reader.text.startsWith('...', reader.position)) {
      reader.position += 3;
      contentEnd = reader.position;
      skipBlanks(reader);
      return { items, isExpanded: true, contentEnd };
    } else if (code === Code.equals || code === Code.colon || code === Code.tilde) {
      report(reader, reader.position, reader.position + 1, 'a comma is missing before this');
      skipToCloser(reader);
      contentEnd = reader.position;
    } else missingCommaAt = contentEnd;
  }
}

/** Adds the next expression to `items`, unless it was found to be the start of a statement. */
function readExpression(reader: Reader, items: HclExpression[]): HclExpression {
  const item = reader.readExpression(reader);
  if (!reader.isUnwinding || item.kind !== 'missing') items.push(item);
  return item;
}

/** Reads `{...}`: an object, or a `for` expression. */
export function readBraces(reader: Reader): HclObject | HclFor {
  const { position: start, isLineEndBlank } = reader;
  reader.isLineEndBlank = true;
  reader.position++;
  skipBlanks(reader);
  const isFor = isForAt(reader);
  reader.isLineEndBlank = isFor;
  const expression = isFor ? readFor(reader, start, Code.closeBrace) : readObject(reader, start);
  reader.isLineEndBlank = isLineEndBlank;
  return expression;
}

function readObject(reader: Reader, start: number): HclObject {
  const items: HclObjectItem[] = [];
  const indentation = reader.trustsBraces ? 0 : indentationAt(reader, start);
  for (;;) {
    skipBlanks(reader);
    const code = codeAt(reader, 0);
    const isAtEnd = reader.position >= reader.text.length;
    if (isAtEnd || isOutside(reader, indentation)) {
      reportOpen(reader, start, start + 1, '}');
      giveUp(reader, reader.position);
      return { kind: 'object', span: { start, end: items.at(-1)?.span.end ?? start + 1 }, items };
    }
    if (code === Code.closeBrace) {
      reader.position++;
      return { kind: 'object', span: { start, end: reader.position }, items };
    }
    if (code === Code.newline) reader.position++;
    else readObjectItem(reader, items);
  }
}

function readObjectItem(reader: Reader, items: HclObjectItem[]): void {
  const key = asKey(reader, reader.readExpression(reader));
  let value: HclExpression = { kind: 'missing', span: { start: key.span.end, end: key.span.end } };
  const code = codeAt(reader, 0);
  if (code === Code.equals || code === Code.colon) {
    reader.position++;
    value = reader.readExpression(reader);
  } else if (!reader.isUnwinding) report(reader, key.span.start, key.span.end, 'the key has no value');
  items.push({ span: { start: key.span.start, end: value.span.end }, key, value });
  // What made the value give up may well be the next item of this object.
  if (reader.isUnwinding) resume(reader);
  else readSeparator(reader);
}

/** `true`, `false` and `null` are names where a key stands. */
function asKey(reader: Reader, key: HclExpression): HclExpression {
  if (key.kind !== 'bool' && key.kind !== 'null') return key;
  return { kind: 'variable', span: key.span, name: reader.text.slice(key.span.start, key.span.end) };
}

function readSeparator(reader: Reader): void {
  const { text, position } = reader;
  const code = codeAt(reader, 0);
  if (code === Code.comma) reader.position++;
  else if (code !== Code.newline && code !== Code.closeBrace && position < text.length) {
    report(reader, position, position + 1, 'a comma or a line end is missing before this');
    if (code !== Code.quote && !isIdentifierStart(text, position)) skipLine(reader);
  }
}

function isForAt(reader: Reader): boolean {
  const { text, position } = reader;
  if (!text.startsWith('for', position)) return false;
  const introduction = /for\s+[\p{ID_Start}_#/]/uy;
  introduction.lastIndex = position;
  return introduction.test(text);
}

function readFor(reader: Reader, start: number, closer: number): HclFor {
  reader.position += 'for'.length;
  const { names, collection } = readForIntroduction(reader);
  let value: HclExpression = missingBehind(collection);
  let key: HclExpression | undefined;
  let condition: HclExpression | undefined;
  let isGrouped = false;
  if (codeAt(reader, 0) === Code.colon) {
    reader.position++;
    value = reader.readExpression(reader);
    if (closer === Code.closeBrace) {
      key = value;
      if (reader.text.startsWith('=>', reader.position)) reader.position += 2;
      else if (!reader.isUnwinding) report(reader, key.span.end, key.span.end, '`=>` is missing');
      value = reader.isUnwinding ? missingBehind(key) : reader.readExpression(reader);
      isGrouped = reader.text.startsWith('...', reader.position);
      if (isGrouped) {
        reader.position += 3;
        skipBlanks(reader);
      }
    }
    if (skipWord(reader, 'if')) condition = reader.readExpression(reader);
  } else if (!reader.isUnwinding) report(reader, collection.span.end, collection.span.end, '`:` is missing');
  const end = readCloser(reader, start, (condition ?? value).span.end, closer);
  return { kind: 'for', span: { start, end }, names, collection, key, value, condition, isGrouped };
}

function missingBehind({ span: { end } }: HclExpression): HclMissing {
  return { kind: 'missing', span: { start: end, end } };
}
