import { expect, test } from 'vitest';
import { parseHcl } from '../../../languages/hcl/parse.ts';
import type { HclExpression, HclTemplatePart } from '../../../languages/hcl/syntax.ts';

/** An expression as nested brackets, each with its kind or operator first. */
function shape(expression: HclExpression): string {
  switch (expression.kind) {
    case 'template':
      return `"${expression.parts.map(partShape).join('')}"`;
    case 'heredoc':
      return `<<${expression.parts.map(partShape).join('')}`;
    case 'number':
    case 'bool':
      return String(expression.value);
    case 'variable':
      return expression.name;
    case 'traversal':
      return `${shape(expression.source)}${expression.steps
        .map((step) =>
          step.kind === 'attribute' ? `.${step.name}` : step.kind === 'splat' ? '[*]' : `[${shape(step.key)}]`,
        )
        .join('')}`;
    case 'call':
      return `(call ${[expression.name, ...expression.arguments.map(shape)].join(' ')}${expression.isExpanded ? '...' : ''})`;
    case 'tuple':
      return `[${expression.items.map(shape).join(' ')}]`;
    case 'object':
      return `{${expression.items.map(({ key, value }) => `${shape(key)}=${shape(value)}`).join(' ')}}`;
    case 'for': {
      const { names, collection, key, value, condition, isGrouped } = expression;
      const result = `${key ? `${shape(key)}=>` : ''}${shape(value)}${isGrouped ? '...' : ''}`;
      return `(for ${names.join(',')} in ${shape(collection)} ${result}${condition ? ` if ${shape(condition)}` : ''})`;
    }
    case 'conditional':
      return `(? ${shape(expression.condition)} ${shape(expression.whenTrue)} ${shape(expression.whenFalse)})`;
    case 'binary':
      return `(${expression.operator} ${shape(expression.left)} ${shape(expression.right)})`;
    case 'unary':
      return `(${expression.operator} ${shape(expression.operand)})`;
    case 'parenthesis':
      return `(${shape(expression.expression)})`;
    default:
      return expression.kind;
  }
}

function partShape(part: HclTemplatePart): string {
  if (part.kind === 'literal') return part.value;
  if (part.kind === 'interpolation') return `$(${shape(part.expression)})`;
  const { keyword, names, expression, parts, elseParts } = part;
  return `%(${keyword} ${[...names, shape(expression)].join(' ')}: ${parts.map(partShape).join('')}|${elseParts.map(partShape).join('')})`;
}

test.each([
  ['1 + 2 * 3 - 4', '(- (+ 1 (* 2 3)) 4)'],
  ['!a && b || c == d', '(|| (&& (! a) b) (== c d))'],
  ['-a < b', '(< (- a) b)'],
  ['a ? b : c ? d : e', '(? a b (? c d e))'],
  ['(a\n+ b)', '((+ a b))'],
  ['a.b[0].*.c["d"][*].1', 'a.b[0][*].c["d"][*].1'],
  ['f(a, [b]...).c', '(call f a [b]...).c'],
  ['provider::aws::arn_parse(a)', '(call provider::aws::arn_parse a)'],
  ['[1, "a", null, true,]', '[1 "a" null true]'],
  ['[1, # one\n 2]', '[1 2]'],
  ['{ a = 1, "b" : 2\n (c) = 3\n null = 4 }', '{a=1 "b"=2 (c)=3 null=4}'],
  ['[for x in y : x.z if x]', '(for x in y x.z if x)'],
  ['{for k, v in y : k => v...}', '(for k,v in y k=>v...)'],
  ['1.5e3', '1500'],
  ['"a${b}c"', '"a$(b)c"'],
  ['"$${a} %%{b} \\" \\u00e9\\U0001F600 \\ud800"', '"${a} %{b} " é😀 \ufffd"'],
  ['"${"${a}"}"', '"$("$(a)")"'],
  ['"%{ if a }b%{ else }${c}%{ endif }"', '"%(if a: b|$(c))"'],
  ['"%{ for k, v in a }%{ if k }b%{ endif }%{ endfor }"', '"%(for k v a: %(if k: b|)|)"'],
  ['<<A\n  a \\n ${b} $${c}\nA', '<<  a \\n $(b) ${c}\n'],
  ['<<-A\n    a\n  A', '<<    a\n'],
  ['"a" # "', '"a"'],
])('%s', (text, expected) => {
  const { body, problems } = parseHcl(`x = ${text}\n`);
  expect(problems).toEqual([]);
  expect(shape(body.attributes[0]!.value)).toBe(expected);
});

test('the parts of a block have their places', () => {
  const text = '\ufeff/* c */ resource "a" b {\r\n  x = 1 # d\r\n}\r\n';
  const { body, comments } = parseHcl(text);
  const [block] = body.blocks;
  const slice = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  expect(slice(block!.span)).toBe('resource "a" b {\r\n  x = 1 # d\r\n}');
  expect(slice(block!.headerSpan)).toBe('resource "a" b');
  expect(slice(block!.typeSpan)).toBe('resource');
  expect(block!.labels.map((label) => [label.text, slice(label.span)])).toEqual([
    ['a', '"a"'],
    ['b', 'b'],
  ]);
  expect([text[block!.openBrace!], text[block!.closeBrace!]]).toEqual(['{', '}']);
  expect(slice(block!.body.attributes[0]!.span)).toBe('x = 1');
  expect(comments.map((comment) => [slice(comment.span), comment.isOwnLine])).toEqual([
    ['/* c */', true],
    ['# d', false],
  ]);
});

test.each([
  ['a = 1\na = 2\n', 6, '`a` is set a second time'],
  ['a = 1x\n', 5, 'a line end is missing before this'],
  ['a = "\\q"\n', 5, 'HCL does not know this escape; write `\\\\` for a backslash'],
  ['a = "\\u12"\n', 5, 'HCL does not know this escape; write `\\\\` for a backslash'],
  ['a = "b\n', 4, 'the string has no closing quote'],
  ['"a" = 1\n', 0, 'an attribute’s name is written without quotes'],
  ['"a"\n', 0, 'neither an attribute nor a block starts like this'],
  ['a : 1\n', 2, 'here `=` is needed'],
  ['a\n', 0, 'neither `=` nor `{` follows'],
  ['a { b = 1\n}\n', 2, 'behind this `{` a line end is missing'],
  ['a {\n b = 1 }\n', 11, 'before this `}` a line end is missing'],
  ['}\n', 0, 'this `}` closes nothing'],
  ['a = "%{ endif }"\n', 5, '`%{ endif }` cannot stand here'],
  ['a = "%{ if b }"\n', 5, '`%{ if }` has no `%{ endif }`'],
  ['a = ${b}\n', 4, 'no expression starts like this'],
  ['/* a', 0, 'the comment has no end'],
])('%j is a problem', (text, start, message) => {
  const [problem] = parseHcl(text).problems;
  expect(problem).toMatchObject({ span: { start }, message });
});
