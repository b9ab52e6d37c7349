import { describe, expect, test } from 'vitest';
import { applyEdits, isConflict, lineEndOf, lineSpanAt, lineStartsOf, positionAt } from '../../core/text.ts';

const edit = (start: number, end: number, newText: string) => ({ span: { start, end }, newText });

describe('applyEdits', () => {
  test.each([
    ['in any order', [edit(4, 5, 'E'), edit(0, 1, 'A')], 'AbcdEf'],
    ['insertions at one place, in the order given', [edit(2, 2, '1'), edit(2, 2, '2')], 'ab12cdef'],
    ['an insertion before a replacement', [edit(2, 3, 'C'), edit(2, 2, '+')], 'ab+Cdef'],
    ['none', [], 'abcdef'],
    ['all of it', [edit(0, 6, '')], ''],
  ])('applies %s', (_name, edits, expected) => {
    expect(applyEdits('abcdef', edits)).toBe(expected);
  });

  test('refuses edits that overlap', () => {
    expect(() => applyEdits('abcdef', [edit(0, 3, ''), edit(2, 4, '')])).toThrow('overlap at offset 2');
  });
});

test.each([
  ['apart', edit(0, 1, ''), edit(2, 3, ''), false],
  ['touching', edit(0, 2, ''), edit(2, 3, ''), false],
  ['overlapping', edit(0, 3, ''), edit(2, 4, ''), true],
  ['an insertion at an edge', edit(0, 2, ''), edit(2, 2, 'x'), false],
  ['an insertion inside', edit(0, 2, ''), edit(1, 1, 'x'), true],
  ['two insertions at one place', edit(1, 1, 'x'), edit(1, 1, 'y'), true],
])('edits %s conflict: %s', (_name, a, b, expected) => {
  expect(isConflict(a, b)).toBe(expected);
  expect(isConflict(b, a)).toBe(expected);
});

test.each([
  [0, { line: 0, column: 0 }],
  [3, { line: 0, column: 3 }],
  [4, { line: 1, column: 0 }],
  // An astral character is two code units.
  [6, { line: 1, column: 2 }],
  [8, { line: 2, column: 0 }],
  [99, { line: 2, column: 91 }],
])('offset %i is at %o', (offset, position) => {
  expect(positionAt(lineStartsOf('ab\r\n😀x\n'), offset)).toEqual(position);
});

test.each([
  ['ab\r\ncd', 1, { start: 0, end: 2 }],
  ['ab\r\ncd', 5, { start: 4, end: 6 }],
  ['\nab', 0, { start: 0, end: 0 }],
  ['\r\nab', 0, { start: 0, end: 0 }],
  ['ab', 2, { start: 0, end: 2 }],
])('the line of %j at %i', (text, offset, span) => {
  expect(lineSpanAt(text, offset)).toEqual(span);
});

test.each([
  ['a\r\nb\n', '\r\n'],
  ['a\nb\r\n', '\n'],
  ['a', '\n'],
  ['\na', '\n'],
])('line end of %j', (text, lineEnd) => {
  expect(lineEndOf(text)).toBe(lineEnd);
});
