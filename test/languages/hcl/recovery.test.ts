import { expect, test } from 'vitest';
import { parseHcl } from '../../../languages/hcl/parse.ts';
import type { HclBody } from '../../../languages/hcl/syntax.ts';

/** The names that a half-typed file keeps, nested as they are read. */
function outline(body: HclBody): string {
  return body.items
    .map((item) =>
      item.kind === 'attribute'
        ? `${item.name}:${item.value.kind}`
        : `${[item.type, ...item.labels.map(({ text }) => text)].join('.')}{${outline(item.body)}}`,
    )
    .join(' ');
}

const neighbours = (typed: string) =>
  `before {\n  a = 1\n}\n\nowner {\n  b = 2\n${typed}\n  c = 3\n}\n\nafter {\n  d = 4\n}\n`;

/** What is typed inside a block, and how it is read between its neighbours. */
test.each([
  ['  x =', 'x:missing'],
  ['  x', 'x{}'],
  ['  x "y"', 'x.y{}'],
  ['  x "y', 'x.y{}'],
  ['  x {', 'x{}'],
  ['  x {\n    y = 1', 'x{y:number}'],
  ['  x = "', 'x:template'],
  ['  x = "y', 'x:template'],
  ['  x = "${', 'x:template'],
  ['  x = "${var.', 'x:template'],
  ['  x = "${var.y"', 'x:template'],
  ['  x = "${f("', 'x:template'],
  ['  x = "%{ if y', 'x:template'],
  ['  x = {', 'x:object'],
  ['  x = {\n    y = 1', 'x:object'],
  ['  x = {\n    y = {\n      z = 1\n  }', 'x:object'],
  ['  x = { y = 1', 'x:object'],
  ['  x = [', 'x:tuple'],
  ['  x = ["a", ', 'x:tuple'],
  ['  x = [\n    "a",\n    "b"', 'x:tuple'],
  ['  x = [for y in z', 'x:for'],
  ['  x = {for y in z : y =>', 'x:for'],
  ['  x = f(', 'x:call'],
  ['  x = f(1,', 'x:call'],
  ['  x = f({', 'x:call'],
  ['  x = jsonencode({\n    y = [{', 'x:call'],
  ['  x = (', 'x:parenthesis'],
  ['  x = var.', 'x:traversal'],
  ['  x = f(var.', 'x:call'],
  ['  x = y[', 'x:traversal'],
  ['  x = y ?', 'x:conditional'],
  ['  x = y ? 1 :', 'x:conditional'],
  ['  x = 1 +', 'x:binary'],
  ['  x = !', 'x:unary'],
  ['  x = <<', 'x:missing'],
  ['  x = <<EOT\n  EOT', 'x:heredoc'],
  ['  x = 1 2', 'x:number'],
  ['  x = )', 'x:missing'],
  ['  ) ] ,', ''],
  ['  x = 1 y = 2', 'x:number y:number'],
  ['  x {} y {}', 'x{} y{}'],
  ['  x: 1', 'x:number'],
  ['  "x" = 1', 'x:number'],
  ['  x = [1 2]', 'x:tuple'],
  ['  x = [1, 2)', 'x:tuple'],
  ['  x = { y = 1 z = 2 }', 'x:object'],
  ['  x = { y }', 'x:object'],
])('%j keeps its neighbours', (typed, read) => {
  const { body, problems } = parseHcl(neighbours(typed));
  expect(outline(body)).toBe(
    `before{a:number} owner{${['b:number', read, 'c:number'].filter(Boolean).join(' ')}} after{d:number}`,
  );
  expect(problems.length).toBeGreaterThan(typed.includes('EOT') ? -1 : 0);
});

/** Texts that lack a closing mark in more than one place, or far from where it shows. */
test.each([
  ['a block without its brace, before another', 'a {\n  x = 1\n\nb {\n  y = 2\n}\n', 'a{x:number} b{y:number}'],
  ['a nested block without its brace', 'a {\n  n {\n    x = 1\n  y = 2\n}\nb {}\n', 'a{n{x:number} y:number} b{}'],
  ['a brace too many inside', 'a {\n  n {\n  }\n  }\n  x = 1\n}\nb {}\n', 'a{n{} x:number} b{}'],
  ['a brace too many outside', 'a {\n}\n}\nb {}\n', 'a{} b{}'],
  ['a heredoc without its end', 'a {\n  x = <<EOT\n    text\n}\n\nb "c" {\n  y = 2\n}\n', 'a{x:heredoc} b.c{y:number}'],
  ['an interpolation open in a heredoc', 'a {\n  x = <<EOT\n${f(\ny = 1\nEOT\n  z = 2\n}\n', 'a{x:heredoc z:number}'],
  ['an object in a call, both open, at the end', 'a = f({\n  b = 1\n', 'a:call'],
  [
    'two things open',
    'a {\n  x = [\n  y = 2\n}\nb {\n  z = "${\n  w = 3\n}\n',
    'a{x:tuple y:number} b{z:template w:number}',
  ],
  ['a comment without its end', 'a = 1\n/* b = 2\n', 'a:number'],
])('%s', (_, text, read) => {
  const { body, problems } = parseHcl(text);
  expect(outline(body)).toBe(read);
  expect(problems).not.toEqual([]);
});

/** A forgotten mark is one problem, at the mark that it would have closed. */
test.each([
  ['a = f([{ b = "c"\n\nd = 1\n', 7, '`{` has no `}`'],
  ['a {\n  n {\n    x = 1\n  y = 2\n}\nb {}\n', 8, '`{` has no `}`'],
  ['a {\n  x = {\n    y = 1\n  z = 2\n}\nb {}\n', 10, '`{` has no `}`'],
  ['a {\n  x = f([1\n  y = 2\n}\n', 12, '`[` has no `]`'],
  ['a {\n  n {\n  }\n  }\n  x = 1\n}\n', 16, 'this `}` closes nothing'],
])('%j', (text, start, message) => {
  expect(parseHcl(text).problems).toMatchObject([{ span: { start }, message }]);
});

test.each(['[', '(', '{a=', 'f(', '-', '!', '"${', 'a ? ', '1+', 'x[', 'a {\n', '%{ if a }', '"%{ if x }'])(
  '20,000 times %j overflows nothing and costs no neighbour',
  (mark) => {
    const { body, problems } = parseHcl(`before = 1\nx = ${mark.repeat(20_000)}\nafter = 2\n`);
    expect(body.items[0]).toMatchObject({ name: 'before' });
    expect(body.items.at(-1)).toMatchObject({ name: 'after' });
    expect(problems).not.toEqual([]);
    expect(problems.length).toBeLessThan(20_010);
  },
);

test('a blank line ends nothing while a brace is open', () => {
  const text = 'a {\n  b = 1\n\n  c = 2\r\n\r\n  d {\n\n    e = 3\n  }\n}\n\nf {\n  g = {\n\n    h = 1\n}\n';
  expect(outline(parseHcl(text).body)).toBe('a{b:number c:number d{e:number}} f{g:object}');
});
