import { expect, test } from 'vitest';
import { applyEdits, type TextEdit } from '../../../core/text.ts';
import {
  insertAttribute,
  insertAttributeAfter,
  insertBehind,
  insertBlock,
  removeAttribute,
  removeBlock,
  replaceValue,
} from '../../../languages/hcl/edit.ts';
import { parseHcl } from '../../../languages/hcl/parse.ts';
import type { HclAttribute, HclBlock, HclBody } from '../../../languages/hcl/syntax.ts';

const blockOf = (body: HclBody, type: string): HclBlock | undefined =>
  body.blocks.find((block) => block.type === type) ?? body.blocks.map(({ body }) => blockOf(body, type)).find(Boolean);

const attributeNamed = (body: HclBody, name: string): HclAttribute | undefined =>
  body.attributes.find((attribute) => attribute.name === name) ??
  body.blocks.map(({ body }) => attributeNamed(body, name)).find(Boolean);

/** The text after the edits, once more with CRLF: line ends are kept, and what comes out is well-formed. */
function expectEdit(before: string, after: string, edit: (source: string, body: HclBody) => readonly TextEdit[]): void {
  for (const lineEnd of ['\n', '\r\n']) {
    const source = before.replaceAll('\n', lineEnd);
    const result = applyEdits(source, edit(source, parseHcl(source).body));
    expect(result).toBe(after.replaceAll('\n', lineEnd));
    expect(parseHcl(result).problems).toEqual([]);
  }
}

test.each([
  ['the only one', 'a {\n  x {}\n}\n', 'a {\n}\n'],
  ['the first', 'a {\n  x {}\n\n  b = 1\n}\n', 'a {\n  b = 1\n}\n'],
  ['between blank lines', 'a {\n  b = 1\n\n  x {\n    y = 1\n  }\n\n  c {}\n}\n', 'a {\n  b = 1\n\n  c {}\n}\n'],
  ['the last', 'a {\n  b = 1\n\n  x {\n  }\n}\n', 'a {\n  b = 1\n}\n'],
  ['with no blank lines', 'a {\n  b = 1\n  x {}\n  c = 2\n}\n', 'a {\n  b = 1\n  c = 2\n}\n'],
  ['at the start of the file', 'x {}\n\nb {}\n', 'b {}\n'],
  ['at the end of the file', 'b {}\n\nx {\n}', 'b {}\n'],
  [
    'between comments, which stay',
    'a {\n  # above\n  x {} # behind\n  c = 2\n}\n',
    'a {\n  # above\n  # behind\n  c = 2\n}\n',
  ],
])('removes a block: %s', (_, before, after) => {
  expectEdit(before, after, (source, body) => removeBlock(source, blockOf(body, 'x')!));
});

test.each([
  ['a line', 'a {\n  x = 1\n  b = 2\n}\n', 'a {\n  b = 2\n}\n'],
  ['several lines', 'a {\n  x = [\n    1,\n  ]\n}\n', 'a {\n}\n'],
  ['a heredoc', 'a {\n  x = <<-E\n    y\n  E\n  b = 2\n}\n', 'a {\n  b = 2\n}\n'],
  ['in a block on one line', 'a { x = 1 }\n', 'a {}\n'],
  ['with a comment, which stays', 'x = 1 # why\nb = 2\n', '# why\nb = 2\n'],
])('removes an attribute: %s', (_, before, after) => {
  expectEdit(before, after, (source, body) => removeAttribute(source, attributeNamed(body, 'x')!));
});

test.each([
  [
    'behind the last attribute',
    '  a {\n    b = 1 # why\n\n    c {}\n  }\n',
    '  a {\n    b = 1 # why\n    x = 1\n\n    c {}\n  }\n',
  ],
  ['behind a heredoc', 'a {\n  b = <<E\nE\n}\n', 'a {\n  b = <<E\nE\n  x = 1\n}\n'],
  ['in an empty block', '  a {}\n', '  a {\n    x = 1\n  }\n'],
  ['in an empty block of lines', 'a {\n}\n', 'a {\n  x = 1\n}\n'],
  ['in a block on one line', 'a { b = 1 }\n', 'a {\n  b = 1\n  x = 1\n}\n'],
  ['before blocks', 'a { # why\n  b {}\n}\n', 'a { # why\n  x = 1\n\n  b {}\n}\n'],
])('inserts an attribute: %s', (_, before, after) => {
  expectEdit(before, after, (source, body) => insertAttribute(source, blockOf(body, 'a')!, 'x = 1'));
});

test.each([
  ['on lines', 'a {\n  b = 1 # why\n  c = 2\n}\n', 'a {\n  b = 1 # why\n  x = 1\n  c = 2\n}\n'],
  ['on one line', 'a { b = 1 }\n', 'a {\n  b = 1\n  x = 1\n}\n'],
])('inserts an attribute behind another: %s', (_, before, after) => {
  expectEdit(before, after, (source, body) =>
    insertAttributeAfter(source, blockOf(body, 'a')!.body, attributeNamed(body, 'b')!, 'x = 1'),
  );
});

test.each([
  ['behind attributes', 'a {\n  b = 1\n}\n', 'a {\n  b = 1\n\n  x {\n    y = 1\n  }\n}\n'],
  ['in an empty block', 'a {}\n', 'a {\n  x {\n    y = 1\n  }\n}\n'],
  ['in an empty block of lines', 'a {\n}\n', 'a {\n  x {\n    y = 1\n  }\n}\n'],
])('inserts a block: %s', (_, before, after) => {
  expectEdit(before, after, (source, body) => insertBlock(source, blockOf(body, 'a')!, 'x', ['y = 1']));
});

/** What `terraform fmt` gives for the same. */
test.each([
  ['a shorter name', 'bbbb = 1\nc    = 2', 'bbbb = 1\nc    = 2\nxx   = 1'],
  ['a longer name', 'b = 1\n', 'b  = 1\nxx = 1\n'],
  ['the longest name of several', 'a = 1 # why\nb = { d = 2 }', 'a  = 1 # why\nb  = { d = 2 }\nxx = 1'],
  ['a heredoc', 'a   = 1\nbbb = <<E\nE', 'a   = 1\nbbb = <<E\nE\nxx  = 1'],
  ['none behind a value in several lines', 'bbb = [\n  1,\n]', 'bbb = [\n  1,\n]\nxx = 1'],
  ['only what is behind a value in several lines', 'bbb = {\n}\nccc = 1', 'bbb = {\n}\nccc = 1\nxx  = 1'],
  ['only what is behind a blank line', 'bbb = 1\n\nc = 1', 'bbb = 1\n\nc  = 1\nxx = 1'],
  ['only what is behind a comment', 'bbb = 1\n# c\nc = 1', 'bbb = 1\n# c\nc  = 1\nxx = 1'],
  ['only what is behind a block', 'bbb = 1\nd {}\nc = 1', 'bbb = 1\nd {}\nc  = 1\nxx = 1'],
  ['none that are not aligned themselves', 'bbb = 1\nc = 1', 'bbb = 1\nc = 1\nxx = 1'],
])('aligns an attribute with %s', (_, before, after) => {
  const block = (lines: string) => `a {\n${lines}\n}\n`.replaceAll('\n\n}', '\n}');
  expectEdit(block(before), block(after), (source, body) => insertAttribute(source, blockOf(body, 'a')!, 'xx = 1'));
});

test('aligns an attribute with those on either side', () => {
  expectEdit('bb = 1\nc  = 2\n', 'bb  = 1\nxxx = 1\nc   = 2\n', (source, body) =>
    insertAttributeAfter(source, body, attributeNamed(body, 'bb')!, 'xxx = 1'),
  );
});

test('aligns the lines of a block', () => {
  const lines = ['b = 1', 'ccc = 2', '', 'dd = {', '  e = 1', '  ff = 2', '}', 'g = 1'];
  const after =
    'a {\n  x {\n    b   = 1\n    ccc = 2\n\n    dd = {\n      e  = 1\n      ff = 2\n    }\n    g = 1\n  }\n}\n';
  expectEdit('a {\n}\n', after, (source, body) => insertBlock(source, blockOf(body, 'a')!, 'x', lines));
});

test.each([
  ['a {}\n', 'a {}\n\nb {}\n'],
  ['a {} # why\n', 'a {} # why\n\nb {}\n'],
  ['a {\n}', 'a {\n}\n\nb {}'],
])('inserts a block behind another: %j', (before, after) => {
  expectEdit(before, after, (source, body) => insertBehind(source, blockOf(body, 'a')!, ['b {}']));
});

test('replaces a value', () => {
  expectEdit('a = "b" # c\n', 'a = 1 # c\n', (_, body) => [replaceValue(attributeNamed(body, 'a')!, '1')]);
});
