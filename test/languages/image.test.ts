import { describe, expect, test } from 'vitest';
import { embed, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { toImageReference } from '../../languages/image.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const place = { usage: 'base', path: 'x', origins: [] } as const;

function parse(text: string): ImageReference | undefined {
  const span = { start: 0, end: text.length };
  return toImageReference({ ...place, span, source: text, value: embed(text, span) });
}

/** `name`, `name:tag`, `name@digest`; the version's kind where it is not written. */
function told(image: ImageReference | undefined): string | undefined {
  if (!image) return undefined;
  const { name, version } = image;
  if (version.kind === 'tag') return `${name} tag ${version.tag}`;
  return version.kind === 'digest' ? `${name} digest ${version.tag ?? '-'}` : `${name} ${version.kind}`;
}

// The cases are those that the reference grammar of github.com/distribution/reference tells apart.
describe('reads', () => {
  test.each([
    ['nginx', 'nginx none'],
    ['nginx:1.27.3', 'nginx tag 1.27.3'],
    ['ghcr.io/org/team/app:1.2', 'ghcr.io/org/team/app tag 1.2'],
    ['registry:5000/app', 'registry:5000/app none'],
    ['registry:5000/app:5000', 'registry:5000/app tag 5000'],
    ['localhost/a/b', 'localhost/a/b none'],
    ['[2001:db8::1]:5000/app:v1', '[2001:db8::1]:5000/app tag v1'],
    ['Registry.Example.COM/app', 'Registry.Example.COM/app none'],
    [`app@${digest}`, 'app digest -'],
    [`app:1.2@${digest}`, 'app digest 1.2'],
    ['a/b__c/d-e--f/g.h:_x', 'a/b__c/d-e--f/g.h tag _x'],
    [`${UNKNOWN}/app`, `${UNKNOWN}/app none`],
    [`${UNKNOWN}/app:latest`, `${UNKNOWN}/app tag latest`],
    [`${UNKNOWN}:latest`, `${UNKNOWN} tag latest`],
    [`${UNKNOWN}`, `${UNKNOWN} unresolved`],
    [`app${UNKNOWN}`, `app${UNKNOWN} unresolved`],
    [`app:${UNKNOWN}`, 'app unresolved'],
    [`app:1.${UNKNOWN}`, 'app unresolved'],
    [`app@${UNKNOWN}`, 'app digest -'],
    [`registry:${UNKNOWN}/app`, `registry:${UNKNOWN}/app none`],
  ])('%s', (text, expected) => {
    expect(told(parse(text))).toBe(expected);
  });

  test.each([
    [''],
    ['IMAGE'],
    ['<image>'],
    ['$(IMAGE)'],
    ['{{ .Values.image }}'],
    ['app:'],
    ['app:-x'],
    ['app:a b'],
    ['app@sha256'],
    ['a//b'],
    ['/app'],
    ['app/'],
    ['-app'],
    [`app:${'x'.repeat(129)}`],
    ['a'.repeat(2000)],
  ])('no image in %s', (text) => {
    expect(parse(text)).toBeUndefined();
  });
});

test('says where a version can be written, through pieces that stand elsewhere', () => {
  // `FROM ${REGISTRY}/app` with REGISTRY set above.
  const source = 'ARG REGISTRY=acme.dev\nFROM ${REGISTRY}/app';
  const value = joinPieces([
    { text: 'acme.dev', source: { start: 13, end: 21 } },
    { text: '/app', source: { start: source.indexOf('/app'), end: source.length } },
  ]);
  const image = toImageReference({ ...place, span: { start: 27, end: source.length }, source, value });
  expect(image).toMatchObject({
    name: 'acme.dev/app',
    text: '${REGISTRY}/app',
    version: { kind: 'none', insertAt: source.length },
  });
});

test('offers no place where the text stands in another file', () => {
  const source = 'image = var.image';
  const value = joinPieces([{ text: 'nginx:latest', source: { start: 8, end: 17 } }]);
  const image = toImageReference({ ...place, span: { start: 8, end: 17 }, source, value });
  expect(image?.version).toEqual({ kind: 'tag', tag: 'latest', span: undefined });
});
