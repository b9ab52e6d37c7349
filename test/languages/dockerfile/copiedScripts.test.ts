import { expect, it, test } from 'vitest';
import type { SourceFile } from '../../../core/document.ts';
import { createProject } from '../../../core/project.ts';
import { compose } from '../../../languages/compose/language.ts';
import type { DockerfileFile } from '../../../languages/dockerfile/document.ts';
import { dockerfile } from '../../../languages/dockerfile/language.ts';

const start = { path: 'shop/web/start.sh', text: '#!/bin/sh -e\r\napk add curl && exec serve\r\n' };

const parse = (text: string, path = 'shop/web/Dockerfile') => dockerfile.parse({ path, text }) as DockerfileFile;

/** Those of a Dockerfile's scripts that stand in other files, which it has to refer to: place, phase, file. */
function scriptsElsewhere(text: string, texts: readonly SourceFile[] = [start], others: readonly SourceFile[] = []) {
  const file = parse(text);
  const references = new Set(dockerfile.references!(file).flatMap((one) => (one.kind === 'file' ? one.path : [])));
  const seen = texts.filter(({ path }) => references.has(path));
  const project = createProject([file, ...others.map((other) => compose.parse(other))], seen);
  return dockerfile.toDocument(file, project).scripts.flatMap(({ path, phase, commands, span }) => {
    const [origin] = commands[0]?.origins ?? [];
    return origin ? [`${path} ${phase} ${text.slice(span.start, span.end)} ${origin.file}`] : [];
  });
}

it('tells the commands of a copied script where it is run, with their places in the script', () => {
  const text = 'FROM a\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n';
  const file = parse(text);
  const { scripts } = dockerfile.toDocument(file, createProject([file], [start]));
  expect(scripts.map(({ path, phase, removal }) => [path, phase, removal !== undefined])).toEqual([
    ['stage:0/ENTRYPOINT', 'boot', true],
    ['stage:0/ENTRYPOINT[start.sh]', 'boot', false],
  ]);
  expect(
    scripts[1]!.commands.map(({ name, span, origins, removal }) => [
      name,
      text.slice(span.start, span.end),
      origins!.map((origin) => [origin.file, origin.name, start.text.slice(origin.span.start, origin.span.end)]),
      removal,
    ]),
  ).toEqual([
    ['apk', '/start.sh', [[start.path, start.path, 'apk add curl']], undefined],
    ['serve', '/start.sh', [[start.path, start.path, 'exec serve']], undefined],
  ]);
});

const boot = (word: string, place = 'CMD', stage = '0') =>
  `stage:${stage}/${place}[start.sh] boot ${word} ${start.path}`;
const build = (word: string, index = 0) => `stage:0/RUN[${index}][start.sh] build ${word} ${start.path}`;

test.each<[what: string, instructions: string, expected: string]>([
  ['a list', 'COPY start.sh /x/\nCMD ["/x/start.sh", "--now"]', boot('/x/start.sh')],
  ['a list that starts a shell', 'COPY start.sh /x\nCMD ["bash", "-e", "/x"]', boot('/x')],
  ['a line of shell', 'COPY start.sh /\nCMD cd /tmp && exec /start.sh', boot('/start.sh')],
  ['a wrapper', 'COPY start.sh /\nENTRYPOINT ["tini", "-g", "--", "/start.sh"]', boot('/start.sh', 'ENTRYPOINT')],
  ['a check', 'COPY start.sh /\nHEALTHCHECK CMD /start.sh', boot('/start.sh', 'HEALTHCHECK').replace('boot', 'probe')],
  ['a build', 'COPY start.sh /tmp/\nRUN /tmp/start.sh && rm /tmp/start.sh', build('/tmp/start.sh')],
  ['a shell in a build', 'COPY start.sh /tmp\nRUN sh /tmp/start.sh', build('/tmp/start.sh')],
  ['the shell of a build', 'COPY start.sh /tmp/x.sh\nRUN . /tmp/x.sh', build('/tmp/x.sh')],
  ['a list in a build', 'COPY start.sh /tmp/x\nRUN ["/tmp/x"]', build('/tmp/x')],
  ['the search path', 'COPY start.sh /usr/local/bin/\nCMD ["start.sh"]', boot('start.sh')],
  ['a search path of its own', 'ENV PATH=/x:$PATH\nCOPY start.sh /x/go\nCMD ["go"]', boot('go')],
  ['a folder on the search path', 'COPY . /usr/bin\nCMD ["start.sh"]', boot('start.sh')],
  [
    'the working folder',
    'WORKDIR /app\nWORKDIR bin\nCOPY start.sh .\nCMD ["/app/bin/start.sh"]',
    boot('/app/bin/start.sh'),
  ],
  ['the working folder of the base image', 'COPY start.sh ./\nCMD ["./start.sh"]', boot('./start.sh')],
  ['a folder that a command goes to', 'COPY start.sh /x/\nRUN cd /x && ./start.sh', build('./start.sh')],
  ['the whole context', 'COPY . /app\nCMD ["/app/start.sh"]', boot('/app/start.sh')],
  ['a list of sources', 'COPY ["a b", "start.sh", "/x"]\nCMD ["/x/start.sh"]', boot('/x/start.sh')],
  ['a pattern', 'COPY *.sh /x/\nCMD ["/x/start.sh"]', boot('/x/start.sh')],
  ['ADD', 'ADD --chmod=755 ./start.sh /x\nCMD ["/x"]', boot('/x')],
  ['variables', 'ARG D=/x\nENV N=start.sh\nCOPY $N $D/\nRUN $D/$N', build('$D/$N')],
  ['a mount', 'RUN --mount=type=bind,source=start.sh,target=/x /x', build('/x')],
  ['a mount of the context', 'RUN --mount=target=/x /x/start.sh', build('/x/start.sh')],
  ['a stage on top', 'COPY start.sh /\nFROM 0 AS b\nCMD ["/start.sh"]', boot('/start.sh', 'CMD', 'b')],
  ['a base of nothing', 'FROM scratch AS b\nCOPY start.sh .\nCMD ["/start.sh"]', boot('/start.sh', 'CMD', 'b')],
  ['the first of several', 'COPY start.sh /\nRUN /start.sh a\nRUN /start.sh b', build('/start.sh')],
])('follows a script that is run by %s', (_, instructions, expected) => {
  const text = `FROM a AS 0\n${instructions}\n`.replace('AS 0\nFROM scratch', 'AS a\nFROM scratch');
  expect(scriptsElsewhere(text)).toEqual([expected]);
});

test.each<[what: string, instructions: string]>([
  ['that is an argument', 'COPY start.sh /\nCMD ["run", "/start.sh"]'],
  ['that is copied later', 'RUN /start.sh\nCOPY start.sh /'],
  ['of another stage', 'COPY start.sh /\nFROM b\nCMD ["/start.sh"]'],
  ['from another stage', 'COPY start.sh /x.sh\nCOPY --from=b /x.sh /x.sh\nCMD ["/x.sh"]'],
  ['of the Dockerfile', 'COPY start.sh /x.sh\nCOPY <<EOF /x.sh\na\nEOF\nCMD ["/x.sh"]'],
  ['from an address', 'COPY start.sh /x.sh\nADD https://example.com/start.sh /x.sh\nCMD ["/x.sh"]'],
  ['from a mount of an image', 'COPY start.sh /x\nRUN --mount=from=b,target=/x /x'],
  ['that was mounted before', 'RUN --mount=source=start.sh,target=/x true\nRUN /x'],
  ['in a folder that is not known', 'ARG D\nCOPY start.sh $D/\nWORKDIR $D\nCMD ["./start.sh"]'],
  ['in a folder that only the base image knows', 'COPY start.sh .\nCMD ["/opt/start.sh"]'],
  ['after a way that is not known', 'COPY start.sh /x/\nWORKDIR /x\nRUN cd "$(mktemp -d)" && ./start.sh'],
  ['out of the context', 'COPY ../start.sh /x/\nCMD ["/x/start.sh"]'],
  ['with its folders', 'COPY --parents start.sh /x/\nCMD ["/x/start.sh"]'],
  ['of another name', 'COPY start.sh /x/\nCMD ["/x/stop.sh"]'],
  ['that is not on the search path', 'COPY start.sh /x/\nCMD ["start.sh"]'],
])('follows no script %s', (_, instructions) => {
  expect(scriptsElsewhere(`FROM a\n${instructions}\n`)).toEqual([]);
});

test.each<[what: string, text: string, isScript: boolean]>([
  ['a program for another interpreter', '#!/usr/bin/env python3\nimport os\n', false],
  ['what says nothing', 'apk add curl\n', false],
  ['a generated one', `#!/bin/sh\n${'true\n'.repeat(30_000)}`, false],
  ['a script', '#!/usr/bin/env bash\napk add curl\n', true],
])('of what is run by its name, %s', (_, text, isScript) => {
  const found = scriptsElsewhere('FROM a\nCOPY go /\nCMD ["/go"]\n', [{ path: 'shop/web/go', text }]);
  expect(found).toEqual(isScript ? ['stage:0/CMD[go] boot /go shop/web/go'] : []);
});

it('reads what a shell is told to run, whatever its name', () => {
  const go = { path: 'shop/web/go', text: 'apk add curl\n' };
  expect(scriptsElsewhere('FROM a\nCOPY go /\nCMD ["sh", "/go"]\n', [go])).toEqual([
    'stage:0/CMD[go] boot /go shop/web/go',
  ]);
});

const inRoot = { ...start, path: 'start.sh' };
const inShop = { ...start, path: 'shop/start.sh' };
const service = (build: string) => ({ path: 'compose.yaml', text: `services: {web: {build: ${build}}}\n` });

test.each<[what: string, texts: readonly SourceFile[], compose: readonly SourceFile[], expected: string | undefined]>([
  ['its own folder', [inRoot, start], [], start.path],
  ['the one folder above that has the file', [inRoot], [], inRoot.path],
  ['none, when several above have it', [inRoot, inShop], [], undefined],
  ['what Compose says', [inRoot, inShop, start], [service('{context: shop, dockerfile: web/Dockerfile}')], inShop.path],
  [
    'none, when what Compose says does not have it',
    [start],
    [service('{context: ., dockerfile: shop/web/Dockerfile}')],
    undefined,
  ],
  ['another than what Compose says of another', [start], [service('shop')], start.path],
])('takes for the context %s', (_, texts, others, expected) => {
  const found = scriptsElsewhere('FROM a\nCOPY start.sh /\nCMD ["/start.sh"]\n', texts, others);
  expect(found).toEqual(expected === undefined ? [] : [`stage:0/CMD[start.sh] boot /start.sh ${expected}`]);
});

it('refers to what it may run and to who may build it, and to nothing when it copies nothing', () => {
  const paths = (text: string) => dockerfile.references!(parse(text)).map(({ kind, path }) => `${kind} ${path}`);
  const plain = paths('FROM a\nRUN sh /tmp/start.sh\n');
  const added = paths('FROM a\nCOPY start.sh /tmp/\nRUN sh /tmp/start.sh\n').filter((one) => !plain.includes(one));
  expect(added).toEqual([
    ...['folder shop/web', 'file shop/web/start.sh', 'file shop/web/start.sh/start.sh'],
    ...['folder shop', 'file shop/start.sh', 'file shop/start.sh/start.sh'],
    ...['folder ', 'file start.sh', 'file start.sh/start.sh'],
  ]);
  expect(plain.filter((one) => /start\.sh|^folder (?!.*\.github)/.test(one))).toEqual([]);
});

it('reads a script again only when it has changed', () => {
  const text = 'FROM a\nCOPY start.sh /\nCMD ["/start.sh"]\n';
  const commandsOf = (file: DockerfileFile, script: SourceFile) =>
    dockerfile.toDocument(file, createProject([file], [script])).scripts[1]!.commands;
  const before = parse(text);
  commandsOf(before, start);
  const after = dockerfile.parse({ path: before.path, text: `${text}USER b\n` }, before) as DockerfileFile;
  commandsOf(after, start);
  expect(after.commands.knownFiles.get(start.text)).toBe(before.commands.knownFiles.get(start.text));
  expect(commandsOf(after, { ...start, text: '#!/bin/sh\nother\n' }).map(({ name }) => name)).toEqual(['other']);
});
