import { lineEndOf, lineSpanAt, type Span, type TextEdit } from '../../core/text.ts';
import { alignBehind, alignLines } from './align.ts';
import type { HclAttribute, HclBlock, HclBody, HclItem } from './syntax.ts';

/** Takes a block out with its lines, and with a blank line that would be one too many. Comments stay. */
export function removeBlock(source: string, block: HclBlock): TextEdit[] {
  return [removeSpan(source, block.span)];
}

/** Takes an attribute out with its lines, and with a blank line that would be one too many. Comments stay. */
export function removeAttribute(source: string, attribute: HclAttribute): TextEdit[] {
  return [removeSpan(source, attribute.span)];
}

export function replaceValue(attribute: HclAttribute, text: string): TextEdit {
  return { span: attribute.value.span, newText: text };
}

/**
 * Adds a line behind a block's last attribute, indented as that one; in a block that stands on one line, the lines that
 * it takes. `text` is one attribute, without indentation and line end.
 */
export function insertAttribute(source: string, block: HclBlock, text: string): TextEdit[] {
  const last = block.body.attributes.at(-1);
  if (isOnOneLine(source, block)) return expandBlock(source, block, [text]);
  if (last) return insertAttributeAfter(source, block.body, last, text);
  const [firstBlock] = block.body.blocks;
  const lineEnd = lineEndOf(source);
  const indentation = itemIndentation(source, block, firstBlock);
  const at = lineSpanAt(source, block.openBrace ?? block.span.end).end;
  const blankLine = firstBlock ? lineEnd : '';
  return [{ span: { start: at, end: at }, newText: `${lineEnd}${indentation}${text}${blankLine}` }];
}

/**
 * Adds a line behind an attribute of a body, indented as it, `=` below `=`. An attribute that shares its line with its
 * block's braces gets a line of its own first.
 */
export function insertAttributeAfter(source: string, body: HclBody, attribute: HclAttribute, text: string): TextEdit[] {
  const { start, end } = attribute.span;
  const lineEnd = lineEndOf(source);
  const indentation = indentationOf(source, start);
  const startLine = lineSpanAt(source, start);
  if (source.slice(startLine.start, start).trim() === '') {
    const at = lineSpanAt(source, end).end;
    const aligned = alignBehind(source, body.attributes, attribute, text);
    return [...aligned.edits, { span: { start: at, end: at }, newText: `${lineEnd}${indentation}${aligned.text}` }];
  }
  const inner = lineEnd + indentation + indentationUnit;
  const lines = alignLines([source.slice(start, end), text]);
  const newText = `${lines.map((line) => inner + line).join('')}${lineEnd}${indentation}`;
  return [{ span: withBlanks(source, attribute.span), newText }];
}

/** Adds a block with the given lines, attributes or more, behind a block's last item, a blank line between. */
export function insertBlock(source: string, block: HclBlock, type: string, lines: readonly string[]): TextEdit[] {
  const newLines = [`${type} {`, ...alignLines(lines).map(indented(indentationUnit)), '}'];
  if (isOnOneLine(source, block)) return expandBlock(source, block, newLines);
  const last = block.body.items.at(-1);
  const lineEnd = lineEndOf(source);
  const indentation = itemIndentation(source, block, last);
  const at = lineSpanAt(source, last?.span.end ?? block.openBrace ?? block.span.end).end;
  const blankLine = last ? lineEnd : '';
  return [
    {
      span: { start: at, end: at },
      newText: blankLine + newLines.map((line) => lineEnd + indented(indentation)(line)).join(''),
    },
  ];
}

/** Adds the lines of a block of its own behind a block, a blank line between. */
export function insertBehind(source: string, block: HclBlock, lines: readonly string[]): TextEdit[] {
  const { end } = lineSpanAt(source, block.span.end);
  return [{ span: { start: end, end }, newText: ['', '', ...alignLines(lines)].join(lineEndOf(source)) }];
}

/** What `terraform fmt` indents by. */
const indentationUnit = '  ';

function isOnOneLine(source: string, { openBrace, closeBrace }: HclBlock): boolean {
  return openBrace !== undefined && closeBrace !== undefined && !source.slice(openBrace, closeBrace).includes('\n');
}

/** Gives a block that stands on one line a line for what it holds and for each new line. */
function expandBlock(source: string, block: HclBlock, newLines: readonly string[]): TextEdit[] {
  const span = { start: block.openBrace! + 1, end: block.closeBrace! };
  const content = source.slice(span.start, span.end).trim();
  const lineEnd = lineEndOf(source);
  const indentation = indentationOf(source, block.span.start);
  const lines = alignLines(content === '' ? newLines : [content, ...newLines]).map(
    indented(indentation + indentationUnit),
  );
  return [{ span, newText: ['', ...lines, indentation].join(lineEnd) }];
}

const indented =
  (indentation: string) =>
  (line: string): string =>
    line === '' ? '' : indentation + line;

function itemIndentation(source: string, block: HclBlock, item: HclItem | undefined): string {
  return item ? indentationOf(source, item.span.start) : indentationOf(source, block.span.start) + indentationUnit;
}

function indentationOf(source: string, offset: number): string {
  const line = lineSpanAt(source, offset);
  return /^[ \t]*/.exec(source.slice(line.start, line.end))![0];
}

/** Takes items with what stands between them out, as `removeBlock` does. */
export function removeSpan(source: string, span: Span): TextEdit {
  const before = lineSpanAt(source, span.start);
  const after = lineSpanAt(source, span.end);
  const textBefore = source.slice(before.start, span.start).trim();
  const textAfter = source.slice(span.end, after.end).trim();
  if (textBefore === '' && textAfter === '')
    return { span: linesToRemove(source, before.start, after.end), newText: '' };
  const wide = withBlanks(source, span);
  if (textBefore === '') return { span: { start: span.start, end: wide.end }, newText: '' };
  return {
    span: textAfter === '' || textAfter.startsWith('}') ? wide : { start: span.start, end: wide.end },
    newText: '',
  };
}

/** Whole lines with a line end, and one blank neighbour when two would meet, or one would stand at an edge of the body. */
function linesToRemove(source: string, start: number, contentEnd: number): Span {
  const end = nextLine(source, contentEnd);
  const previous = start > 0 ? lineSpanAt(source, start - 1) : undefined;
  const next = end < source.length ? lineSpanAt(source, end) : undefined;
  const textBefore = previous && source.slice(previous.start, previous.end).trim();
  const textAfter = next && source.slice(next.start, next.end).trim();
  if (textAfter === '' && (textBefore === undefined || textBefore === '' || textBefore.endsWith('{'))) {
    return { start, end: nextLine(source, next!.end) };
  }
  if (textBefore === '' && (textAfter === undefined || textAfter.startsWith('}')))
    return { start: previous!.start, end };
  return { start, end };
}

function nextLine(source: string, lineEnd: number): number {
  const newline = source.indexOf('\n', lineEnd);
  return newline === -1 ? source.length : newline + 1;
}

function withBlanks(source: string, { start, end }: Span): Span {
  while (start > 0 && (source[start - 1] === ' ' || source[start - 1] === '\t')) start--;
  while (source[end] === ' ' || source[end] === '\t') end++;
  return { start, end };
}
