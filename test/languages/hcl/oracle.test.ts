import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readByOracle, readByUs } from './oracle.ts';

const folder = new URL('inputs/', import.meta.url);

test.each(readdirSync(folder))('%s is read as HashiCorp’s parser reads it', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  expect(readByUs(text)).toEqual(readByOracle(text));
  expect(readByUs(text) === undefined).toBe(name.startsWith('invalid-'));
});

const lineEnd = fc.constantFrom('\n', '\n\n', ' # comment\n', ' /* a */ // b\n', '\r\n');
const blank = fc.constantFrom(' ', '', '  ', '\t', ' /* c */ ');
const innerBlank = fc.constantFrom(' ', '', '\n  ', ' # c\n', '\r\n');
const name = fc.constantFrom('a', 'b_1', 'c-d', '_e', 'größe');
const literal = fc.constantFrom(
  'x',
  ' ',
  '$',
  '%',
  '$${',
  '%%{',
  '\\n',
  '\\"',
  '\\\\',
  '\\u00e9',
  'é😀',
  '#',
  '//',
  '{',
  '}',
);
const heredocLine = fc.constantFrom(
  'text',
  '  two',
  '\tx',
  '',
  '   ',
  '"q"',
  '\\n',
  '$${a}',
  '100%',
  '}',
  'EOT x',
  '# c',
);

const { expression } = fc.letrec<{ expression: string; part: string; item: string }>((tie) => ({
  part: fc.oneof(
    { weight: 3, arbitrary: literal },
    fc.tuple(blank, tie('expression'), blank).map(([a, value, b]) => `\${${a}${value}${b}}`),
    fc.tuple(name, tie('part')).map(([condition, part]) => `%{ if ${condition} }${part}%{ endif }`),
  ),
  item: fc
    .tuple(
      fc.oneof(
        name,
        name.map((key) => `"${key}"`),
      ),
      blank,
      fc.constantFrom('=', ':'),
      blank,
      tie('expression'),
    )
    .map((parts) => parts.join('')),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('1', '0.5', '2e3', 'true', 'false', 'a', 'a.b', '""'),
    fc.array(tie('part'), { maxLength: 4 }).map((parts) => `"${parts.join('')}"`),
    fc
      .tuple(innerBlank, fc.array(tie('expression'), { maxLength: 3 }), innerBlank)
      .map(([a, items, b]) => `[${a}${items.join(`${b},${a}`)}${b}]`),
    fc.array(tie('item'), { maxLength: 3 }).map((items) => `{ ${items.join(', ')} }`),
    fc
      .tuple(lineEnd, fc.array(tie('item'), { maxLength: 3 }))
      .map(([end, items]) => `{${end}${items.map((item) => item + end).join('')}}`),
    fc
      .tuple(name, innerBlank, fc.array(tie('expression'), { maxLength: 3 }))
      .map(([f, a, items]) => `${f}(${a}${items.join(',')}${a})`),
    fc
      .tuple(
        tie('expression'),
        blank,
        fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '>=', '&&', '||'),
        tie('expression'),
      )
      .map(([left, a, operator, right]) => `${left}${a} ${operator} ${a}${right}`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
    fc
      .tuple(fc.constantFrom('a', 'f()'), fc.constantFrom('.b', '[0]', '["c"]', '[*]', '.*', '.0'))
      .map(([source, step]) => source + step),
    fc
      .tuple(name, tie('expression'), tie('expression'))
      .map(([key, list, value]) => `[for ${key} in ${list} : ${value} if ${key}]`),
    fc.tuple(tie('expression'), tie('expression')).map(([list, value]) => `{ for k, v in ${list} : k => ${value} }`),
    fc
      .tuple(
        fc.constantFrom('<<', '<<-'),
        fc.array(
          fc.oneof(
            heredocLine,
            name.map((variable) => `  \${${variable}} x`),
            name.map((variable) => `  %{~ if ${variable} ~}\n y\n %{ endif }`),
          ),
          { maxLength: 4 },
        ),
      )
      .map(([start, lines]) => `(${start}EOT\n${lines.map((line) => `${line}\n`).join('')}  EOT\n)`),
  ),
}));

const { body } = fc.letrec<{ body: string; block: string }>((tie) => ({
  body: fc
    .tuple(
      fc.uniqueArray(name, { maxLength: 3 }),
      fc.array(fc.tuple(blank, expression, lineEnd), { minLength: 3, maxLength: 3 }),
      fc.array(tie('block'), { maxLength: 2 }),
      lineEnd,
    )
    .map(([names, values, blocks, end]) => {
      const attributes = names.map(
        (name, index) => `  ${name} =${values[index]![0]}${values[index]![1]}${values[index]![2]}`,
      );
      return [...attributes, ...blocks.map((block) => block + end)].join('');
    }),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('plain {}', 'one "x" { a = 1 }', 'one y {\n}'),
    fc
      .tuple(fc.constantFrom('plain', 'one "x"', 'two y "z w"'), lineEnd, tie('body'))
      .map(([header, end, body]) => `${header} {${end}${body}}`),
  ),
}));

test('generated bodies are read as HashiCorp’s parser reads them', () => {
  fc.assert(
    fc.property(body, (text) => {
      expect(readByUs(text)).toEqual(readByOracle(text));
    }),
    { numRuns: 100 },
  );
});
