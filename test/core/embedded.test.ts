import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embed, isVerbatim, joinPieces, sliceEmbedded, toSource, withUnixLineEnds } from '../../core/embedded.ts';

// `echo "a\nb" $X` as it stands in a JSON string, and as a shell sees it: an escape, and a variable that was filled in.
const source = '"run \\"a\\nb\\" $X"';
const embedded = joinPieces([
  { text: 'run ', source: { start: 1, end: 5 } },
  { text: '"', source: { start: 5, end: 7 } },
  { text: 'a', source: { start: 7, end: 8 } },
  { text: '\n', source: { start: 8, end: 10 } },
  { text: 'b', source: { start: 10, end: 11 } },
  { text: '"', source: { start: 11, end: 13 } },
  { text: ' ', source: { start: 13, end: 14 } },
  { text: 'value', source: { start: 14, end: 16 } },
]);

describe('toSource', () => {
  test.each([
    ['a stretch as it stands', 'run', 'run'],
    ['an escape as a whole', '"a\nb"', '\\"a\\nb\\"'],
    ['a part of a variable as all of it', 'alu', '$X'],
    ['over several pieces', 'b" va', 'b\\" $X'],
  ])('maps %s', (_name, part, expected) => {
    const start = embedded.text.indexOf(part);
    const span = toSource(embedded, start, start + part.length);
    expect(source.slice(span.start, span.end)).toBe(expected);
    expect(isVerbatim(embedded, source, start, start + part.length)).toBe(part === expected);
  });

  test('cuts off what lies past the end', () => {
    expect(toSource(embed('abc', { start: 1, end: 3 }), 1, 9)).toEqual({ start: 2, end: 3 });
  });

  test('keeps an empty span empty', () => {
    expect(toSource(embedded, 2, 2)).toEqual({ start: 3, end: 3 });
    expect(toSource(joinPieces([]), 0, 0)).toEqual({ start: 0, end: 0 });
  });
});

test('a slice maps as the whole does', () => {
  for (let start = 0; start < embedded.text.length; start++) {
    for (let end = start + 1; end <= embedded.text.length; end++) {
      const slice = sliceEmbedded(embedded, start, end);
      expect(slice.text).toBe(embedded.text.slice(start, end));
      expect(toSource(slice, 0, end - start)).toEqual(toSource(embedded, start, end));
    }
  }
});

test('without carriage returns, every character still stands where it stood', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\r\n', '\n', '\r', 'bc')), (parts) => {
      const text = parts.join('');
      const unix = withUnixLineEnds(embed(text, { start: 0, end: text.length }));
      expect(unix.text).toBe(text.replaceAll('\r\n', '\n'));
      for (let index = 0; index < unix.text.length; index++) {
        expect(isVerbatim(unix, text, index, index + 1)).toBe(true);
      }
    }),
  );
});
