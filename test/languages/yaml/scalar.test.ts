import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { toSource } from '../../../core/embedded.ts';
import { get, type YamlScalar } from '../../../languages/yaml/node.ts';
import { textOf } from '../../../languages/yaml/scalar.ts';
import { read } from './read.ts';

const scalarIn = (text: string) => get(read(text).root, 'a') as YamlScalar;

describe('textOf', () => {
  test.each([
    // Source, word of the text, the source that the word maps to.
    ['plain', 'a: nginx:1.2 # x\n', '1.2', '1.2'],
    ['plain over lines', 'a: one\n  two\n\n  three\n', 'two', 'two'],
    ['single-quoted', "a: 'it''s here'\n", 'here', 'here'],
    ['the quote itself', "a: 'it''s here'\n", "t's", "t''s"],
    ['single-quoted over lines', "a: 'one  \n   two'\n", 'two', 'two'],
    ['double-quoted', 'a: "x\\ty \\u00e9 end"\n', 'end', 'end'],
    ['an escape', 'a: "x\\ty \\u00e9 end"\n', 'é', '\\u00e9'],
    ['a line that goes on', 'a: "one \\\n   two"\n', 'two', 'two'],
    ['double-quoted over lines', 'a: "one\n\n  two"\n', 'two', 'two'],
    ['literal', 'a: |\n  one\n    two\n  three\n', 'two', 'two'],
    ['literal across a line', 'a: |\n  one\n  two\n', 'one\ntwo', 'one\n  two'],
    ['literal, line ends of Windows', 'a: |\r\n  one\r\n  two\r\n', 'two', 'two'],
    ['literal with an indicator', 'a: |1-\n   one\n  two\n', 'two', 'two'],
    ['literal after blank lines', 'a: |\n\n\n  one\n', 'one', 'one'],
    ['folded', 'a: >-\n  one\n  two\n\n  three\n', 'three', 'three'],
    ['folded, indented more', 'a: >\n  one\n    two\n  three\n', 'three', 'three'],
    ['behind an anchor', 'a: &x |\n  one\n', 'one', 'one'],
  ])('maps words back: %s', (_, source, word, expected) => {
    const embedded = textOf(source, scalarIn(source));
    const start = embedded.text.indexOf(word);
    expect(start).toBeGreaterThanOrEqual(0);
    const span = toSource(embedded, start, start + word.length);
    expect(source.slice(span.start, span.end)).toBe(expected);
  });

  it('maps an unfolded text to its pieces in every style, whatever is in it', () => {
    const line = fc.stringMatching(/^[ ab'\\"#:\t-]{0,6}$/);
    const style = fc.constantFrom("'", '"', '|', '|-', '|+', '>', '>-', '>+', '|2', '');
    const lineEnd = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(style, fc.array(line, { minLength: 1, maxLength: 6 }), lineEnd, (mark, lines, newline) => {
        const isQuoted = mark === "'" || mark === '"';
        const body = isQuoted
          ? `${mark}${lines.join(`${newline}  `)}${mark}`
          : `${mark}${newline}  ${lines.join(`${newline}  `)}`;
        const source = `a: ${body}${newline}b: 1${newline}`;
        const { root, problems } = read(source);
        const scalar = get(root, 'a');
        if (problems.length > 0 || scalar?.kind !== 'scalar') return;
        const embedded = textOf(source, scalar);
        expect(embedded.text).toBe(scalar.value);
        // Character by character: no piece stands for the whole scalar unless nothing but blanks is in it.
        const isCoarse = embedded.pieces.length === 1 && embedded.pieces[0]!.source === scalar.span;
        if (scalar.style !== 'plain' && scalar.value.trim() !== '') expect(isCoarse).toBe(false);
        for (const { offset, length, source: place } of embedded.pieces) {
          const inSource = source.slice(place.start, place.end);
          const isText = /[a-z]/.test(inSource) && !inSource.includes('\\');
          if (isText) expect(inSource).toBe(embedded.text.slice(offset, offset + length));
        }
      }),
      { numRuns: 1500 },
    );
  });
});
