import type { Span } from '../../core/text.ts';
import {
  Code,
  codeAt,
  giveUp,
  identifierEnd,
  indentationAt,
  isFirstOnLine,
  isIdentifierStart,
  maxDepth,
  type Reader,
  report,
  reportOpen,
  resume,
  skipBlanks,
} from './reader.ts';
import { isOutside, skipLine, skipNested } from './recovery.ts';
import type { HclBlock, HclBody, HclItem, HclLabel, HclTemplate } from './syntax.ts';
import { readTemplate } from './templates.ts';

/** Reads the body of a whole file. */
export function readFileBody(reader: Reader): HclBody {
  const items: HclItem[] = [];
  while (reader.position < reader.text.length) {
    readItems(reader, items, outermost);
    if (reader.position >= reader.text.length) break;
    report(reader, reader.position, reader.position + 1, 'this `}` closes nothing');
    if (reader.trustsBraces) giveUp(reader, reader.position);
    else reader.position++;
  }
  return toBody({ start: 0, end: reader.text.length }, items);
}

/** Reads attributes and blocks of a file's body, up to the first that begins at `end` or behind it. */
export function readFileItems(reader: Reader, end: number): readonly HclItem[] {
  const items: HclItem[] = [];
  readItems(reader, items, outermost, end);
  return items;
}

/** Less than any indentation, so that nothing belongs outside of the file's body. */
const outermost = -1;

/** Reads attributes and blocks up to `}`, the end, or what belongs outside by its indentation. */
function readItems(reader: Reader, items: HclItem[], indentation: number, end = reader.text.length): void {
  const names = new Set<string>();
  for (;;) {
    skipBlanks(reader);
    if (reader.position >= end || isOutside(reader, indentation)) return;
    const code = codeAt(reader, 0);
    if (code === Code.newline) reader.position++;
    else if (code === Code.closeBrace) {
      if (!isStray(reader, indentation)) return;
      report(reader, reader.position, reader.position + 1, 'this `}` closes nothing');
      reader.position++;
    } else {
      readItem(reader, items, names);
      readItemEnd(reader);
    }
  }
}

/** Whether a `}` on a line of its own is indented too far to close the block that is open. */
function isStray(reader: Reader, indentation: number): boolean {
  if (reader.trustsBraces || indentation === outermost || !isFirstOnLine(reader, reader.position)) return false;
  return indentationAt(reader, reader.position) > indentation;
}

function readItem(reader: Reader, items: HclItem[], names: Set<string>): void {
  const { text, position: start } = reader;
  if (codeAt(reader, 0) === Code.quote) {
    const name = readTemplate(reader);
    skipBlanks(reader);
    if (isValueNext(reader)) {
      report(reader, start, name.span.end, 'an attribute’s name is written without quotes');
      readAttribute(reader, items, names, literalOf(reader, name), name.span);
    } else report(reader, start, name.span.end, 'neither an attribute nor a block starts like this');
    return;
  }
  if (!isIdentifierStart(text, start)) return;
  reader.position = identifierEnd(text, start);
  const name = text.slice(start, reader.position);
  const nameSpan = { start, end: reader.position };
  skipBlanks(reader);
  if (isValueNext(reader)) readAttribute(reader, items, names, name, nameSpan);
  else items.push(readBlock(reader, name, nameSpan));
}

const isValueNext = (reader: Reader): boolean => codeAt(reader, 0) === Code.equals || codeAt(reader, 0) === Code.colon;

function readAttribute(reader: Reader, items: HclItem[], names: Set<string>, name: string, nameSpan: Span): void {
  if (codeAt(reader, 0) === Code.colon) report(reader, reader.position, reader.position + 1, 'here `=` is needed');
  if (names.has(name)) report(reader, nameSpan.start, nameSpan.end, `\`${name}\` is set a second time`);
  names.add(name);
  reader.position++;
  const value = reader.readExpression(reader);
  items.push({ kind: 'attribute', span: { start: nameSpan.start, end: value.span.end }, name, nameSpan, value });
}

function readBlock(reader: Reader, type: string, typeSpan: Span): HclBlock {
  const labels = readLabels(reader);
  const headerSpan = { start: typeSpan.start, end: labels.at(-1)?.span.end ?? typeSpan.end };
  const header = { kind: 'block', type, typeSpan, labels, headerSpan } as const;
  const open = reader.position;
  if (codeAt(reader, 0) !== Code.openBrace) {
    report(reader, headerSpan.start, headerSpan.end, 'neither `=` nor `{` follows');
    const body = toBody({ start: headerSpan.end, end: headerSpan.end }, []);
    return { ...header, span: headerSpan, body, openBrace: undefined, closeBrace: undefined };
  }
  const items: HclItem[] = [];
  if (reader.depth >= maxDepth) skipNested(reader);
  else {
    reader.depth++;
    reader.position++;
    readItems(reader, items, reader.trustsBraces ? 0 : indentationAt(reader, open));
    reader.depth--;
  }
  if (codeAt(reader, 0) === Code.closeBrace && !isOutsideBrace(reader, open)) {
    const close = reader.position;
    reader.position++;
    checkLines(reader, open, close, items);
    const body = toBody({ start: open + 1, end: close }, items);
    return { ...header, span: { start: typeSpan.start, end: close + 1 }, body, openBrace: open, closeBrace: close };
  }
  reportOpen(reader, open, open + 1, '}');
  giveUp(reader, reader.position);
  const end = items.at(-1)?.span.end ?? open + 1;
  const body = toBody({ start: open + 1, end }, items);
  return { ...header, span: { start: typeSpan.start, end }, body, openBrace: open, closeBrace: undefined };
}

function isOutsideBrace(reader: Reader, open: number): boolean {
  return !reader.trustsBraces && isOutside(reader, indentationAt(reader, open));
}

function readLabels(reader: Reader): HclLabel[] {
  const labels: HclLabel[] = [];
  for (;;) {
    const { text, position: start } = reader;
    if (codeAt(reader, 0) === Code.quote) {
      const template = readTemplate(reader);
      labels.push({ text: literalOf(reader, template), span: template.span });
    } else if (isIdentifierStart(text, start)) {
      reader.position = identifierEnd(text, start);
      labels.push({ text: text.slice(start, reader.position), span: { start, end: reader.position } });
    } else return labels;
    skipBlanks(reader);
  }
}

/** The text of a string where no interpolation may stand; one that stands there is taken as text. */
function literalOf(reader: Reader, template: HclTemplate): string {
  return template.parts
    .map((part) => (part.kind === 'literal' ? part.value : reader.text.slice(part.span.start, part.span.end)))
    .join('');
}

function readItemEnd(reader: Reader): void {
  if (reader.isUnwinding) {
    resume(reader);
    return;
  }
  skipBlanks(reader);
  const { text, position } = reader;
  const code = codeAt(reader, 0);
  if (position >= text.length || code === Code.newline || code === Code.closeBrace) return;
  // Only the header of another item is worth reading on this line: `a = 1 b = 2`, `a {} b {}`.
  const isItem = isIdentifierStart(text, position) && isHeaderStart(text, identifierEnd(text, position));
  if (!isItem) skipLine(reader);
  report(reader, position, isItem ? position : reader.position, 'a line end is missing before this');
}

function isHeaderStart(text: string, nameEnd: number): boolean {
  return /^[ \t]*[="{]/.test(text.slice(nameEnd, nameEnd + 50));
}

/** A block stands on one line with one attribute at most, or each of its items on lines of their own. */
function checkLines(reader: Reader, open: number, close: number, items: readonly HclItem[]): void {
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return;
  const isLineEndBetween = (start: number, end: number) => reader.text.slice(start, end).includes('\n');
  const isFirstInline = !isLineEndBetween(open, first.span.start);
  const isLastInline = !isLineEndBetween(last.span.end, close);
  if (isFirstInline && (!isLastInline || items.length > 1 || first.kind === 'block')) {
    report(reader, open, open + 1, 'behind this `{` a line end is missing');
  } else if (isLastInline && !isFirstInline) {
    report(reader, close, close + 1, 'before this `}` a line end is missing');
  }
}

export function toBody(span: Span, items: readonly HclItem[]): HclBody {
  return {
    span,
    items,
    attributes: items.filter((item) => item.kind === 'attribute'),
    blocks: items.filter((item) => item.kind === 'block'),
  };
}
