import { expect, test } from 'vitest';
import { commentsOf } from '../../../languages/yaml/comments.ts';
import { suppressionLineAt } from '../../../languages/yaml/suppress.ts';
import { readAll } from './read.ts';

test.each([
  ['# one\na: 1 # two\n', ['own # one', 'end # two']],
  ['a: |\n  # text\n# comment\n', ['own # comment']],
  ['a: "# text"\nb: \'# text\'\nc: x#y\n', []],
  ['a: [1, # one\n  2]\n', ['end # one']],
  ['a: 1\r\n  # two\r\n', ['own # two']],
  ['\uFEFF# one\na: 1\n', ['own # one']],
  ['a: 1\n---\n# two\nb: 1\n', ['own # two']],
  ['a: >- # header\n  # text\n', ['end # header']],
  ['a:\n  # only', ['own # only']],
  ['"a#b": "x\n  # text"\n# c\n', ['own # c']],
])('comments of %j', (text, expected) => {
  const found = commentsOf(text).map(
    ({ span, isOwnLine }) => `${isOwnLine ? 'own' : 'end'} ${text.slice(span.start, span.end)}`,
  );
  expect(found).toEqual(expected);
});

test.each([
  // The comment goes above the line that starts with the last column.
  ['its own line', 'a: 1\nb: HERE\n', 'b: HERE'],
  ['a block scalar', 'a: 1\nb: |\n  x\n  HERE\n', 'b: |'],
  ['an item that is a block scalar', 'l:\n  - a\n  - |\n    HERE\n', '  - |'],
  ['brackets', 'a:\n  b: [1,\n    HERE]\n', '  b: [1,'],
  ['braces in an item', 'l:\n  - {a: 1,\n     b: HERE}\n', '  - {a: 1,'],
  ['a string over lines', 'a: "x\n  HERE"\n', 'a: "x'],
  ['a block', 'a:\n  b:\n    c: HERE\n', '    c: HERE'],
  ['a later document', 'a: 1\n---\nb: >\n  HERE\n', 'b: >'],
  ['a comment', 'a: 1\n# HERE\n', '# HERE'],
  ['line ends of Windows', 'a: |\r\n  x\r\n  HERE\r\n', 'a: |'],
])('a suppression for something in %s', (_, text, expected) => {
  const roots = readAll(text).map(({ root }) => root);
  const line = suppressionLineAt(text, roots, text.indexOf('HERE'));
  expect(text.slice(line).split(/\r?\n/)[0]).toBe(expected);
});

test('a text that begins with an empty line', () => {
  expect(suppressionLineAt('\na: 1\n', [], 0)).toBe(0);
});
