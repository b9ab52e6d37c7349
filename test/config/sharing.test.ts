import { describe, expect, it } from 'vitest';
import type { MemoryFile } from '../../host/memory.ts';
import { run } from '../cli/harness.ts';
import { pullShown, startClient } from '../protocol/harness.ts';
import { rules } from './rules.ts';

interface Case {
  readonly name: string;
  /** Beside `Dockerfile`, which is always there. */
  readonly files: Readonly<Record<string, MemoryFile>>;
  /** What the rules say of files, a line each. */
  readonly found: Readonly<Record<string, readonly string[]>>;
}

const tag = (level: string, precision = 'minor', allow = '[]'): string =>
  `${level} pinned/image-tag: precision "${precision}", allow ${allow}`;
const ssh = (level: string, depth = 3, probes = false): string =>
  `${level} sealed/ssh-server: depth ${depth}, probes ${probes}`;

const acme = 'node_modules/@acme/fixity-config';

const cases: readonly Case[] = [
  { name: 'no file: the recommended preset', files: {}, found: { Dockerfile: [tag('warning'), ssh('error')] } },
  {
    name: 'the strict preset, with its options',
    files: { 'fixity.yaml': 'extends: fixity:strict' },
    found: { Dockerfile: [tag('error', 'patch'), ssh('error')] },
  },
  {
    name: 'the start preset, with its options and what it leaves out',
    files: { 'fixity.yaml': 'extends: fixity:start' },
    found: { Dockerfile: [tag('warning', 'minor', '["node"]')] },
  },
  {
    name: 'presets are whole: of two the later counts, options included',
    files: { 'fixity.yaml': 'extends: [fixity:start, fixity:strict]' },
    found: { Dockerfile: [tag('error', 'patch'), ssh('error')] },
  },
  {
    name: "a file's own words go before what it extends, and an option is set beside others",
    files: {
      'fixity.yaml':
        'extends: [fixity:strict]\nrules: { pinned/image-tag: { options: { allow: [a] } }, sealed/ssh-server: { level: info, options: { depth: 5 } } }',
    },
    found: { Dockerfile: [tag('error', 'patch', '["a"]'), ssh('info', 5)] },
  },
  {
    name: 'lists are replaced, not joined; maps are merged',
    files: {
      'fixity.yaml': 'extends: ./base.yaml\nrules: { pinned/image-tag: { options: { allow: [b] } } }',
      'base.yaml': 'rules: { pinned/image-tag: { level: info, options: { allow: [a], precision: patch } } }',
    },
    found: { Dockerfile: [tag('info', 'patch', '["b"]'), ssh('error')] },
  },
  {
    name: 'of files, the later counts, however wide its pattern is',
    files: {
      'fixity.yaml': 'extends: [./a.yaml, ./b/c.json]',
      'a.yaml': 'rules: { sealed/ssh-server: info, pinned/image-tag: info }',
      'b/c.json': '{ "rules": { "sealed/*": "warning" } }',
    },
    found: { Dockerfile: [tag('info'), ssh('warning')] },
  },
  {
    name: 'any depth, each relative to its own file',
    files: {
      'fixity.yaml': 'extends: [a/one.yaml]',
      'a/one.yaml': 'extends: [b/two.yaml]',
      'a/b/two.yaml': 'extends: [../../c/three.yml]',
      'c/three.yml': 'extends: [./four.jsonc]',
      'c/four.jsonc': '{ /* deep */ "rules": { "sealed/ssh-server": { "options": { "depth": 9 } } } }',
    },
    found: { Dockerfile: [tag('warning'), ssh('error', 9)] },
  },
  {
    name: 'a file that two others extend',
    files: {
      'fixity.yaml': 'extends: [./left.yaml, ./right.yaml]',
      'left.yaml': 'extends: ./base.yaml\nrules: { sealed/ssh-server: info, pinned/image-tag: error }',
      'right.yaml': 'extends: ./base.yaml',
      'base.yaml': 'rules: { sealed/ssh-server: warning }',
    },
    found: { Dockerfile: [tag('error'), ssh('warning')] },
  },
  {
    name: 'a hundred forks in a row',
    files: {
      'fixity.yaml': 'extends: [./0.yaml]',
      ...Object.fromEntries(
        Array.from({ length: 100 }, (_, n) => [
          `${n}.yaml`,
          `extends: [./${n + 1}.yaml, ./${n + 1}.yaml]\nfiles: { ignore: [x${n}] }\noverrides: [{ files: [x], rules: {} }]`,
        ]),
      ),
      '100.yaml': 'rules: { sealed/*: off }',
    },
    found: { Dockerfile: [tag('warning')] },
  },
  {
    name: "`//` is the root's file, and without it no other file counts",
    files: {
      '.git/HEAD': '',
      '.fixity.yml': 'rules: { sealed/*: info, pinned/*: info }',
      'a/fixity.yaml': 'extends: //\nrules: { pinned/*: error }',
      'a/Dockerfile': 'FROM a',
      'b/fixity.yaml': 'rules: { pinned/*: error }',
      'b/Dockerfile': 'FROM a',
    },
    found: {
      Dockerfile: [tag('info'), ssh('info')],
      'a/Dockerfile': [tag('error'), ssh('info')],
      'b/Dockerfile': [tag('error'), ssh('error')],
    },
  },
  {
    name: 'a package: its default file, a file in it, and what these extend',
    files: {
      'fixity.yaml': 'extends: [npm:@acme/fixity-config]',
      [`${acme}/package.json`]: '{ "exports": { ".": "./index.js" } }',
      [`${acme}/index.js`]: 'throw new Error("is never run")',
      [`${acme}/fixity.yaml`]: 'extends: [./levels/all.yaml, npm:other/more.yaml]',
      [`${acme}/levels/all.yaml`]: 'rules: { "*": info }',
      'node_modules/other/more.yaml': 'rules: { sealed/ssh-server: { options: { probes: true } } }',
    },
    found: { Dockerfile: [tag('info'), ssh('info', 3, true)] },
  },
  {
    name: 'a package is the nearest one, and what it depends on lies in it or next to where it really is',
    files: {
      '.git/HEAD': '',
      'a/fixity.yaml': 'extends: [npm:one, npm:two/x.yaml, npm:five]',
      'a/Dockerfile': 'FROM a',
      'node_modules/one/fixity.yaml': 'rules: { "*": off }',
      'a/node_modules/one/fixity.yaml': 'extends: npm:three\nrules: { pinned/*: error }',
      'a/node_modules/one/node_modules/three/fixity.yaml': 'rules: { sealed/*: info }',
      'node_modules/five': { link: '/store/five/1.0/node_modules/five' },
      '/store/five/1.0/node_modules/five/fixity.yaml': 'rules: { sealed/ssh-server: { options: { probes: true } } }',
      'node_modules/two': { link: '.pnpm/two@1/node_modules/two' },
      'node_modules/.pnpm/two@1/node_modules/two/x.yaml': 'extends: npm:four',
      'node_modules/.pnpm/two@1/node_modules/four/fixity.yaml':
        'rules: { sealed/ssh-server: { options: { depth: 4 } } }',
    },
    found: { Dockerfile: [tag('warning'), ssh('error')], 'a/Dockerfile': [tag('error'), ssh('info', 4, true)] },
  },
  {
    name: 'overrides: by glob, in order, each setting what it names',
    files: {
      'fixity.yaml': [
        'overrides:',
        '  - { files: [a/*, "!a/keep/"], reason: moves away, rules: { sealed/*: info } }',
        '  - { files: [/a/b/], rules: { sealed/ssh-server: { options: { depth: 7 } }, pinned/*: off } }',
        '  - { files: [d/], until: 2026-06-15, rules: { "*": off } }',
        'rules: { sealed/ssh-server: warning }',
      ].join('\n'),
      'a/Dockerfile': 'FROM a',
      'a/keep/Dockerfile': 'FROM a',
      'a/b/Dockerfile': 'FROM a',
      'c/a/b/Dockerfile': 'FROM a',
      'c/d/Dockerfile': 'FROM a',
    },
    found: {
      Dockerfile: [tag('warning'), ssh('warning')],
      'a/Dockerfile': [tag('warning'), ssh('info')],
      'a/keep/Dockerfile': [tag('warning'), ssh('warning')],
      'a/b/Dockerfile': [ssh('info', 7)],
      'c/a/b/Dockerfile': [tag('warning'), ssh('warning')],
      'c/d/Dockerfile': [],
    },
  },
  {
    name: "overrides of what is extended come before this file's, after its rules, and are relative to their own folder",
    files: {
      'fixity.yaml':
        'extends: [infra/base.yaml]\nrules: { sealed/*: warning }\noverrides: [{ files: [infra/x/], rules: { sealed/*: error } }]',
      'infra/base.yaml': 'overrides: [{ files: [x/, y/], rules: { sealed/*: info } }]',
      'infra/x/Dockerfile': 'FROM a',
      'infra/y/Dockerfile': 'FROM a',
      'x/Dockerfile': 'FROM a',
    },
    found: {
      'infra/x/Dockerfile': [tag('warning'), ssh('error')],
      'infra/y/Dockerfile': [tag('warning'), ssh('info')],
      'x/Dockerfile': [tag('warning'), ssh('warning')],
    },
  },
  {
    name: "a package's globs are relative to the folder of who extends it",
    files: {
      'fixity.yaml': 'extends: [npm:acme]\nfiles: { ignore: ["!old/kept"] }',
      'node_modules/acme/fixity.yaml': 'extends: ./sub/more.yaml\nfiles: { ignore: [old/*] }',
      'node_modules/acme/sub/more.yaml': 'overrides: [{ files: [/a/], rules: { "*": off } }]',
      'a/Dockerfile': 'FROM a',
      'old/b/Dockerfile': 'FROM a',
      'old/kept/Dockerfile': 'FROM a',
    },
    found: {
      Dockerfile: [tag('warning'), ssh('error')],
      'a/Dockerfile': [],
      'old/b/Dockerfile': [],
      'old/kept/Dockerfile': [tag('warning'), ssh('error')],
    },
  },
  {
    name: "`files.ignore` of an extended file is relative to that file's folder, wherever it is",
    files: {
      '.git/HEAD': '',
      'team/fixity.yaml': 'extends: [../shared/base.yaml, //]',
      'shared/base.yaml': 'files: { ignore: [a/], maxSize: 100 }',
      'fixity.yaml': 'files: { ignore: [/team/b/] }',
      'team/a/Dockerfile': 'FROM a',
      'team/b/Dockerfile': 'FROM a',
      'team/Dockerfile': `# ${'long '.repeat(20)}`,
    },
    found: {
      'team/a/Dockerfile': [tag('warning'), ssh('error')],
      'team/b/Dockerfile': [],
      'team/Dockerfile': [],
      Dockerfile: [tag('warning'), ssh('error')],
    },
  },
];

describe('a configuration', () => {
  it.each(cases)('$name', async ({ files, found }) => {
    const all = { Dockerfile: 'FROM a', ...files };
    const { stdout, stderr } = await run({ args: ['check', '--format', 'concise', '--quiet'], files: all, rules });
    expect(stderr).toBe('');
    const lines = stdout.split('\n').map((line) => line.split(':1:1: ') as [string, string]);
    for (const [file, expected] of Object.entries(found)) {
      expect([file, ...lines.filter(([name]) => name === file).map(([, text]) => text)]).toEqual([file, ...expected]);
    }
  });

  it.each(cases)('in the editor: $name', async ({ files, found }) => {
    const all: Readonly<Record<string, MemoryFile>> = { Dockerfile: 'FROM a', ...files };
    const paths = Object.fromEntries(
      Object.entries(all).map(([path, file]) => [path.startsWith('/') ? path : `/project/${path}`, file]),
    );
    const client = await startClient({ files: paths, rules });
    const severities = ['', 'error', 'warning', 'info'];
    for (const [file, expected] of Object.entries(found)) {
      client.open(`/project/${file}`, all[file] as string);
      const shown = (await pullShown(client, `/project/${file}`)).map((line) => {
        const [, severity, rule, text] = /^(\d) (\S+) (.*) @\S+$/.exec(line)!;
        return `${severities[Number(severity)]} ${rule}: ${text}`;
      });
      expect([file, ...shown]).toEqual([file, ...expected]);
    }
    await client.stop();
  });
});

describe('an override that is over', () => {
  const files = {
    Dockerfile: 'FROM a',
    'fixity.yaml': 'extends: ./base.yaml\n',
    'base.yaml': 'overrides:\n  - { files: ["*"], until: 2026-06-14, rules: { "*": off } }\n',
  };

  it('no longer applies, and the report says so', async () => {
    const { stdout, exitCode } = await run({ args: ['check', '--format', 'concise'], files, rules });
    expect(stdout.split('\n')).toEqual([
      `Dockerfile:1:1: ${tag('warning')}`,
      `Dockerfile:1:1: ${ssh('error')}`,
      'base.yaml:2:28: notice configuration: the override of `*` ended on 2026-06-14 and no longer applies; remove it, or give it a later day',
      '',
    ]);
    expect(exitCode).toBe(1);
  });

  it('is marked in the editor', async () => {
    const ended = files['base.yaml'].replace('2026-06-14', '2026-01-30');
    const client = await startClient({
      files: { '/project/fixity.yaml': files['fixity.yaml'], '/project/base.yaml': ended },
      rules,
    });
    client.open('/project/base.yaml', ended, 'yaml');
    expect(await pullShown(client, '/project/base.yaml')).toEqual([
      '2 configuration the override of `*` ended on 2026-01-30 and no longer applies; remove it, or give it a later day @1:27-1:37',
    ]);
    await client.stop();
  });
});
