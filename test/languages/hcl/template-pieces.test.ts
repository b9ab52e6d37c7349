import { expect, test } from 'vitest';
import { toSource, UNKNOWN } from '../../../core/embedded.ts';
import { parseHcl } from '../../../languages/hcl/parse.ts';
import type { HclHeredoc, HclTemplate } from '../../../languages/hcl/syntax.ts';
import { heredocText, templatePieces } from '../../../languages/hcl/template-pieces.ts';

const templateOf = (text: string) => parseHcl(text).body.attributes[0]!.value as HclTemplate | HclHeredoc;

/** A template and its value, `?` for what is unknown. */
test.each([
  ['x = "a${b}c"', 'a?c'],
  ['x = "a\\n${~ b ~}  c"', 'a?c'],
  ['x = <<-E\n    a\n      b\n\n  E', 'a\n  b\n\n'],
  ['x = <<-E\n    a ${b}\n  ${c}\n  E', '  a ?\n?\n'],
  ['x = <<-E\n    a\n${b}\n  E', '    a\n?\n'],
  ['x = <<-E\n\t\ta\r\n\tb\r\n  E', '\ta\r\nb\r\n'],
  ['x = <<-E\n    a $${b}\n  E', 'a ${b}\n'],
  ['x = <<E\n  a\nE', '  a\n'],
  ['x = <<E\na\n  ${~ b ~}\nc\nE', 'a\n?c\n'],
  ['x = <<-E\n    a\n    %{ if b }c%{ endif }\n  E', 'a\n?\n'],
])('%j', (source, expected) => {
  expect(heredocText(templateOf(source), source).text.replaceAll(UNKNOWN, '?')).toBe(expected);
});

test('every piece of text maps to its own source', () => {
  const source = 'x = <<-E\n    apt-get $${a}\n      install\n  E\n';
  const embedded = heredocText(templateOf(source), source);
  const at = embedded.text.indexOf('install');
  const span = toSource(embedded, at, at + 'install'.length);
  expect(source.slice(span.start, span.end)).toBe('install');
});

test('an escape is a piece of its own', () => {
  const source = 'x = "a\\tb$${c}"';
  const pieces = templatePieces(templateOf(source), source);
  expect(pieces.map(({ span }) => source.slice(span.start, span.end))).toEqual(['a', '\\t', 'b', '$${', 'c}']);
});

test('a directive holds its own pieces, stripped as they are', () => {
  const source = 'x = <<-E\n    %{ for a in b ~}\n    c ${a}\n    %{ endfor ~}\n  E\n';
  const [indentation, directive] = templatePieces(templateOf(source), source);
  expect(indentation?.kind).toBe('directive');
  expect(directive).toBeUndefined();
  expect(indentation).toMatchObject({
    pieces: [{ text: '    c ' }, { kind: 'interpolation' }, { text: '\n' }],
    elsePieces: [],
  });
});
