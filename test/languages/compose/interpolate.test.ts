import { expect, test } from 'vitest';
import { embed, UNKNOWN } from '../../../core/embedded.ts';
import { createProject } from '../../../core/project.ts';
import { environmentOf } from '../../../languages/compose/environment.ts';
import { interpolate } from '../../../languages/compose/interpolate.ts';
import { at } from './read.ts';

const environment = `# what the shop runs
TAG=1.4.2
EMPTY=
export REGISTRY=ghcr.io   # ours
DOUBLE="a \\"b\\" \\$ # c"
SINGLE='\${TAG} # d'
YAML: x
IMAGE=\${REGISTRY}/web:$TAG
LINES="one
TAG=two"
MISSING=\${NOWHERE}-x
FALLBACK=\${NOWHERE:-y}
HOME=/nowhere
TWICE=1
TWICE=2
OPEN="
`;

const lookup = environmentOf(createProject([], [{ path: 'shop/.env', text: environment }]), 'shop');

const resolve = (text: string) => interpolate(embed(text, { start: 0, end: text.length }), lookup);

test.each([
  ['plain', 'plain'],
  ['$TAG', '1.4.2'],
  ['a-${TAG}.b', 'a-1.4.2.b'],
  ['$$TAG', '$TAG'],
  ['$$$TAG', '$1.4.2'],
  ['$1 $ {x}', '$1 $ {x}'],
  ['${NONE}', UNKNOWN],
  ['x$NONE-y', `x${UNKNOWN}-y`],
  ['${NONE:-a}', 'a'],
  ['${NONE-a}', 'a'],
  ['${NONE:-}', ''],
  ['${EMPTY:-a}', 'a'],
  ['${EMPTY-a}', ''],
  ['${TAG:-a}', '1.4.2'],
  ['${NONE:-${OTHER:-b}}', 'b'],
  ['${NONE:-${TAG}-x}/y', '1.4.2-x/y'],
  ['${NONE:-a$$b}', 'a$b'],
  ['${NONE:-a:-b?c+d}', 'a:-b?c+d'],
  ['${TAG:?no tag}', '1.4.2'],
  ['${NONE:?no tag}', UNKNOWN],
  ['${NONE?no tag}', UNKNOWN],
  ['${TAG:+a}', 'a'],
  ['${EMPTY:+a}', ''],
  ['${EMPTY+a}', 'a'],
  ['${NONE:+a}', UNKNOWN],
  ['${TAG', UNKNOWN],
  ['a${NONE:-b', `a${UNKNOWN}`],
  ['${}', UNKNOWN],
  ['${TAG:0:3}', UNKNOWN],
  ['${TAG/a/b}', UNKNOWN],
  ['${NONE:-{"a": 1}}', '{"a": 1}'],
  ['$REGISTRY', 'ghcr.io'],
  ['$DOUBLE', 'a "b" \\$ # c'],
  ['$SINGLE', '${TAG} # d'],
  ['$YAML', 'x'],
  ['$IMAGE', 'ghcr.io/web:1.4.2'],
  ['$LINES', 'one\nTAG=two'],
  ['$MISSING', `${UNKNOWN}-x`],
  ['$FALLBACK', 'y'],
  ['${HOME:-/root}', UNKNOWN],
  ['${COMPOSE_PROJECT_NAME:-shop}', UNKNOWN],
  ['$TWICE', '2'],
  ['$OPEN', UNKNOWN],
])('%j is %j', (text, expected) => {
  expect(resolve(text).value.text).toBe(expected);
});

test('a default keeps its own place, a value from elsewhere that of its variable', () => {
  const text = 'a/${NONE:-b${X-c}}:${TAG}';
  const { value } = resolve(text);
  expect(
    value.pieces.map(({ offset, length, source }) => [value.text.slice(offset, offset + length), at(text, source)]),
  ).toEqual([
    ['a/', 'a/'],
    ['b', 'b'],
    ['c', 'c'],
    [':', ':'],
    ['1.4.2', '${TAG}'],
  ]);
});

test('values of `.env` say where they come from, nearest first', () => {
  const { origins } = resolve('$IMAGE $TAG');
  expect(origins.map(({ file, name, span }) => [file, name, at(environment, span)])).toEqual([
    ['shop/.env', 'IMAGE', 'IMAGE=${REGISTRY}/web:$TAG'],
    ['shop/.env', 'REGISTRY', 'REGISTRY=ghcr.io   # ours'],
    ['shop/.env', 'TAG', 'TAG=1.4.2'],
  ]);
});

test('values that double themselves end up unknown', () => {
  const bomb = `A=xxxxxxxxxx\n${Array.from({ length: 40 }, () => 'A=$A$A').join('\n')}\n`;
  const bombed = environmentOf(createProject([], [{ path: '.env', text: bomb }]), '');
  expect(interpolate(embed('$A', { start: 0, end: 2 }), bombed).value.text.length).toBeLessThan(50_000);
  const nested = `${'${A:-'.repeat(1000)}x${'}'.repeat(1000)}`;
  expect(resolve(nested).value.text).toBe(UNKNOWN);
});
