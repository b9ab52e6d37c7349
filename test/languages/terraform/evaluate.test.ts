import { describe, expect, it } from 'vitest';
import { plain } from './plain.ts';
import { cut, read } from './read.ts';

/** The value of `expression`, with `_` for the parts that are unknown. */
function known(expression: string, others: Readonly<Record<string, string>> = {}, definitions = ''): unknown {
  const { blocks } = read(`resource "a" "b" {\n  x = ${expression}\n}\n${definitions}`, others);
  return plain(blocks[0]!.value('x')!);
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
    ['[for x in ["a", "b"] : "${x}:1"]', ['a:1', 'b:1']],
    ['[for i, x in ["a", "b"] : "${i}${x}" if i > 0]', ['1b']],
    ['[for k, v in { b = 2, a = 1, b = 3 } : "${k}${v}"]', ['a1', 'b3']],
    ['[for x in ["a", "b"] : x if x == y.z]', ['...']],
    ['[for x in concat(["a"], y) : x]', ['a', '...']],
    ['[for x in [1, 2] : [for y in [3] : x * y]]', [[3], [6]]],
    ['[for x in ["a"] : [for x in ["b"] : x][0]]', ['b']],
    ['{ for x in ["a", "b"] : x => upper(x) }', { a: 'A', b: 'B' }],
    ['{ for x in ["a", "b", "a"] : x => 1... }', { a: [1, 1], b: [1] }],
    ['{ for x in ["a", y.z] : x => 1 }', { a: 1 }],
    ['true ? "a" : x.y', 'a'],
    ['x.y ? "a" : "b"', undefined],
    ['"a" == "a" ? 1 : 2', 1],
    ['"a" != "a" ? 1 : 2', 2],
    ['null == "" ? 1 : 2', 2],
    ['false && x.y ? 1 : 2', 2],
    ['x.y || true ? 1 : 2', 1],
    ['x.y && true ? 1 : 2', undefined],
    ['1 + 2 * 3 - 8 / 4 % 2', 7],
    ['"1" + 1', 2],
    ['1 / 0', undefined],
    ['1 + x.y', undefined],
    ['1 < 2 && 2 <= 2 && !(1 > 2) && 1 >= 1', true],
    ['"a" < "b"', undefined],
    ['[] == null', false],
    ['x.y != null', undefined],
    ['["a", "b"][1]', 'b'],
    ['["a"].0', 'a'],
    ['["a"][2]', undefined],
    ['["a"][*]', ['a']],
    ['"a"[*]', ['a']],
    ['null[*]', []],
    ['x.y[*].a', undefined],
    ['[{ a = 1 }, { b = 2 }][*].a', [1, undefined]],
    ['[{ a = [1] }].*.a[0]', [1]],
    ['[{ a = [1] }][*].a[0]', [1]],
    ['{ a = { b = 1 } }.a["b"]', 1],
    ['{ a = 1 }.b', undefined],
    ['<<EOT\na ${x.y}\n  b\nEOT', 'a _\n  b\n'],
    ['<<-EOT\n    a\n      b\n  EOT', 'a\n  b\n'],
    ['<<EOT\n%{ if x.y }\na\n%{ endif }\nEOT', '\na\n\n'],
    ['"%{ if x.y }a%{ else }b%{ endif }"', undefined],
    ['"%{ for x in ["a"] }${x}b%{ endfor }"', 'ab'],
    ['"a%{ for x in ["a", "b"] }${x}%{ endfor }"', 'a_'],
    ['"a%{ for x in [] }${x}%{ endfor }"', 'a'],
    ['<<EOT\n%{ for x in ["a", "b"] ~}\nrun ${x}\n%{ endfor ~}\nEOT', 'run _\n'],
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
    ['can({ a = 1 }.a)', true],
    ['can({ a = 1 }.b)', false],
    ['can(x.y)', undefined],
    ['try({ a = 1 }.b, "c")', 'c'],
    ['try({ a = 1 }["b"], [1][3], "c")', 'c'],
    ['try(x.y, "c")', undefined],
    ['try("${x.y}:1", "c")', undefined],
    ['try({ a = 1 }.a, "c")', 1],
    ['replace("a-b-c", "-", "+")', 'a+b+c'],
    ['replace("a-b", "-", x.y)', 'a_b'],
    ['replace("${x.y}-b", "-", "+")', undefined],
    ['replace("a1b2", "/[0-9]/", "")', 'ab'],
    ['replace("a1b2", "/(\\\\w)(\\\\d)/", "$2$${1}-$$3$$")', '1a-$3$2b-$3$'],
    ['replace("gs://a/b/c", "/^gs:\\\\/\\\\/[^\\\\/]+\\\\//", "")', 'b/c'],
    ['replace("a.b.c", "/\\\\./", x.y)', 'a_b_c'],
    ['replace("abc", "/z+/", x.y)', 'abc'],
    ['replace("x/a", "/", "-")', 'x-a'],
    ['replace("aXa", "/(?i)x/", "")', undefined],
    ['replace("aaa", "/(a+)+$/", "")', undefined],
    ['replace("a1", "/[[:alpha:]]/", "")', undefined],
    ['replace("baac", "/a*/", "-")', undefined],
    ['replace("é", "/./", "")', undefined],
    ['replace("a", "/a/", "$${x}$1b$2")', ''],
    ['replace("a", "/a/", "${x.y}$1")', undefined],
    [`replace("${'a'.repeat(201)}", "/a+b*c/", "")`, undefined],
    ['lower("ABC${x.y}")', 'abc_'],
    ['upper("straße")', 'STRASSE'],
    ['title("hello wide-world")', 'Hello Wide-World'],
    ['split(",", "a,b,")', ['a', 'b', '']],
    ['split(",", "a,${x.y}")', undefined],
    ['element(["a", "b"], 3)', 'b'],
    ['element([], 0)', undefined],
    ['keys({ b = 1, a = 2 })', ['a', 'b']],
    ['values({ b = 1, a = 2 })', [2, 1]],
    ['values(merge({ b = 1 }, { (x.y) = 2 }))', ['...']],
    ['flatten([["a"], "b", [["c"], []]])', ['a', 'b', 'c']],
    ['flatten([["a"], x.y])', ['a', '...']],
    ['distinct(["a", "b", "a"])', ['a', 'b']],
    ['distinct(["a", x.y])', undefined],
    ['toset(["b", "a", "b"])', ['a', 'b']],
    ['toset(["b", x.y])', ['b', undefined, '...']],
    ['tolist(toset(["b", "a"]))', ['a', 'b']],
    ['tomap({ a = 1 })', { a: 1 }],
    ['length(["a", x.y])', 2],
    ['length("abc")', 3],
    ['length({ a = 1, a = 2 })', 1],
    ['length(concat(["a"], x.y))', undefined],
    ['trim("xxaxx", "x")', 'a'],
    ['trimprefix("v1.2", "v")', '1.2'],
    ['trimprefix("${x.y}1.2", "v")', undefined],
    ['trimsuffix("a.sh", ".sh")', 'a'],
    ['yamlencode({ a = 1 })', { json: { a: 1 } }],
    ['yamldecode(yamlencode({ a = 1 })).a', 1],
    [
      'yamldecode("a: [1, x, true, \\"1\\", 01, ~]\\nb: &b {c: d}\\ne: *b")',
      { a: [1, 'x', true, '1', '01', null], b: { c: 'd' }, e: { c: 'd' } },
    ],
    ['yamldecode("a: v${x.y}\\nb: ${x.y}")', { a: 'v_', b: undefined }],
    ['yamldecode("a: 1\\n---\\nb: 2\\n")', undefined],
    ['yamldecode("a: [")', undefined],
    ['yamldecode(x.y)', undefined],
    ['jsondecode("{\\"a\\": [1, true]}").a', [1, true]],
    ['jsondecode(x.y)', undefined],
    ['indent(2, "a\\nb\\nc")', 'a\n  b\n  c'],
    ['startswith("abc", "ab") && endswith("abc", "bc")', true],
    ['startswith(x.y, "a")', undefined],
    ['contains(["a", x.y], "a")', true],
    ['contains(["a", x.y], "b")', undefined],
    ['contains(["a"], "b")', false],
    ['one(["a"])', 'a'],
    ['one([])', null],
    ['one(x.y)', undefined],
    ['coalescelist([], ["a"])', ['a']],
    ['coalescelist(x.y, ["a"])', undefined],
    ['compact(["a", "", null])', ['a']],
    ['compact(["a", x.y])', ['a', '...']],
    ['zipmap(["a", "b"], [1, 2])', { a: 1, b: 2 }],
    ['range(3)', [0, 1, 2]],
    ['range(1, 7, 3)', [1, 4]],
    ['range(2000)', undefined],
    ['path.module', '.'],
    ['path.other', undefined],
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
