import { describe, expect, it } from 'vitest';
import { configurationJsonSchema } from '../../core/configSchema.ts';
import type { Configuration } from '../../core/configuration.ts';
import { parseConfiguration } from '../../core/parseConfiguration.ts';
import { lineStartsOf, positionAt } from '../../core/text.ts';
import { run } from '../cli/harness.ts';

const rules = [
  { id: 'pinned/image-latest', title: 'Image without a version' },
  { id: 'pinned/pipe-to-shell', title: 'Download into a shell' },
  { id: 'sealed/ssh-server', title: 'SSH server' },
] as const;

const valid: readonly {
  readonly name: string;
  readonly file?: string;
  readonly text: string;
  readonly expected: Partial<Configuration>;
}[] = [
  { name: 'nothing', text: '', expected: { levels: {}, ignore: [], maxFileSize: 5 * 1024 * 1024 } },
  { name: 'a comment alone', text: '# later\n', expected: { levels: {} } },
  {
    name: 'a level',
    text: 'rules:\n  sealed/ssh-server: info\n',
    expected: { levels: { 'sealed/ssh-server': 'info' } },
  },
  {
    name: 'the narrower pattern counts, wherever it stands',
    text: 'rules: { pinned/pipe-to-shell: info, pinned/*: warning, "*": off }',
    expected: {
      levels: { 'pinned/image-latest': 'warning', 'pinned/pipe-to-shell': 'info', 'sealed/ssh-server': 'off' },
    },
  },
  { name: 'a size in bytes', text: 'files: { maxSize: 100 }', expected: { maxFileSize: 100 } },
  { name: 'a size with a unit', text: 'files: { maxSize: 1.5MB }', expected: { maxFileSize: 1.5 * 1024 * 1024 } },
  { name: 'globs', text: 'files:\n  ignore: ["vendor/**", "!a"]\n', expected: { ignore: ['vendor/**', '!a'] } },
  {
    name: 'JSON with comments, tabs and a trailing comma',
    file: 'fixity.jsonc',
    text: '{\n\t"$schema": "https://example.com/a//b.json", // where\n\t/* what\n\tfollows */ "files": { "ignore": ["a/*", "b/*"], },\n}\n',
    expected: { ignore: ['a/*', 'b/*'] },
  },
];

const invalid: readonly {
  readonly name: string;
  readonly file?: string;
  readonly text: string;
  readonly messages: readonly string[];
}[] = [
  {
    name: 'all that is wrong, in order',
    text: [
      'rules:',
      '  pinned/image-lates: error',
      '  sealed/ssh-server: eror',
      'file:',
      '  ignore: []',
      'files:',
      '  ignore: [1, a]',
      '  maxSize: 5 apples',
      '  ignored: []',
      '',
    ].join('\n'),
    messages: [
      '2:3: `pinned/image-lates` is not a rule; did you mean `pinned/image-latest`?',
      '3:22: `rules.sealed/ssh-server` must be one of `off`, `info`, `warning`, `error`, not `eror`; did you mean `error`?',
      '4:1: `file` is not a key; allowed are `rules`, `files`; did you mean `files`?',
      '7:12: `files.ignore.0` must be a glob in quotes, not `1`',
      '8:12: `files.maxSize` must be a number of bytes, or a size such as `5MB`, not `5 apples`',
      '9:3: `ignored` is not a key of `files`; allowed are `ignore`, `maxSize`; did you mean `ignore`?',
    ],
  },
  { name: 'a list', text: '- rules\n', messages: ['1:1: the configuration must be a map'] },
  { name: 'an empty map', text: 'rules:\n', messages: ['1:7: `rules` must be a map from rules to levels'] },
  {
    name: 'a rule far from all',
    text: 'rules: { DL3006: off }',
    messages: ['1:10: `DL3006` is not a rule; `fixity rules` lists all'],
  },
  {
    name: 'a wildcard of no principle',
    text: 'rules: { sealing/*: off }',
    messages: ['1:10: `sealing/*` is not a rule; did you mean `sealed/*`?'],
  },
  {
    name: 'a level as a boolean',
    text: 'rules: { "*": false }',
    messages: ['1:15: `rules.*` must be one of `off`, `info`, `warning`, `error`, not `false`'],
  },
  {
    name: 'a negative size',
    text: 'files: { maxSize: -1 }',
    messages: ['1:19: `files.maxSize` must be a number of bytes, or a size such as `5MB`, not `-1`'],
  },
  { name: 'a key twice', text: 'rules: {}\nrules: {}\n', messages: ['2:1: Map keys must be unique'] },
  {
    name: 'a value behind an alias',
    text: 'rules: { pinned/*: &level loud, sealed/*: *level }',
    messages: [
      '1:27: `rules.pinned/*` must be one of `off`, `info`, `warning`, `error`, not `loud`',
      '1:43: `rules.sealed/*` must be one of `off`, `info`, `warning`, `error`, not `loud`',
    ],
  },
  {
    name: 'JSON that ends too early',
    file: 'fixity.json',
    text: '{ "rules": {',
    messages: [expect.stringMatching(/^1:\d+: Flow map .*end with a }$/) as string],
  },
  {
    name: 'aliases that multiply',
    text: `a0: &a0 [x, x]\n${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `a${n}: &a${n} [*a${n - 1}, *a${n - 1}, *a${n - 1}]`).join('\n')}\n`,
    messages: [expect.stringContaining('cannot be read: Excessive alias count') as string],
  },
];

describe('a configuration file', () => {
  it.each(valid)('holds $name', ({ file = 'fixity.yaml', text, expected }) => {
    const parsed = parseConfiguration(file, text, rules);
    expect(parsed).toMatchObject({ kind: 'valid', configuration: { source: file, ...expected } });
    if (parsed.kind === 'valid' && expected.levels) expect(parsed.configuration.levels).toEqual(expected.levels);
  });

  it.each(invalid)('may not hold $name', ({ file = 'fixity.yaml', text, messages }) => {
    const parsed = parseConfiguration(file, text, rules);
    const lineStarts = lineStartsOf(text);
    const problems = parsed.kind === 'valid' ? [] : parsed.problems;
    expect(
      problems.map(({ span, message }) => {
        const { line, column } = positionAt(lineStarts, span.start);
        return `${line + 1}:${column + 1}: ${message}`;
      }),
    ).toEqual(messages);
  });

  it('has a JSON Schema that names every rule', () => {
    expect(configurationJsonSchema(rules)).toMatchObject({
      additionalProperties: false,
      properties: {
        rules: {
          additionalProperties: false,
          properties: {
            'sealed/ssh-server': { enum: ['off', 'info', 'warning', 'error'], description: 'SSH server' },
            'pinned/*': { description: 'All rules of pinned' },
          },
        },
      },
    });
  });
});

/** `RUN ssh` is a warning without a configuration. */
const applied: readonly {
  readonly name: string;
  readonly files: Record<string, string>;
  readonly args?: readonly string[];
  readonly stdout: string;
}[] = [
  {
    name: 'the nearest file counts, without any above it',
    files: {
      '.git/HEAD': '',
      'fixity.yaml': 'rules: { sealed/*: off, pinned/*: info }',
      'a/.fixity.yml': 'rules: { sealed/ssh: info }',
      'a/b/Dockerfile': 'RUN ssh :latest',
      'c/Dockerfile': 'RUN ssh :latest',
    },
    stdout: [
      'a/b/Dockerfile:1:5: info sealed/ssh: `ssh` is here; leave it out',
      'a/b/Dockerfile:1:9: error pinned/latest: `:latest` is here; leave it out',
      'c/Dockerfile:1:9: info pinned/latest: `:latest` is here; leave it out',
    ].join('\n'),
  },
  {
    name: 'a file above the repository is another world',
    files: { '/fixity.yaml': 'rules: { "*": off }', '.git/HEAD': '', Dockerfile: 'RUN ssh' },
    stdout: 'Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
  },
  {
    name: 'without a repository, the working directory is the end',
    files: { '/fixity.yaml': 'rules: { "*": off }', 'a/Dockerfile': 'RUN ssh' },
    stdout: 'a/Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
  },
  {
    name: 'the repository goes beyond the working directory',
    files: { '/.git/HEAD': '', '/fixity.json': '{"rules": {"sealed/*": "info"}}', Dockerfile: 'RUN ssh' },
    stdout: 'Dockerfile:1:5: info sealed/ssh: `ssh` is here; leave it out',
  },
  {
    name: '--config counts alone',
    args: ['--config', 'ci/strict.yaml'],
    files: {
      'ci/strict.yaml': 'rules: { sealed/*: error }',
      'fixity.yaml': 'rules: { sealed/*: off }',
      Dockerfile: 'RUN ssh',
    },
    stdout: 'Dockerfile:1:5: error sealed/ssh: `ssh` is here; leave it out',
  },
  {
    name: '--only goes before the file',
    args: ['--only', 'sealed/ssh'],
    files: { 'fixity.yaml': 'rules: { "*": off }', Dockerfile: 'RUN ssh' },
    stdout: 'Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
  },
  {
    name: 'files.ignore, also for a file that is named',
    args: ['a/Dockerfile', 'a/vendor/Dockerfile', 'vendor'],
    files: {
      'a/fixity.yaml': 'files: { ignore: [vendor/] }',
      'a/Dockerfile': 'RUN ssh',
      'a/vendor/Dockerfile': 'RUN ssh',
      'vendor/Dockerfile': 'RUN ssh',
    },
    stdout: [
      'a/Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
      'vendor/Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
    ].join('\n'),
  },
];

describe('which configuration applies', () => {
  it.each(applied)('$name', async ({ files, args = [], stdout }) => {
    const ran = await run({ args: ['check', '--format', 'concise', ...args], files });
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toBe(`${stdout}\n`);
  });
});

const refused: readonly {
  readonly name: string;
  readonly files: Record<string, string>;
  readonly args?: readonly string[];
  readonly stderr: string;
}[] = [
  {
    name: 'all errors of all files',
    files: { 'fixity.yaml': 'rule: {}\nfile: {}\n', 'a/fixity.yaml': 'rules: { x: off }', 'a/Dockerfile': '' },
    stderr: [
      'fixity.yaml:1:1: `rule` is not a key; allowed are `rules`, `files`; did you mean `rules`?',
      'fixity.yaml:2:1: `file` is not a key; allowed are `rules`, `files`; did you mean `files`?',
      'a/fixity.yaml:1:10: `x` is not a rule; `fixity rules` lists all',
    ].join('\n'),
  },
  {
    name: 'two in one folder',
    files: { 'fixity.yaml': '', '.fixity.json': '{}', Dockerfile: '' },
    stderr:
      '.fixity.json:1:1: a folder may have one configuration file, and this one has .fixity.json, fixity.yaml; remove all but one',
  },
  {
    name: '--config that is not there',
    args: ['--config', 'none.yaml'],
    files: { Dockerfile: '' },
    stderr:
      'none.yaml:1:1: `none.yaml` cannot be read: it does not exist, or is a link to nothing; restore it, or remove the link',
  },
];

describe('a wrong configuration', () => {
  it.each(refused)('$name', async ({ files, args = [], stderr }) => {
    expect(await run({ args: ['check', ...args], files })).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: `${stderr}\n`,
    });
  });
});
