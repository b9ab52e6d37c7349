import { expect, test } from 'vitest';
import type { SourceFile } from '../../../core/document.ts';
import { compose } from '../../../languages/compose/language.ts';
import { read } from './read.ts';

const built = 'services:\n  web:\n    build: .\n    image: acme/web:dev\n  job:\n    build: .\n';

test.each<[string, string, readonly SourceFile[], readonly SourceFile[], readonly string[]]>([
  ['a service builds its own image', 'services:\n  a:\n    image: x\n    build: .\n', [], [], []],
  ['`build` is taken back', 'services:\n  a:\n    image: x\n    build: null\n', [], [], ['x']],
  [
    'a neighbour builds it',
    'services:\n  a:\n    image: acme/web\n  b:\n    image: shop-job\n  c:\n    image: shop_job\n  d:\n    image: acme/shop-job\n',
    [{ path: 'shop/docker-compose.build.yml', text: built }],
    [],
    ['acme/shop-job'],
  ],
  [
    'another folder builds it',
    'services:\n  a:\n    image: acme/web\n',
    [{ path: 'other/compose.yaml', text: built }],
    [],
    ['acme/web'],
  ],
  [
    'an included file builds it',
    'include:\n  - ../other/any.yaml\n  - path: [a.yaml, more/b.yaml]\nservices:\n  a:\n    image: acme/web\n  b:\n    image: acme/b\n',
    [],
    [
      { path: 'other/any.yaml', text: built },
      { path: 'shop/more/b.yaml', text: 'services:\n  b:\n    build: .\n    image: acme/b\n' },
    ],
    [],
  ],
  [
    'the extended service builds it, over two files',
    'services:\n  a:\n    image: x\n    extends:\n      file: ../common.yml\n      service: b\n',
    [],
    [{ path: 'common.yml', text: 'services:\n  b:\n    extends: c\n  c:\n    build: .\n' }],
    [],
  ],
  [
    'the extended service is in a file that cannot be known',
    'services:\n  a:\n    image: x\n    extends: {file: "${F}", service: b}\n  b:\n    build: .\n',
    [],
    [],
    ['x'],
  ],
  [
    'the image comes from the service of a file that is not linted itself',
    'services:\n  a:\n    extends: {file: common.yml, service: b}\n',
    [],
    [{ path: 'shop/common.yml', text: 'services:\n  b:\n    image: x\n' }],
    ['x'],
  ],
  [
    'the image comes from the service of another Compose file',
    'services:\n  a:\n    extends: {file: compose.base.yaml, service: b}\n',
    [{ path: 'shop/compose.base.yaml', text: 'services:\n  b:\n    image: x\n' }],
    [],
    [],
  ],
  ['the service is in a profile', 'services:\n  a:\n    image: x\n    profiles: [debug]\n', [], [], ['x']],
  [
    'services extend each other in a circle',
    'services:\n  a:\n    image: x\n    extends: b\n  b:\n    extends: {service: a}\n',
    [],
    [],
    ['x'],
  ],
  ['files include each other', 'include: [compose.yaml]\nservices:\n  a:\n    image: x\n', [], [], ['x']],
  [
    'the override builds it',
    'services:\n  a:\n    image: x\n',
    [{ path: 'shop/docker-compose.override.yml', text: 'services:\n  a:\n    build: .\n' }],
    [],
    [],
  ],
  [
    'another file of the folder builds a service of the same name',
    'services:\n  a:\n    image: x\n',
    [{ path: 'shop/compose.dev.yaml', text: 'services:\n  a:\n    build: .\n' }],
    [],
    ['x'],
  ],
  [
    'what is built hangs on variables only',
    'services:\n  a:\n    image: ${A}\n    build: .\n  b:\n    image: ${B}\n  c:\n    image: ${R}/c\n',
    [],
    [],
    ['\uE000', '\uE000/c'],
  ],
  [
    'the name that is built comes from `.env`',
    'services:\n  a:\n    image: $NAME\n    build: .\n  b:\n    image: acme/web:latest\n',
    [],
    [{ path: 'shop/.env', text: 'NAME=acme/web:dev\n' }],
    [],
  ],
])('images when %s', (_, text, others, texts, expected) => {
  expect(read(text, others, texts).images.map(({ name }) => name)).toEqual(expected);
});

test('a file says what it hangs on', () => {
  const text = `include:
  - ../db/compose.yaml
  - path: \${WHERE}/x.yaml
  - oci://registry.acme.dev/stack
  - https://github.com/acme/stack.git
services:
  a:
    extends: {file: common/base.yml, service: x}
  b:
    extends: a
`;
  expect(compose.references!(compose.parse({ path: 'shop/compose.prod.yaml', text }))).toEqual([
    { kind: 'folder', path: 'shop', language: 'compose' },
    { kind: 'file', path: 'shop/.env' },
    { kind: 'file', path: 'shop/common/base.yml' },
    { kind: 'file', path: 'db/compose.yaml' },
  ]);
  const references = compose.references!(compose.parse({ path: 'compose.override.yml', text: 'services: {}\n' }));
  expect(references).toContainEqual({ kind: 'file', path: 'docker-compose.yaml' });
  expect(references).toContainEqual({ kind: 'file', path: '.env' });
});

test('the image of a file that is not linted itself has its place there', () => {
  const text = 'services:\n  a:\n    extends: {file: common.yml, service: b}\n';
  const common = { path: 'shop/common.yml', text: 'services:\n  b:\n    image: x:${T:-1}\n' };
  const [image] = read(text, [], [common]).images;
  expect(image).toMatchObject({
    path: 'services/a/image',
    version: { kind: 'tag', tag: '1', span: undefined },
    origins: [{ file: 'shop/common.yml', name: 'services/b/image' }],
  });
  expect(text.slice(image!.span.start, image!.span.end)).toBe('{file: common.yml, service: b}');
  const { start, end } = image!.origins[0]!.span;
  expect(common.text.slice(start, end)).toBe('x:${T:-1}');
});

test('a place says through which variables it is resolved', () => {
  const text = 'services:\n  a:\n    image: a:1\n    volumes: ["${SOCKET}:/x"]\n';
  const document = read(text, [], [{ path: 'shop/.env', text: 'SOCKET=/var/run/docker.sock\n' }]);
  const [mount] = document.mounts;
  expect(mount!.source).toEqual({ kind: 'host-path', path: '/var/run/docker.sock' });
  expect(document.originsAt!(mount!).map(({ file, name }) => [file, name])).toEqual([['shop/.env', 'SOCKET']]);
});

test('a suppression may stand above an entry, or behind it', () => {
  const text = 'services:\n  a:\n    image: a\n    ports:\n      - "22:22"\n    command: >\n      sh -c "a\n      b"\n';
  const document = read(text);
  const lineOf = (needle: string) => {
    const start = document.suppressionLineAt(text.indexOf(needle))!;
    return text.slice(start, text.indexOf('\n', start));
  };
  expect(lineOf('22:22')).toBe('      - "22:22"');
  expect(lineOf('b"')).toBe('    command: >');
  expect(document.file.commentStyle).toEqual({ mark: '#', isAllowedAtLineEnd: true });
});
