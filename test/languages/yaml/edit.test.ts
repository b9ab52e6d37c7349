import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applyEdits } from '../../../core/text.ts';
import { removeEntries, removeItem, removePair, replaceScalar, type YamlEntry } from '../../../languages/yaml/edit.ts';
import {
  get,
  pairAt,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
  type YamlSequence,
} from '../../../languages/yaml/node.ts';
import { plain, read } from './read.ts';

type Path = readonly (string | number)[];

function entryAt(root: YamlNode, path: Path): YamlEntry {
  const parent = get(root, ...path.slice(0, -1));
  const last = path.at(-1)!;
  return typeof last === 'number' ? (parent as YamlSequence).items[last]! : pairAt(parent, last)!;
}

function remove(text: string, ...paths: readonly Path[]): string | undefined {
  const { root } = read(text);
  const edits = removeEntries(text, root, new Set(paths.map((path) => entryAt(root, path))));
  return edits && applyEdits(text, edits);
}

describe('removeEntries', () => {
  test.each<[string, string, readonly Path[], string]>([
    ['a line', 'a: 1\nb: 2\nc: 3\n', [['b']], 'a: 1\nc: 3\n'],
    ['the last line of a text without a line end', 'a: 1\nb: 2', [['b']], 'a: 1'],
    ['two last lines of such a text', 'a: 1\nb: 2\nc: 3', [['b'], ['c']], 'a: 1\n'],
    ['line ends of Windows', 'a: 1\r\nb:\r\n  c: 2\r\nd: 3\r\n', [['b']], 'a: 1\r\nd: 3\r\n'],
    ['a block', 'a:\n  b:\n    c: 1\n    d: [2,\n      3]\n  e: 1\n', [['a', 'b']], 'a:\n  e: 1\n'],
    ['a block scalar', 'a: |\n  x\n  # y\n\nb: 1\n', [['a']], '\nb: 1\n'],
    ['its own comment goes', 'a: 1 # one\nb: 2\n', [['a']], 'b: 2\n'],
    ['comments of others stay', '# all\na: 1\n# about b\nb: 2\n', [['a']], '# all\n# about b\nb: 2\n'],
    ['an item', 'l:\n- a\n- b # x\n- c\n', [['l', 1]], 'l:\n- a\n- c\n'],
    [
      'an item that is a block',
      'l:\n  - a: 1\n    b: 2\n  # second\n  - a: 2\n',
      [['l', 0]],
      'l:\n  # second\n  - a: 2\n',
    ],
    ['the first pair of an item', 'l:\n  - a: 1\n    b: 2\n    c: 3\n', [['l', 0, 'a']], 'l:\n  - b: 2\n    c: 3\n'],
    [
      'the first two of an item',
      'l:\n  - a: 1\n    b: 2\n    c: 3\n',
      [
        ['l', 0, 'a'],
        ['l', 0, 'b'],
      ],
      'l:\n  - c: 3\n',
    ],
    ['what would be empty', 'a:\n  b:\n    - 1\n  c: 2\n', [['a', 'b', 0]], 'a:\n  c: 2\n'],
    [
      'what would be empty, far up',
      'a:\n  b:\n    - c: 1\n      d: 2\nz: 1\n',
      [
        ['a', 'b', 0, 'c'],
        ['a', 'b', 0, 'd'],
      ],
      'z: 1\n',
    ],
    ['braces, first', 'a: {b: 1, c: 2}\n', [['a', 'b']], 'a: {c: 2}\n'],
    ['braces, last', 'a: {b: 1, c: 2}\n', [['a', 'c']], 'a: {b: 1}\n'],
    [
      'brackets, between',
      'a: [1, 2, 3, 4]\n',
      [
        ['a', 1],
        ['a', 2],
      ],
      'a: [1, 4]\n',
    ],
    ['JSON, first', '{\n  "a": 1,\n  "b": [2]\n}\n', [['a']], '{\n  "b": [2]\n}\n'],
    ['JSON, last', '{\n  "a": 1,\n  "b": [2]\n}\n', [['b']], '{\n  "a": 1\n}\n'],
    ['JSON, empty', '{"a": {"b": [{"c": 1}]}, "d": 1}', [['a', 'b', 0, 'c']], '{"d": 1}'],
  ])('takes out %s', (_, text, paths, expected) => {
    expect(remove(text, ...paths)).toBe(expected);
  });

  test.each<[string, string, readonly Path[]]>([
    ['nothing would be left', 'a: 1\n', [['a']]],
    ['an alias needs what goes', 'a: &x {b: 1}\nc: *x\nd: 1\n', [['a']]],
    ['others use it through an alias', 'a: &x\n  b: 1\n  c: 2\nd: *x\n', [['a', 'b']]],
    ['it stands elsewhere', 'a: &x {b: 1, c: 2}\nd: *x\ne: 1\n', [['d', 'b']]],
    ['a merged pair', 'a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  e: 1\n', [['d', 'b']]],
    ['a question mark before the key', 'x: 1\n? a\n: 1\n', [['a']]],
    ['an anchor before the key', 'x: 1\n&k a: 1\n', [['a']]],
    ['a comment would move', 'l:\n  - a: 1\n    # about b\n    b: 2\n', [['l', 0, 'a']]],
    ['a comment in brackets', 'l: [1, # one\n  2]\n', [['l', 0]]],
  ])('gives no edit when %s', (_, text, paths) => {
    expect(remove(text, ...paths)).toBeUndefined();
  });

  it('leaves just the other entries, and valid JSON', () => {
    const leaf = fc.constantFrom('1', 'x', true, null);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3, weight: 1, arbitrary: leaf },
        { maxDepth: 3, weight: 2, arbitrary: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) },
        {
          maxDepth: 3,
          weight: 3,
          arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('tree'), { minKeys: 1, maxKeys: 4 }),
        },
      ),
    }));
    const indentation = fc.constantFrom(undefined, 1, 2);
    fc.assert(
      fc.property(tree, indentation, fc.nat(), (value, indent, seed) => {
        const text = JSON.stringify({ root: value, keep: 1 }, undefined, indent);
        const { root } = read(text);
        const entries = allEntries(get(root, 'root')!);
        const chosen = entries[seed % Math.max(1, entries.length)];
        if (!chosen) return;
        const edits = removeEntries(text, root, new Set([chosen]));
        if (!edits) expect.unreachable();
        const result = applyEdits(text, edits);
        expect(JSON.parse(result).keep).toBe(1);
        expect(plain(read(result).root)).toEqual(without(root, chosen));
      }),
      { numRuns: 500 },
    );
  });
});

function allEntries(node: YamlNode): readonly YamlEntry[] {
  const entries: readonly YamlEntry[] = node.kind === 'map' ? node.pairs : node.kind === 'sequence' ? node.items : [];
  return entries.flatMap((entry) => [entry, ...allEntries(entry.value)]);
}

/** What should be left, as plain data; undefined for what would be empty. */
function without(node: YamlNode, gone: YamlEntry): unknown {
  if (node.kind === 'map') {
    const pairs = node.pairs
      .filter((pair) => pair !== gone)
      .map(({ key, value }) => [key, without(value, gone)] as const)
      .filter(([, value]) => value !== undefined);
    return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
  }
  if (node.kind === 'sequence') {
    const items = node.items
      .filter((item) => item !== gone)
      .map(({ value }) => without(value, gone))
      .filter((value) => value !== undefined);
    return items.length === 0 ? undefined : items;
  }
  return plain(node);
}

test('removePair and removeItem keep their collection', () => {
  const text = 'a: 1\nl: [x]\n';
  const root = read(text).root as YamlMap;
  expect(applyEdits(text, removePair(text, root, root.pairs[0]!)!)).toBe('l: [x]\n');
  const list = get(root, 'l') as YamlSequence;
  expect(removeItem(text, list, list.items[0]!)).toBeUndefined();
});

test.each([
  ['a: Recreate # x\n', 'RollingUpdate', 'a: RollingUpdate # x\n'],
  ['a: "x"\n', 'y', 'a: "y"\n'],
  ["{'a': 'x'}", 'y', "{'a': 'y'}"],
  ['{"a": 0}', '1', '{"a": 1}'],
  ['{"a": 0}', 'x', undefined],
  ['a: |\n  x\n', 'y', undefined],
  ['a: x\n', 'y: z', undefined],
  ['a: x\n', 'y:', undefined],
  ['a: "x"\n', 'y"', undefined],
  ['a: x\n', '', undefined],
])('replaceScalar in %j by %j', (text, newText, expected) => {
  const edit = replaceScalar(get(read(text).root, 'a') as YamlScalar, newText);
  expect(edit && applyEdits(text, [edit])).toBe(expected);
});
