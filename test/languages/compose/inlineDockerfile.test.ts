import { describe, expect, it, test } from 'vitest';
import { applyEdits } from '../../../core/text.ts';
import { at, read } from './read.ts';

const withInline = (...lines: readonly string[]): string =>
  [
    'services:',
    '  web:',
    '    build:',
    '      dockerfile_inline: |',
    ...lines.map((line) => `        ${line}`),
    '',
  ].join('\n');

describe('a Dockerfile in a Compose file', () => {
  const text = withInline(
    'FROM node AS base',
    'RUN apt-get update && \\',
    '    apt-get install -y curl # x',
    'COPY --from=busybox:latest /a /root/.ssh/authorized_keys',
    'EXPOSE 22',
    'CMD sh -c "npm start"',
  );

  test.each([text, text.replaceAll('\n', '\r\n')])('has its facts where they stand %#', (source) => {
    const { images, scripts, ports, fileWrites } = read(source);
    expect(images.map((image) => [image.path, image.text, at(source, image.span)])).toEqual([
      ['services/web/build/stage:base/base', 'node', 'node'],
      ['services/web/build/stage:base/copy-from[0]', 'busybox:latest', 'busybox:latest'],
    ]);
    expect(images[0]!.version).toEqual({ kind: 'none', insertAt: source.indexOf('node') + 4 });
    const tag = images[1]!.version;
    expect(tag.kind === 'tag' && at(source, tag.span!)).toBe('latest');
    expect(
      scripts.map(({ phase, path, commands }) => [phase, path, commands.map((one) => at(source, one.span))]),
    ).toEqual([
      ['build', 'services/web/build/stage:base/RUN[0]', ['apt-get update', 'apt-get install -y curl']],
      ['boot', 'services/web/build/stage:base/CMD', ['sh -c "npm start"', 'npm start']],
    ]);
    expect(ports.map(({ port, path, span }) => [port, path, at(source, span)])).toEqual([
      [22, 'services/web/build/stage:base/EXPOSE[22]', '22'],
    ]);
    expect(fileWrites.map(({ target }) => target)).toEqual(['/root/.ssh/authorized_keys']);
  });

  it('can be edited line by line', () => {
    const { scripts, ports } = read(text);
    const without = (removal: (typeof ports)[0]['removal']) => removal && applyEdits(text, removal);
    expect(without(ports[0]!.removal)).toBe(text.replace('        EXPOSE 22\n', ''));
    expect(without(scripts[0]!.removal)).toBe(text.replace(/ {8}RUN[^#]*# x\n/, ''));
    expect(without(scripts[0]!.commands[0]!.removal)).toBe(text.replace(/apt-get update[^#]*(?=apt-get)/, ''));
  });

  it('is left alone by fixes where it is written another way', () => {
    const folded = 'services:\n  web:\n    build:\n      dockerfile_inline: "FROM a:1\\nEXPOSE 22\\n"\n';
    const { images, ports } = read(folded);
    expect(at(folded, images[0]!.span)).toBe('a:1');
    expect(ports[0]).toMatchObject({ port: 22, removal: undefined });
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['variables of Compose', ['FROM a:${T:-1}', 'RUN echo $$HOME ${H}'], ['a:${T:-1']],
    ['variables of its own', ['ARG T=1', 'FROM a:$$T'], ['a:$$T']],
    ['stages', ['FROM scratch AS a', 'FROM a'], []],
    ['nothing', [], []],
  ])('with %s', (_, lines, expected) => {
    const source = withInline(...lines);
    expect(read(source).images.map((image) => at(source, image.span))).toEqual(expected);
  });

  it('has the values that Compose and its own arguments give', () => {
    const source = withInline('ARG T=1', 'FROM a:$$T', 'FROM b:${V}', 'RUN echo $$HOME $H');
    const document = read(source, [], [{ path: 'shop/.env', text: 'V=2\n' }]);
    expect(document.images.map(({ name, version }) => [name, version])).toEqual([
      ['a', { kind: 'tag', tag: '1', span: { start: source.indexOf('1'), end: source.indexOf('1') + 1 } }],
      ['b', { kind: 'tag', tag: '2', span: undefined }],
    ]);
    expect(document.images[0]!.origins).toEqual([
      { file: 'shop/compose.yaml', span: expect.anything(), name: 'ARG T' },
    ]);
  });

  it('says nothing of images that the service gives another value', () => {
    const source = withInline('ARG A=a:1', 'FROM $$A', 'FROM b:1', 'FROM c:1').replace(
      '    build:\n',
      '    build:\n      args: [A=x]\n      additional_contexts: {"b:1": docker-image://y}\n',
    );
    expect(read(source).images.map(({ name }) => name)).toEqual(['c']);
  });
});
