import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { applyEdits } from '../../../core/text.ts';
import { copyEntry, indentLines, linesOfEntry, startWithComments } from '../../../languages/yaml/move.ts';
import { pairAt, type YamlPair } from '../../../languages/yaml/node.ts';
import { parseYaml } from '../../../languages/yaml/parse.ts';

/** Values as they may stand behind `moved:`, and whether they can be copied. */
const values: readonly (readonly [string, string, 'copied' | 'kept'])[] = [
  ['a map', '\n  a: 1\n  b: { c: 2 }\n', 'copied'],
  ['a list in the column of its key', '\n- a\n- - b\n  - c\n', 'copied'],
  ['a literal', ' |\n  a\n    b\n\n  c\n', 'copied'],
  ['a literal with trailing blank lines', ' |+\n  a\n\n\n', 'kept'],
  ['a literal that ends with blanks', ' |\n  a\n      \n', 'kept'],
  ['a literal that begins with blank lines', ' |\n \n\n  a\n', 'copied'],
  ['a literal that says how far it is indented', ' |1-\n   a\n  b\n', 'copied'],
  ['a literal with tabs, and a number sign', ' |\n  \ta\n  # b\n', 'copied'],
  ['a folded text', ' >-\n  a\n  b\n\n    c\n  d\n', 'copied'],
  ['a plain text on several lines', ' a\n  b\n\n  c # d\n', 'copied'],
  ['a quoted text on several lines', ' "a\n  b \\\n    c"\n', 'copied'],
  ['a flow map on several lines', ' { a: 1,\n  b: "c\n d" }\n', 'copied'],
  ['nothing', '\n', 'copied'],
  ['an anchor', ' &a\n  b: 1\n', 'kept'],
  ['an anchor inside', '\n  b: &a 1\n  c: *a\n', 'kept'],
  ['an alias', ' *above\n', 'kept'],
];

const ends = {
  'something behind it': 'end: 1\n',
  'a comment in its column behind it': '# end\nend: 1\n',
  'the end': '',
};

describe.each(Object.entries(ends))('with %s', (_name, end) => {
  test.each(values)('%s says the same further in', (_what, value) => {
    const text = `above: &above 1\nmoved:${value}${end}`;
    const lines = linesOfEntry(text, movedIn(text))!;
    expect(text.slice(lines.start)).toMatch(/^moved:/);
    const wrapped = applyEdits(text, [
      { span: { start: lines.start, end: lines.start }, newText: 'outer:\n' },
      ...indentLines(text, lines, 2),
    ]);
    const { moved, ...others } = parse(text);
    expect(parse(wrapped)).toEqual({ ...others, outer: { moved } });
  });

  test.each(values)('%s says the same elsewhere, or is not copied', (_what, value, expected) => {
    const text = `above: &above 1\nmoved:${value}${end}`;
    const copy = copyEntry(text, movedIn(text), 4, '\r\n');
    expect(copy === undefined ? 'kept' : 'copied').toBe(expected);
    if (copy !== undefined)
      expect(parse(`a:\r\n${copy}    z: 1\r\n`)).toEqual({ a: { moved: parse(text).moved, z: 1 } });
  });
});

test('whatever is written, in whatever style, says the same further in and elsewhere', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab #:-|>"\'\n\t ') });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, text, tie('list'), tie('map')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
  }));
  const style = fc.record({
    indent: fc.constantFrom(2, 3, 4),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 20),
    blockQuote: fc.constantFrom<('literal' | 'folded')[]>('literal', 'folded'),
  });
  fc.assert(
    fc.property(value, style, fc.constantFrom(2, 4), (anything, options, by) => {
      const source = stringify({ above: 1, moved: anything, below: 2 }, options);
      // What is nothing but blanks is not always written as it was.
      const { moved } = parse(source);
      const pair = movedIn(source);
      const lines = linesOfEntry(source, pair)!;
      const wrapped = applyEdits(source, [
        { span: { start: lines.start, end: lines.start }, newText: 'outer:\n' },
        ...indentLines(source, lines, by),
      ]);
      expect(parse(wrapped)).toEqual({ above: 1, outer: { moved }, below: 2 });
      const copy = copyEntry(source, pair, by, '\n');
      if (copy !== undefined) expect(parse(`a:\n${copy}`)).toEqual({ a: { moved } });
    }),
  );
});

test('lines that are further in are copied to the left, where they are far enough in', () => {
  const text = 'a:\n      moved:\n        - |\n          b\n   # c\n        - d\n';
  const pair = pairAt(pairAt(parseYaml(text, { start: 0, end: text.length }).root, 'a')?.value, 'moved')!;
  expect(copyEntry(text, pair, 3, '\n')).toBe('   moved:\n     - |\n       b\n# c\n     - d\n');
  expect(copyEntry(text, pair, 2, '\n')).toBeUndefined();
});

test.each([
  ['  # a\n  # b\n  c: 1\n', 0],
  ['# a\n\n# b\nc: 1\n', 5],
  ['a: 1 # b\nc: 1\n', 9],
])('comments directly above a line begin where they do: %j', (text, expected) => {
  expect(startWithComments(text, text.lastIndexOf('\n', text.length - 2) + 1)).toBe(expected);
});

const movedIn = (text: string): YamlPair => pairAt(parseYaml(text, { start: 0, end: text.length }).root, 'moved')!;
