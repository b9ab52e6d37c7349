import { describe, expect, it, test } from 'vitest';
import { UNKNOWN } from '../../../core/embedded.ts';
import { applyEdits } from '../../../core/text.ts';
import { at, read, serviceWith } from './read.ts';

describe('images', () => {
  test.each([
    ['image: nginx:1.27 # x', 'nginx:1.27', 'nginx', { kind: 'tag', tag: '1.27' }, '1.27'],
    ['image: "ghcr.io/a/b"', 'ghcr.io/a/b', 'ghcr.io/a/b', { kind: 'none' }, undefined],
    ["image: 'a:${T:-latest}'", 'a:${T:-latest}', 'a', { kind: 'tag', tag: 'latest' }, 'latest'],
    ['image: ${I:-a:1}', '${I:-a:1}', 'a', { kind: 'tag', tag: '1' }, '1'],
    ['image: ${R}/a:1', '${R}/a:1', `${UNKNOWN}/a`, { kind: 'tag', tag: '1' }, '1'],
    ['image: a:${T}', 'a:${T}', 'a', { kind: 'unresolved' }, undefined],
    ['image: a@sha256:0000', 'a@sha256:0000', 'a', { kind: 'digest', digest: 'sha256:0000' }, undefined],
    ['image: >-\n        a:1', 'a:1', 'a', { kind: 'tag', tag: '1' }, '1'],
  ])('%j', (line, place, name, version, tag) => {
    const text = serviceWith(line);
    const [image] = read(text).images;
    expect(image).toMatchObject({ name, version, usage: 'container', path: 'services/web/image' });
    expect(at(text, image!.span)).toBe(place);
    if (image!.version.kind === 'tag') expect(at(text, image!.version.span!)).toBe(tag);
  });

  test.each(['image:', 'image: ""', 'image: {a: b}', 'image: ${I:-}', 'image: <image>', 'image: a\n    build: .'])(
    '%j is none',
    (line) => {
      expect(read(serviceWith(line)).images).toEqual([]);
    },
  );

  it('can be inserted into where the name ends, also inside a default', () => {
    const text = serviceWith('image: "${I:-nginx}"');
    const { version } = read(text).images[0]!;
    expect(version).toEqual({ kind: 'none', insertAt: text.indexOf('}') });
  });

  it('say what they come from, and then stand nowhere here', () => {
    const text = serviceWith('image: a:$TAG');
    const [image] = read(text, [], [{ path: 'shop/.env', text: 'TAG=latest\n' }]).images;
    expect(image).toMatchObject({
      version: { kind: 'tag', tag: 'latest', span: undefined },
      origins: [{ file: 'shop/.env', name: 'TAG', span: { start: 0, end: 10 } }],
    });
  });

  it('are mounted as volumes too', () => {
    const text = serviceWith('image: a:1', 'volumes: [{type: image, source: b, target: /b}]');
    expect(read(text).images.map(({ path, usage, name }) => [path, usage, name])).toEqual([
      ['services/web/image', 'container', 'a'],
      ['services/web/volumes[/b]/image', 'volume', 'b'],
    ]);
  });

  it('of several services are one where an anchor holds them', () => {
    const text = 'x: &x\n  image: a\nservices:\n  b:\n    <<: *x\n  c:\n    <<: [*x]\n  d: *x\n';
    const { images, workloads } = read(text);
    expect(images.map(({ path, span }) => [path, at(text, span)])).toEqual([['services/b/image', 'a']]);
    expect(workloads.map(({ kind, name, containers }) => [kind, name, containers[0]?.image?.name])).toEqual([
      ['ComposeService', 'b', 'a'],
      ['ComposeService', 'c', 'a'],
      ['ComposeService', 'd', 'a'],
    ]);
  });
});

describe('scripts', () => {
  const wordsIn = (text: string) =>
    read(text).scripts.flatMap(({ commands }) => commands.map(({ words }) => words.map(({ value }) => value)));

  test.each<[string, readonly string[], readonly (readonly string[])[]]>([
    ['a list', ['command: [nginx, "-g", "daemon off;"]'], [['nginx', '-g', 'daemon off;']]],
    ['a string', ['command: nginx -g "daemon off;" a\\ b \'c "d"\''], [['nginx', '-g', 'daemon off;', 'a b', 'c "d"']]],
    ['a string with operators', ['command: npm install && npm start'], [['npm', 'install']]],
    ['a string with a substitution', ['command: echo $$(date -u) `id -u`'], [['echo', '$(date -u)', '`id -u`']]],
    ['a string that Compose refuses', ['command: (npm start)'], []],
    ['an open quote', ['command: sh -c "npm start'], []],
    [
      'a shell',
      ['command: sh -c "npm install && exec npm start"'],
      [
        ['sh', '-c', 'npm install && exec npm start'],
        ['npm', 'install'],
        ['npm', 'start'],
      ],
    ],
    [
      'folded lines',
      ['command: >', '  sh -c "apk add', '  curl"'],
      [
        ['sh', '-c', 'apk add curl'],
        ['apk', 'add', 'curl'],
      ],
    ],
    [
      'both',
      ['entrypoint: [sh, -c]', 'command: ["npm ci"]'],
      [
        ['sh', '-c', 'npm ci'],
        ['npm', 'ci'],
      ],
    ],
    ['an entrypoint that is taken away', ['entrypoint: ""', 'command: npm ci'], [['npm', 'ci']]],
    ['an empty command', ['command: []'], []],
    ['a list with something else in it', ['command: [a, {b: c}]'], []],
    ['variables', ['command: run ${A:-b c} $$HOME ${D}'], [['run', 'b', 'c', '$HOME', UNKNOWN]]],
    [
      'hooks',
      ['post_start: [{command: a b}]', 'pre_stop: [{command: [c, d]}]'],
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a check', ['healthcheck: {test: [CMD, curl, "-f", localhost]}'], [['curl', '-f', 'localhost']]],
    ['a check by a shell', ['healthcheck: {test: [CMD-SHELL, "a || b"]}'], [['a'], ['b']]],
    ['a check as a string', ['healthcheck:', '  test: a || b'], [['a'], ['b']]],
    ['no check', ['healthcheck: {test: [NONE]}'], []],
    ['a check that is switched off', ['healthcheck: {disable: true}'], []],
  ])('%s', (_, lines, expected) => {
    expect(wordsIn(serviceWith(...lines))).toEqual(expected);
  });

  it('map to the words of the file through quotes, escapes and line ends', () => {
    const text = serviceWith('command: "sh -c \\"apt-get  update && apt-get install -y ${P:-curl}\\""').replaceAll(
      '\n',
      '\r\n',
    );
    const commands = read(text).scripts[0]!.commands;
    expect(commands.slice(1).map(({ span }) => at(text, span))).toEqual([
      'apt-get  update',
      'apt-get install -y ${P:-curl',
    ]);
    expect(commands[2]!.words.map(({ span }) => at(text, span))).toEqual(['apt-get', 'install', '-y', 'curl']);
  });

  it('of several services are one where an anchor holds all of them', () => {
    const text = `x: &x
  entrypoint: [sh, -c]
  healthcheck: {test: check}
services:
  a: {<<: *x, command: [a]}
  b: {<<: *x, command: [b]}
  c: &c {command: c}
  d: *c
`;
    expect(read(text).scripts.map(({ path, commands }) => [path, commands.map(({ name }) => name)])).toEqual([
      ['services/a/entrypoint', ['sh', 'a']],
      ['services/a/healthcheck', ['check']],
      ['services/b/entrypoint', ['sh', 'b']],
      ['services/c/command', ['c']],
    ]);
  });

  it('have phases and paths', () => {
    const text = serviceWith('command: a', 'healthcheck: {test: b}', 'post_start: [{command: c}]');
    expect(read(text).scripts.map(({ phase, path, span }) => [phase, path, at(text, span)])).toEqual([
      ['boot', 'services/web/command', 'a'],
      ['boot', 'services/web/post_start[0]', 'c'],
      ['probe', 'services/web/healthcheck', 'b'],
    ]);
  });

  it('can be taken out, but for the main process', () => {
    const text = serviceWith('command: a', 'healthcheck:', '  test: b', 'post_start: [{command: c}, {command: d}]');
    const results = read(text).scripts.map(({ removal }) => removal && applyEdits(text, removal));
    expect(results).toEqual([
      undefined,
      serviceWith('command: a', 'healthcheck:', '  test: b', 'post_start: [{command: d}]'),
      serviceWith('command: a', 'healthcheck:', '  test: b', 'post_start: [{command: c}]'),
      serviceWith('command: a', 'post_start: [{command: c}, {command: d}]'),
    ]);
  });
});

describe('ports', () => {
  test.each<[string, readonly [number, string][]]>([
    ['80', [[80, '80']]],
    ['"80"', [[80, '80']]],
    [
      '8080:80',
      [
        [80, '80'],
        [8080, '8080'],
      ],
    ],
    ['80:80/tcp', [[80, '80']]],
    [
      '127.0.0.1:2222:22',
      [
        [22, '22'],
        [2222, '2222'],
      ],
    ],
    [
      '"[::1]:2222:22"',
      [
        [22, '22'],
        [2222, '2222'],
      ],
    ],
    ['127.0.0.1::22/udp', [[22, '22']]],
    [
      '21-22:8021-8022',
      [
        [8021, '8021-8022'],
        [8022, '8021-8022'],
        [21, '21-22'],
        [22, '21-22'],
      ],
    ],
    [
      '"${P:-2222}:22"',
      [
        [22, '22'],
        [2222, '2222'],
      ],
    ],
    ['"${P}:22"', [[22, '22']]],
    ['"22:${P}"', [[22, '22']]],
    ['"${P}"', []],
    ['1000-9000:1000-9000', []],
    ['x', []],
    [
      '{target: 22, published: "2222"}',
      [
        [22, '22'],
        [2222, '2222'],
      ],
    ],
    ['{target: 22, published: 22, mode: host}', [[22, '22']]],
    ['{published: 22}', [[22, '22']]],
  ])('%s', (port, expected) => {
    const text = serviceWith('ports:', `  - ${port}`);
    const { ports } = read(text);
    expect(ports.map((one) => [one.port, at(text, one.span)])).toEqual(expected);
    for (const one of ports) expect(one).toMatchObject({ usage: 'published', path: `services/web/ports[${one.port}]` });
  });

  it('are exposed too', () => {
    const text = serviceWith('expose: [80, "22/tcp", 8000-8001]');
    expect(read(text).ports.map(({ usage, port }) => [usage, port])).toEqual([
      ['expose', 80],
      ['expose', 22],
      ['expose', 8000],
      ['expose', 8001],
    ]);
  });

  it('go with their entry, and the list with its last one', () => {
    const text = serviceWith('image: a:1', 'ports:', '  - "22:22" # for us', 'expose: [80, 22]');
    const results = read(text).ports.map(({ removal }) => removal && applyEdits(text, removal));
    expect(results).toEqual([
      serviceWith('image: a:1', 'expose: [80, 22]'),
      serviceWith('image: a:1', 'ports:', '  - "22:22" # for us', 'expose: [22]'),
      serviceWith('image: a:1', 'ports:', '  - "22:22" # for us', 'expose: [80]'),
    ]);
  });

  test.each([
    ['of a range stay', serviceWith('image: a:1', 'ports: ["22-23:22-23"]')],
    ['of an anchor stay', 'x: &x\n  image: a:1\n  ports: [22]\nservices:\n  a:\n    <<: *x\n'],
    ['of a service that is nothing else stay', serviceWith('ports: [22]')],
  ])('%s', (_, text) => {
    for (const { removal } of read(text).ports) expect(removal).toBeUndefined();
    expect(read(text).ports).not.toEqual([]);
  });
});

describe('mounts', () => {
  const host = (path: string) => ({ kind: 'host-path', path });
  const claim = (name: string | undefined) => ({ kind: 'claim', claim: name });
  test.each<[string, object, string | undefined, boolean, string]>([
    ['/a:/b', host('/a'), '/b', false, '/a'],
    ['./a:/b:ro', host('./a'), '/b', true, './a'],
    ['~/a:/b:z,ro', host('~/a'), '/b', true, '~/a'],
    ['.:/b:rw', host('.'), '/b', false, '.'],
    ['C:\\a:/b', host('C:\\a'), '/b', false, 'C:\\a'],
    ['data:/b', claim('data'), '/b', false, 'data'],
    ['/b', { kind: 'empty-dir' }, '/b', false, '/b'],
    ['"${D:-/a}:/b"', host('/a'), '/b', false, '/a'],
    ['${D}/a:/b', host(`${UNKNOWN}/a`), '/b', false, '${D}/a'],
    ['${D}:/b', { kind: 'other' }, '/b', false, '${D}'],
    ['d-${D}:/b', claim(undefined), '/b', false, 'd-${D}'],
    ['${D}', { kind: 'other' }, undefined, false, '${D}'],
    ['{type: bind, source: ./a, target: /b, read_only: true}', host('./a'), '/b', true, './a'],
    ['{type: volume, source: data, target: /b}', claim('data'), '/b', false, 'data'],
    ['{type: volume, target: /b}', { kind: 'empty-dir' }, '/b', false, '/b'],
    ['{type: tmpfs, target: /b}', { kind: 'empty-dir' }, '/b', false, '/b'],
    [
      '{type: npipe, source: "\\\\\\\\.\\\\pipe\\\\x", target: b}',
      host('\\\\.\\pipe\\x'),
      'b',
      false,
      '\\\\\\\\.\\\\pipe\\\\x',
    ],
    ['{type: cluster, source: a, target: /b}', { kind: 'other' }, '/b', false, 'a'],
  ])('%s', (volume, source, target, isReadOnly, place) => {
    const text = serviceWith('volumes:', `  - ${volume}`);
    const [mount] = read(text).mounts;
    expect(mount).toMatchObject({ source, target, isReadOnly });
    expect(at(text, mount!.span)).toBe(place);
    expect(mount!.path).toBe(target === undefined ? 'services/web/volumes' : `services/web/volumes[${target}]`);
  });

  it('are in `tmpfs` and behind `use_api_socket` too', () => {
    const text = serviceWith('tmpfs: /run', 'use_api_socket: true');
    expect(read(text).mounts).toMatchObject([
      { source: { kind: 'empty-dir' }, target: '/run', path: 'services/web/tmpfs[/run]' },
      { source: host('/var/run/docker.sock'), target: '/var/run/docker.sock' },
    ]);
    expect(read(serviceWith('tmpfs:', '  - /run:size=1m', '  - /tmp')).mounts.map(({ target }) => target)).toEqual([
      '/run',
      '/tmp',
    ]);
    expect(read(serviceWith('use_api_socket: false')).mounts).toEqual([]);
  });

  it('go with their entry', () => {
    const text = serviceWith(
      'image: a:1',
      'volumes:',
      '  - a:/a',
      '  - type: bind',
      '    source: /b',
      '    target: /b',
    );
    expect(read(text).mounts.map(({ removal }) => removal && applyEdits(text, removal))).toEqual([
      serviceWith('image: a:1', 'volumes:', '  - type: bind', '    source: /b', '    target: /b'),
      serviceWith('image: a:1', 'volumes:', '  - a:/a'),
    ]);
  });
});
