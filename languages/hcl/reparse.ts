import { readFileItems, toBody } from './body.ts';
import { readExpression } from './expressions.ts';
import { parseHcl } from './parse.ts';
import { createReader } from './reader.ts';
import { shiftBy } from './shift.ts';
import type { HclFile } from './syntax.ts';

/**
 * What `parseHcl` gives for a text, of which an earlier one was read before. Blocks of the file that the edit does not touch
 * are taken from there.
 */
export const reparseHcl = (text: string, previousText: string, previous: HclFile): HclFile =>
  reparseTouched(text, previousText, previous) ?? parseHcl(text);

function reparseTouched(text: string, previousText: string, previous: HclFile): HclFile | undefined {
  const { items, attributes } = previous.body;
  // How a text with problems is read hangs on all of it, and so does whether an attribute is set twice.
  if (previous.problems.length > 0 || attributes.length > 0) return undefined;
  const by = text.length - previousText.length;
  const edit = editBetween(previousText, text);
  const lineEndBefore = edit.start === 0 ? -1 : previousText.lastIndexOf('\n', edit.start - 1);
  const before = items.slice(
    0,
    countOf(items.length, (index) => items[index]!.span.end <= lineEndBefore),
  );
  const firstAfter = countOf(items.length, (index) => items[index]!.span.start <= edit.end);
  const next = items[firstAfter];

  const reader = createReader(text, { trustsBraces: true, readExpression });
  const start = before.at(-1)?.span.end;
  if (start !== undefined) reader.position = start;
  const end = next ? next.span.start + by : text.length;
  const touched = readFileItems(reader, end);
  const isWhole = reader.position === end && !reader.hasGivenUp && reader.problems.length === 0;
  if (!isWhole || touched.some(({ kind }) => kind === 'attribute')) return undefined;

  const commentsBefore =
    start === undefined
      ? 0
      : countOf(previous.comments.length, (index) => previous.comments[index]!.span.start < start);
  const commentsUntil = next
    ? countOf(previous.comments.length, (index) => previous.comments[index]!.span.start < next.span.start)
    : previous.comments.length;
  return {
    body: toBody({ start: 0, end: text.length }, [...before, ...touched, ...items.slice(firstAfter).map(shiftBy(by))]),
    problems: [],
    comments: [
      ...previous.comments.slice(0, commentsBefore),
      ...reader.comments,
      ...previous.comments.slice(commentsUntil).map(({ span, isOwnLine }) => {
        return { span: { start: span.start + by, end: span.end + by }, isOwnLine };
      }),
    ],
  };
}

/** The stretch of the earlier text that is another one now. */
function editBetween(before: string, after: string): { readonly start: number; readonly end: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - same - 1) === after.charCodeAt(after.length - same - 1)
  )
    same++;
  return { start, end: before.length - same };
}

/** Of so many things in order, how many there are before the first of which something does not hold. */
function countOf(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
