import { expect, it, test } from 'vitest';
import { compose } from '../../../languages/compose/language.ts';
import { at, read, serviceWith } from './read.ts';

const start = { path: 'shop/scripts/start.sh', text: '#!/bin/sh\r\napk add curl && exec serve\r\n' };
const lines = (command: string, volume = './scripts:/scripts') => [
  'image: a',
  `command: ${command}`,
  'working_dir: /app',
  `volumes: ["${volume}"]`,
];

test.each<[string, readonly string[], string]>([
  ['a program', lines('/scripts/start.sh --now'), '/scripts/start.sh'],
  ['a shell', lines('[bash, -e, /scripts/start.sh]'), '/scripts/start.sh'],
  ['a shell in a shell', lines('sh -c ". /scripts/start.sh; run"'), '/scripts/start.sh'],
  ['a mounted file', lines('/go', './scripts/start.sh:/go:ro'), '/go'],
  ['a path from the working folder', lines('./start.sh', './scripts:/app'), './start.sh'],
  ['the folder of the file', lines('/app/scripts/start.sh', '.:/app/'), '/app/scripts/start.sh'],
  [
    'an entrypoint',
    ['image: a', 'entrypoint: /s/start.sh', 'volumes: [{type: bind, source: ./scripts, target: /s}]'],
    '/s/start.sh',
  ],
  ['a check', ['image: a', 'healthcheck: {test: /s/start.sh}', 'volumes: ["./scripts:/s"]'], '/s/start.sh'],
])('a script of another file is run by %s', (_, service, place) => {
  const text = serviceWith(...service);
  const script = read(text, [], [start]).scripts.find(({ path }) => path.endsWith('[start.sh]'))!;
  expect(at(text, script.span)).toBe(place);
  expect(script.commands.map(({ name, span, removal }) => [name, at(text, span), removal])).toEqual([
    ['apk', place, undefined],
    ['serve', place, undefined],
  ]);
  const [origin] = script.commands[0]!.origins!;
  expect([origin!.file, at(start.text, origin!.span)]).toEqual([start.path, 'apk add curl']);
  const paths = compose.references!(compose.parse({ path: 'shop/compose.yaml', text })).map((one) => one.path);
  expect(paths).toContain(start.path);
});

test.each<[string, readonly string[]]>([
  ['another path', lines('/other/start.sh')],
  ['a folder of the machine', lines('/scripts/start.sh', '/scripts:/scripts')],
  ['a volume', lines('/scripts/start.sh', 'scripts:/scripts')],
  ['a folder that is mounted over it', ['image: a', 'command: /a/b/start.sh', 'volumes: [".:/a", "./x:/a/b"]']],
  ['an argument', lines('run /scripts/start.sh')],
  ['a path out of the workspace', lines('/scripts/start.sh', '../../../x:/scripts')],
])('a script is not run from %s', (_, service) => {
  const python = { path: 'shop/x/start.sh', text: '#!/usr/bin/env python3\n' };
  expect(read(serviceWith(...service), [], [start, python]).scripts.map(({ path }) => path)).toEqual([
    'services/web/command',
  ]);
});

it('is run from a config, where it stands', () => {
  const text = `services:
  web:
    image: a
    command: sh /go.sh
    configs:
      - source: go
        target: /go.sh
  job:
    image: a
    command: /go
    configs: [go]
configs:
  go:
    content: |
      #!/bin/sh
      apt-get update
      exec run \${X:-y} $$HOME
`;
  const { scripts } = read(text);
  expect(scripts.map(({ path }) => path)).toEqual([
    'services/web/command',
    'configs/go/content',
    'services/job/command',
  ]);
  const [update, run] = scripts[1]!.commands;
  expect(at(text, update!.span)).toBe('apt-get update');
  expect(run!.words.map(({ value }) => value)).toEqual(['run', 'y', '\uE000']);
});

it('is run from the file of a config', () => {
  const text = `${serviceWith('image: a', 'command: /go', 'configs: [go]')}configs: {go: {file: scripts/start.sh}}\n`;
  expect(read(text, [], [start]).scripts.flatMap(({ commands }) => commands.map(({ name }) => name))).toEqual([
    'go',
    'apk',
    'serve',
  ]);
});
