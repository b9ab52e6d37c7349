import { describe, expect, it, test } from 'vitest';
import { asBoolean, asNumber, asString, get, pairAt, pairsOf } from '../../../languages/yaml/node.ts';
import { splitDocuments } from '../../../languages/yaml/parse.ts';
import { plain, read, readAll } from './read.ts';

describe('parseYaml', () => {
  test.each([
    ['a map in a list', 'a:\n  - b: 1\n    c: x y\n', { a: [{ b: '1', c: 'x y' }] }],
    ['braces', '{a: [1, "b"], c: }', { a: ['1', 'b'], c: null }],
    ['JSON', '{"a": {"b": [true, null]}}', { a: { b: ['true', null] } }],
    [
      'text that looks like something else',
      'a: 2024-01-01\nb: 012\nc: 1:30\n',
      { a: '2024-01-01', b: '012', c: '1:30' },
    ],
    ['quoted null is text', 'a: "null"\nb: null\nc: ~\nd:\n', { a: 'null', b: null, c: null, d: null }],
    ['an alias', 'a: &x {b: 1}\nc: *x\n', { a: { b: '1' }, c: { b: '1' } }],
    ['an anchor inside itself', 'a: &x [*x, 1]\n', { a: [null, '1'] }],
    ['an alias of nothing', 'a: *x\nb: 1\n', { a: null, b: '1' }],
    ['a BOM', '\uFEFFa: 1\n', { a: '1' }],
    ['line ends of Windows', 'a: |\r\n  x\r\n  y\r\nb: 1\r\n', { a: 'x\ny\n', b: '1' }],
    ['nothing', '', null],
    ['tags', 'a: !!str 1\nb: !custom {c: 1}\n', { a: '1', b: { c: '1' } }],
  ])('reads %s', (_, text, expected) => {
    expect(plain(read(text).root)).toEqual(expected);
  });

  test.each([
    ['a key', 'a:\n  bc: "d"\n', ['a', 'bc'], 'bc: "d"'],
    ['a block', 'a:\n  b:\n    - 1\n    - 2\n\n  # about c\n  c: 3\n', ['a', 'b'], 'b:\n    - 1\n    - 2'],
    ['an alias', 'x: &x 1\na: *x\n', ['a'], 'a: *x'],
    ['nothing behind the key', 'a:\nb: 1\n', ['a'], 'a:'],
    ['braces', 'a: {b: 1, c: [2]}\n', ['a', 'c'], 'c: [2]'],
  ])('a pair reaches to the end of its value: %s', (_, text, path, expected) => {
    const pair = pairAt(get(read(text).root, ...path.slice(0, -1)), path.at(-1)!)!;
    expect(text.slice(pair.span.start, pair.span.end)).toBe(expected);
    expect(text.slice(pair.keySpan.start, pair.keySpan.end)).toBe(path.at(-1));
  });

  it('points at the text of the anchor', () => {
    const text = 'x: &x nginx\na: *x\n';
    const { span } = get(read(text).root, 'a')!;
    expect(text.slice(span.start, span.end)).toBe('nginx');
  });

  it('gives offsets of the whole text in later documents', () => {
    const text = 'a: 1\n---\nb: two\n';
    const { span } = get(readAll(text)[1]!.root, 'b')!;
    expect(text.slice(span.start, span.end)).toBe('two');
  });

  test.each([
    ['own pairs win', 'd: &d {a: 1, b: 2}\nm:\n  a: own\n  <<: *d\n', { a: 'own', b: '2' }],
    ['earlier ones win', 'd: &d {a: 1}\ne: &e {a: 2, b: 3}\nm:\n  <<: [*d, *e]\n', { a: '1', b: '3' }],
    ['through a merge', 'd: &d {a: 1}\ne: &e {<<: *d, b: 2}\nm:\n  <<: *e\n', { a: '1', b: '2' }],
    ['no map', 'm:\n  <<: 1\n  a: 1\n', { a: '1' }],
  ])('merges: %s', (_, text, expected) => {
    const map = get(read(text).root, 'm');
    const merged = pairsOf(map).filter(({ key }) => key !== '<<');
    expect(Object.fromEntries(merged.map(({ key, value }) => [key, asString(value)]))).toEqual(expected);
    expect(asString(get(map, 'a'))).toBe(expected.a);
  });

  test.each([
    ['10', 10, undefined],
    ['"10"', undefined, undefined],
    ['-1.5e3', -1500, undefined],
    ['010', 8, undefined],
    ['0o10', 8, undefined],
    ['0x1F', 31, undefined],
    ['yes', undefined, true],
    ['Off', undefined, false],
    ['true', undefined, true],
    ['"true"', undefined, undefined],
    ['y', undefined, undefined],
    ['100%', undefined, undefined],
  ])('types %s as Kubernetes does', (source, number, boolean) => {
    const node = get(read(`a: ${source}\n`).root, 'a');
    expect([asNumber(node), asBoolean(node)]).toEqual([number, boolean]);
  });
});

describe('problems', () => {
  test.each([
    ['a: "open\nb: 1\nc: 2\n', '"open', 'the quote is not closed', { a: null, b: '1', c: '2' }],
    ["a: 'open\nb: 1\n", "'open", 'the quote is not closed', { a: null, b: '1' }],
    ['l:\n  - a: "open\n  - b: "x"\nc: 2\n', '', 'the quote is not closed', { l: [{ a: null }, { b: 'x' }], c: '2' }],
    [
      'a:\n  b: 1\n c: 2\nd: 3\n',
      'c',
      'this does not line up with the entries above it',
      { a: { b: '1' }, c: '2', d: '3' },
    ],
    ['a: [1, 2\nb: 3\n', 'b', 'this does not line up with the entries above it', { a: ['1', '2'], b: '3' }],
    ['a: 1\nfoo\nb: 2\n', 'foo', 'a key needs a `:` behind it', { a: '1', b: '2' }],
    ['l:\n  - foo\n    b: 2\nc: 3\n', 'foo', 'a key needs a `:` behind it', { l: [{ b: '2' }], c: '3' }],
    ['a: 1\nfoo\n# b\nb: 2\n', 'foo', 'a key needs a `:` behind it', { a: '1', foo: null, b: '2' }],
    ['a:\n  foo\n\n  # b\n  b: 2\nc: 3\n', 'foo', 'a key needs a `:` behind it', { a: { b: '2' }, c: '3' }],
    ['- na\r\na: 1\r\nb: 2\r\n', '- na', 'a list item cannot stand among keys', { a: '1', b: '2' }],
    ['a:\n  - na\n  b: 1\nc: 2\n', '- na', 'a list item cannot stand among keys', { a: { b: '1' }, c: '2' }],
    [
      'l:\n  - a: 1\n    - na\n    b: 2\n  - c: 3\n',
      '- na',
      'a list item cannot stand among keys',
      { l: [{ a: '1', b: '2' }, { c: '3' }] },
    ],
    ['l:\n    - na\n  - a: 1\n', '- na', 'a list item cannot stand among keys', { l: [{ a: '1' }] }],
    ['l:\n  foo: {\n  - a: 1\nb: 2\n', 'foo: {', 'a key cannot stand among list items', { l: [{ a: '1' }], b: '2' }],
    ['l:\n  - x\n  - y\n  b: 1\n', 'b', 'this does not line up with the entries above it', { l: ['x', 'y'], b: '1' }],
    ['a: 1\na: 2\n', 'a', '`a` is there twice; the last one counts', { a: '2' }],
    ['a: *x\nb: 1\n', '*x', '`*x` stands for nothing; no anchor of that name comes before it', { a: null, b: '1' }],
    ['a: @b\nc: 1\n', '@', 'text cannot start with this character; put it in quotes', { a: '@b', c: '1' }],
  ])('%j is read around the problem', (text, place, message, expected) => {
    const { root, problems } = read(text);
    expect(problems.map((problem) => problem.message)).toContain(message);
    const problem = problems.find((one) => one.message === message)!;
    expect(text.slice(problem.span.start, problem.span.end).trim()).toBe(place);
    expect(plain(root)).toEqual(expected);
  });

  it('says nothing of a value that is not written yet', () => {
    const { root, problems } = read('a:\n  b: 1\n  foo:\nc: 2\n');
    expect(problems).toEqual([]);
    expect(plain(root)).toEqual({ a: { b: '1', foo: null }, c: '2' });
  });

  it('says a few things, not hundreds', () => {
    expect(read('a: @b\n'.repeat(500)).problems).toHaveLength(5);
  });

  it('finds duplicates among many keys', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `key${index}: 1\n`).join('');
    expect(read(`${keys}key7: 2\n`).problems.map(({ message }) => message)).toEqual([
      '`key7` is there twice; the last one counts',
    ]);
  });

  const bomb = ['a: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]']
    .concat(Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`))
    .join('\n');

  test.each([
    ['an alias bomb', bomb, 'aliases stand for more than 100000 values; this document is not read'],
    ['20,000 brackets', `a: ${'['.repeat(20_000)}`, 'nested more than 200 levels deep; this document is not read'],
    ['20,000 dashes', '- '.repeat(20_000), 'nested more than 200 levels deep; this document is not read'],
  ])('does not read %s', (_, text, message) => {
    const { root, problems } = read(text);
    expect(problems.map((problem) => problem.message)).toEqual([message]);
    expect(root.kind).toBe('null');
  });

  it('survives a document that is indented deeper than the parser can follow', () => {
    const text = Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    expect(read(text).problems.length + Number(read(text).root.kind === 'map')).toBeGreaterThan(0);
  });

  it('reads a document that is large without aliases', () => {
    expect(read('a: &x 1\nb: *x\nl:\n'.concat('- 1\n'.repeat(100_001))).problems).toEqual([]);
  });

  it('reads brackets that stand in strings', () => {
    expect(plain(read(`a: "${'['.repeat(500)}"\n`).root)).toEqual({ a: '['.repeat(500) });
  });
});

test.each([
  ['a: 1\n', ['a: 1\n']],
  ['a: 1\n---\nb: 1\n', ['a: 1\n', '---\nb: 1\n']],
  ['---\r\na: 1\r\n---\r\n', ['---\r\na: 1\r\n', '---\r\n']],
  ['--- {a: 1}\n...\nb: 1', ['--- {a: 1}\n', '...\nb: 1']],
  ['a: |\n  ---\n  b\n---x: 1\n', ['a: |\n  ---\n  b\n---x: 1\n']],
])('splits %j at its markers', (text, expected) => {
  expect(splitDocuments(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
});
