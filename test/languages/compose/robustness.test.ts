import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProject } from '../../../core/project.ts';
import { isCompose } from '../../../languages/compose/detect.ts';
import type { ComposeFile } from '../../../languages/compose/document.ts';
import { compose } from '../../../languages/compose/language.ts';
import { allOf } from '../commands.ts';
import { testRobustness, yamlFragments } from '../robustness.ts';
import { read } from './read.ts';

const stack = `# The shop
name: shop
include: [../db/compose.yaml]
x-web: &web
  image: "ghcr.io/acme/web:\${TAG:-latest}"
  restart: always
services:
  web:
    <<: *web
    extends: {file: common.yml, service: base}
    command: sh -c "apk add \\"curl\\" && exec serve --host \${HOST:-\${NAME:-db}}" # main
    ports:
      - "\${PORT:-8080}:80/tcp"
      - {target: 22, published: "2222"}
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock:ro
      - type: volume
        source: data
        target: /data
    healthcheck:
      test: ["CMD-SHELL", "curl -f localhost || exit 1"]
    deploy: {update_config: {order: stop-first}}
    build:
      dockerfile_inline: |
        FROM node:\${V:-22} AS base
        RUN apk add curl \\
          && echo $$HOME
        EXPOSE 22
  db:
    image: 'postgres:17'
    entrypoint: [sh, -c]
    command:
      - |
        set -e
        exec postgres -c x=$$Y
    tmpfs: /run
    privileged: false
    cap_add: [SYS_ADMIN]
    pid: host
    post_start:
      - command: ["chown", "-R", "\${U:-1}", /x]
volumes:
  data: {}
`;

testRobustness({
  what: 'stack',
  texts: [stack],
  fragments: [...yamlFragments, '*web', '<<: *web', '$', '${', '${X:-', '$$', '\\'],
  read: (text) => [read(text, [], [{ path: 'shop/.env', text }])],
  check: isCompose,
});

test('what is taken from an earlier text is what reading again gives', () => {
  const parse = (text: string, previous?: ComposeFile) =>
    compose.parse({ path: 'compose.yaml', text }, previous) as ComposeFile;
  const edit = fc.record({
    start: fc.nat(stack.length),
    length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
    text: fc.oneof(
      fc.constantFrom('', 'x', ' # x', '"', '\n', '\n  ', '\n    ', '---\n', ': ', '- ', '&a ', '*web', '|', '  ', '{'),
      fc.string({ maxLength: 3 }),
    ),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), (edits, isWindows) => {
      let file = parse(isWindows ? stack.replaceAll('\n', '\r\n') : stack);
      scriptsIn(file);
      for (const { start, length, text } of edits) {
        const edited = file.text.slice(0, start) + text + file.text.slice(start + length);
        file = parse(edited, file);
        const anew = parse(edited);
        expect(file.documents).toEqual(anew.documents);
        expect(scriptsIn(file)).toEqual(scriptsIn(anew));
      }
    }),
    { numRuns: 200 },
  );
});

function scriptsIn(file: ComposeFile) {
  const { scripts } = compose.toDocument(file, createProject([file], [{ path: '.env', text: 'HOST=a\n' }]));
  return scripts.map(({ path, span, commands, removal }) => {
    return { path, span, removal, commands: allOf(commands) };
  });
}

test('equal commands are read once, and have places of their own', () => {
  const text = 'services:\n  a:\n    command: sh -c "b $$C"\n  d:\n    command: sh -c "b $$C"\n';
  const places = scriptsIn(compose.parse({ path: 'compose.yaml', text }) as ComposeFile);
  expect(places.map(({ commands }) => commands.map(({ span }) => span.start))).toEqual([
    [text.indexOf('sh'), text.indexOf('b $')],
    [text.lastIndexOf('sh'), text.lastIndexOf('b $')],
  ]);
});

test('line ends of Windows change no fact', () => {
  const factsOf = (text: string) => {
    const { images, scripts, ports, mounts } = read(text);
    return {
      images: images.map(({ path, name, version }) => [path, name, version.kind]),
      words: scripts.flatMap(({ commands }) => commands.map(({ words }) => words.map(({ value }) => value))),
      ports: ports.map(({ path, port }) => [path, port]),
      mounts: mounts.map(({ path, source }) => [path, source]),
    };
  };
  expect(factsOf(stack.replaceAll('\n', '\r\n'))).toEqual(factsOf(stack));
});

/** One edit each, of the line that starts with the first text. */
const halfTyped: readonly (readonly [line: string, edited: string])[] = [
  ['name: shop', 'name: "shop'],
  ['name: shop', 'name'],
  ['name: shop', 'name:'],
  ['name: shop', 'name: ${'],
  ['name: shop', '  name: shop'],
  ['name: shop', '- name'],
  ['name: shop', '\tname: shop'],
  ['include:', 'include: ['],
  ['include:', 'include: [a'],
  ['  restart: always', '  restart: {'],
  ['  restart: always', '  restart'],
  ['  restart: always', '   restart: always'],
  ['    extends:', '    extends: {file: common.yml'],
  ['    extends:', '    extends: "'],
  ['    extends:', '    extends'],
  ['    extends:', "    extends: 'x"],
  ['    deploy:', '    deploy: {update_config: {order:'],
  ['    deploy:', '    deploy:'],
  ['    deploy:', '    deploy: ['],
  ['    deploy:', '   deploy: {}'],
  ['    tmpfs: /run', '    tmpfs: "/run'],
  ['    tmpfs: /run', '    tmpfs'],
  ['    tmpfs: /run', '    tmpfs: ['],
  ['    tmpfs: /run', '    - x'],
  ['      - "${PORT', '      - "${PORT'],
  ['      - "${PORT', '      - "80:80\n      - '],
  ['      - "${PORT', '      - [80'],
  ['      - "${PORT', '      - {target: 80'],
  ['      - "${PORT', '      -'],
  ['      - type: volume', '      - type'],
  ['      - type: volume', '      - type: "vol'],
  ['      - type: volume', '      - type: volume\n      -'],
  ['  db:', '  db:\n    '],
  ['  db:', '  cache\n  db:'],
  ['  db:', '  cache:\n  db:'],
  ['  db:', '  "cache\n  db:'],
  ['  db:', '  cache:\n    image\n  db:'],
  ['  db:', '  cache:\n    image: "\n  db:'],
  ['  db:', '  cache:\n    image: ${T\n  db:'],
  ['  db:', '  cache:\n    ports: [\n  db:'],
  ['  db:', '  cache: {image: x\n  db:'],
  ['  data: {}', '  data: {'],
  ['  data: {}', '  da'],
  ['  data: {}', '  data: "'],
];

test('what is fine in a half-typed file is still found', () => {
  const factsOf = (text: string) => {
    const { images, scripts, ports, mounts } = read(text);
    return [...images, ...scripts, ...ports, ...mounts].map(({ path }) => path).filter((path) => !/tmpfs/.test(path));
  };
  const expected = factsOf(stack);
  expect(expected).toHaveLength(14);
  const kept = halfTyped.map(([line, edited]) => {
    const text = stack.replace(`\n${line}`, `\n${edited}\0`).replace(/\0.*/, '');
    expect(text).not.toBe(stack);
    const facts = factsOf(text);
    return expected.filter((path) => facts.includes(path)).length / expected.length;
  });
  const share = kept.reduce((sum, one) => sum + one, 0) / kept.length;
  expect(share, kept.map((one, index) => `${one.toFixed(2)} ${halfTyped[index]![1]}`).join('\n')).toBeGreaterThan(0.9);
});
