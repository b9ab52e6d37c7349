import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../../core/embedded.ts';
import type { Value } from '../../../languages/terraform/value.ts';
import { cut, read } from './read.ts';

/** The value of `expression`, with `_` for the parts that are unknown. */
function known(expression: string, others: Readonly<Record<string, string>> = {}, definitions = ''): unknown {
  const { blocks } = read(`resource "a" "b" {\n  x = ${expression}\n}\n${definitions}`, others);
  return plain(blocks[0]!.value('x')!);
}

function plain(value: Value): unknown {
  switch (value.kind) {
    case 'string':
      return value.value.text.replaceAll(UNKNOWN, '_');
    case 'number':
    case 'bool':
      return value.value;
    case 'null':
      return null;
    case 'list':
      return value.isPartial ? [...value.items.map(plain), '...'] : value.items.map(plain);
    case 'object':
      return Object.fromEntries(value.entries.map(({ key, value: entry }) => [key, plain(entry)]));
    case 'json':
      return { json: plain(value.value) };
    case 'unknown':
      return undefined;
  }
}

describe('evaluate', () => {
  it.each<[string, unknown]>([
    ['"nginx"', 'nginx'],
    ['"a\\"b\\n"', 'a"b\n'],
    ['"$${x}"', '${x}'],
    ['12', 12],
    ['-1', -1],
    ['true', true],
    ['!true', false],
    ['null', null],
    ['("nginx")', 'nginx'],
    ['["a", 1]', ['a', 1]],
    ['{ a = 1, "b" = 2, (c) = 3 }', { a: 1, b: 2 }],
    ['{ "${"a"}b" = 1 }', { ab: 1 }],
    ['"${1}${true}"', '1true'],
    ['"${["a"]}"', ['a']],
    ['"a${x.y}b"', 'a_b'],
    ['x.y', undefined],
    ['"${x.y}"', undefined],
    ['each.value.image', undefined],
    ['[for x in y : x]', undefined],
    ['true ? "a" : x.y', 'a'],
    ['x.y ? "a" : "b"', undefined],
    ['"a" == "a" ? 1 : 2', 1],
    ['"a" != "a" ? 1 : 2', 2],
    ['null == "" ? 1 : 2', 2],
    ['false && x.y ? 1 : 2', 2],
    ['x.y || true ? 1 : 2', 1],
    ['x.y && true ? 1 : 2', undefined],
    ['1 + 1', undefined],
    ['["a", "b"][1]', 'b'],
    ['["a"].0', 'a'],
    ['["a"][2]', undefined],
    ['["a"][*]', undefined],
    ['{ a = { b = 1 } }.a["b"]', 1],
    ['{ a = 1 }.b', undefined],
    ['<<EOT\na ${x.y}\n  b\nEOT', 'a _\n  b\n'],
    ['<<-EOT\n    a\n      b\n  EOT', 'a\n  b\n'],
    ['<<EOT\n%{ if x.y }\na\n%{ endif }\nEOT', '\na\n\n'],
    ['"%{ if x.y }a%{ else }b%{ endif }"', undefined],
    ['"%{ if true }a%{ else }b%{ endif }"', 'a'],
    ['"%{ if false }a%{ else }b%{ endif }"', 'b'],
  ])('%s', (expression, expected) => {
    expect(known(expression)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['tostring(1)', '1'],
    ['tostring(x.y)', undefined],
    ['trimspace(" a\\n")', 'a'],
    ['chomp("a\\n\\n")', 'a'],
    ['format("%s:%d%%", "a", 1)', 'a:1%'],
    ['format("%s:%s", x.y, "1")', '_:1'],
    ['format("%05d", 1)', undefined],
    ['format("%s")', undefined],
    ['format(x.y, 1)', undefined],
    ['join("-", ["a", x.y], ["c"])', 'a-_-c'],
    ['join("-", [])', ''],
    ['join("-", x.y)', undefined],
    ['concat(["a"], ["b"])', ['a', 'b']],
    ['concat(["a"], x.y)', ['a', '...']],
    ['concat(x.y, ["a"])[0]', undefined],
    ['concat([["a"], ["b"]]...)', ['a', 'b']],
    ['concat(x.y...)', undefined],
    ['merge({ a = 1 }, { a = 2 }).a', 2],
    ['merge({ a = 1 }, null).a', 1],
    ['merge({ a = 1 }, x.y).a', undefined],
    ['merge(x.y, { a = 1 }).a', 1],
    ['merge({ a = 1 }, { (x.y) = 2 }).a', undefined],
    ['coalesce(null, "", "a")', 'a'],
    ['coalesce(x.y, "a")', undefined],
    ['lookup({ a = 1 }, "a", 2)', 1],
    ['lookup({ a = 1 }, "b", 2)', 2],
    ['lookup({ a = 1 }, x.y, 2)', undefined],
    ['lookup(x.y, "a", 2)', undefined],
    ['base64encode("a")', 'a'],
    ['base64gzip("a")', 'a'],
    ['jsonencode({ a = [1] })', { json: { a: [1] } }],
    ['jsondecode(jsonencode({ a = 1 })).a', 1],
    ['"x${jsonencode(1)}"', 'x_'],
    ['core::tostring(1)', '1'],
    ['file("x")', undefined],
    ['timestamp()', undefined],
    ['base64encode()', undefined],
    ['constructor("a")', undefined],
  ])('%s', (expression, expected) => {
    expect(known(expression)).toEqual(expected);
  });

  it.each<[string, string, unknown]>([
    ['var.a', 'variable "a" {\n  default = "x"\n}', 'x'],
    ['var.a', 'variable "a" {}', undefined],
    ['var.a', '', undefined],
    ['var.a.b', 'variable "a" {\n  default = { b = "x" }\n}', 'x'],
    ['var.a[0]', 'variable "a" {\n  default = ["x"]\n}', 'x'],
    ['local.a', 'locals {\n  a = "x"\n}', 'x'],
    ['local.a', 'locals {\n  a = "${local.b}/y"\n  b = "x"\n}', 'x/y'],
    ['local.a', 'locals {\n  a = "${var.b}/y"\n}', '_/y'],
    ['local.__proto__', 'locals {\n  a = 1\n}', undefined],
    ['local.a.constructor', 'locals {\n  a = {}\n}', undefined],
    ['local', 'locals {\n  a = 1\n}', undefined],
    ['local[x]', 'locals {\n  a = 1\n}', undefined],
    // A cycle is unknown from wherever it is entered.
    [
      '[local.a, local.b, local.c]',
      'locals {\n  a = "${local.b}x"\n  b = local.a\n  c = "${local.a}z"\n}',
      [undefined, undefined, '_z'],
    ],
    [
      '[local.c, local.b, local.a]',
      'locals {\n  a = "${local.b}x"\n  b = local.a\n  c = "${local.a}z"\n}',
      ['_z', undefined, undefined],
    ],
    ['local.a', 'locals {\n  a = local.a\n}', undefined],
  ])('%s of %s', (expression, definitions, expected) => {
    expect(known(expression, {}, definitions)).toEqual(expected);
    expect(known(expression, { 'infra/other.tf': definitions })).toEqual(expected);
    expect(known(expression, { 'infra/other.tofu': definitions })).toEqual(expected);
  });

  it('does not look into other folders', () => {
    expect(
      known('var.a', { 'main.tf': 'variable "a" {\n  default = 1\n}', 'infra/x/a.tf': 'locals {\n  a = 1\n}' }),
    ).toBe(undefined);
  });

  it('does not grow without end', () => {
    const doubled = (make: (name: string) => string): string =>
      `locals {\n  l0 = ${make('"x"')}\n${Array.from({ length: 40 }, (_, index) => `  l${index + 1} = ${make(`local.l${index}`)}\n`).join('')}}\n`;
    // What is too long is unknown, and so is each half of the next one.
    const doubledText = doubled((name) => `"\${${name}}\${${name}}"`);
    expect(known('local.l40', {}, doubledText)).toMatch(/^_{2,2000000}$/);
    expect(
      known(
        'local.l40',
        {},
        doubled((name) => (name === '"x"' ? '["x"]' : `concat(${name}, ${name})`)),
      ),
    ).toEqual(['...']);
    const merged = doubled((name) => (name === '"x"' ? '{ a = 1 }' : `merge(${name}, ${name})`));
    expect(known('local.l40', {}, merged)).toEqual({ a: 1 });
    const shared = doubled((name) => `[${name}, ${name}]`);
    const { blocks } = read('resource "a" "b" {\n  x = local.l40\n}\n', { 'infra/other.tf': shared });
    expect(blocks[0]!.value('x')?.kind).toBe('list');
  });

  it.each<[string, string]>([
    ['[', ']'],
    ['(', ')'],
    ['"x${', '}"'],
    ['tostring(', ')'],
  ])('does not run out of stack on %s...%s in locals that lead to each other', (open, close) => {
    const nested = Array.from({ length: 100 }, (_, index) => {
      return `  l${index} = ${open.repeat(150)}local.l${index + 1}${close.repeat(150)}\n`;
    });
    const locals = `locals {\n${nested.join('')}  l100 = "x"\n}\n`;
    expect(() => known('local.l0', {}, locals)).not.toThrow();
    // Read from the innermost one on, each is shallow by itself.
    const all = `[${nested.map((_, index) => `local.l${99 - index}`).join()}]`;
    expect(() =>
      read(`resource "a" "b" {\n  x = ${all}\n}\n`, { 'infra/l.tf': locals }).resources[0]!.value('x'),
    ).not.toThrow();
  });

  it('keeps the place of what stands in this file, and gives what stands elsewhere the place of the reference', () => {
    const definitions = 'locals {\n  image = "nginx"\n}\n';
    const here = `resource "a" "b" {\n  x = local.image\n}\n${definitions}`;
    const value = read(here).blocks[0]!.value('x')!;
    expect(cut(here, value.span)).toBe('local.image');
    expect(value.kind === 'string' && value.value.pieces.map(({ source }) => cut(here, source))).toEqual(['nginx']);
    expect(value.origins.map(({ name, file, span }) => [name, file, cut(here, span)])).toEqual([
      ['local.image', 'infra/main.tf', '"nginx"'],
    ]);

    const away = 'resource "a" "b" {\n  x = local.image\n}\n';
    const moved = read(away, { 'infra/other.tf': definitions }).blocks[0]!.value('x')!;
    expect(cut(away, moved.span)).toBe('local.image');
    expect(moved.kind === 'string' && moved.value.pieces.map(({ source }) => cut(away, source))).toEqual([
      'local.image',
    ]);
    expect(moved.origins.map(({ name, file, span }) => [name, file, cut(definitions, span)])).toEqual([
      ['local.image', 'infra/other.tf', '"nginx"'],
    ]);
  });

  it('names what a value came through, nearest first', () => {
    const text =
      'resource "a" "b" {\n  x = local.image\n}\nlocals {\n  image = "${var.name}:${var.tag}${var.tag}"\n}\n';
    const variables = 'variable "name" {\n  default = "nginx"\n}\nvariable "tag" {\n  default = "1"\n}\n';
    const value = read(text, { 'infra/variables.tf': variables }).blocks[0]!.value('x')!;
    expect(value.origins.map(({ name }) => name)).toEqual(['local.image', 'var.name', 'var.tag']);
  });
});
