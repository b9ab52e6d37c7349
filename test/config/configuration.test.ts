import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationJsonSchema } from '../../core/configSchema.ts';
import type { Configuration } from '../../core/configuration.ts';
import { parseConfiguration } from '../../core/parseConfiguration.ts';
import { toConfiguration } from '../../core/setting.ts';
import type { MemoryFile } from '../../host/memory.ts';
import { rules as realRules } from '../../rules/index.ts';
import { run } from '../cli/harness.ts';
import { rules as ownRules } from './rules.ts';

const rules = [
  { id: 'pinned/image-latest', title: 'Image without a version' },
  { id: 'pinned/pipe-to-shell', title: 'Download into a shell' },
  { id: 'sealed/ssh-server', title: 'SSH server' },
] as const;

const valid: readonly {
  readonly name: string;
  readonly file?: string;
  readonly text: string;
  readonly levels?: Configuration['levels'];
  readonly ignore?: readonly string[];
  readonly maxFileSize?: number;
}[] = [
  { name: 'nothing', text: '' },
  { name: 'a comment alone', text: '# later\n' },
  {
    name: 'a level',
    text: 'rules:\n  sealed/ssh-server: info\n',
    levels: { 'sealed/ssh-server': 'info' },
  },
  {
    name: 'the narrower pattern counts, wherever it stands',
    text: 'rules: { pinned/pipe-to-shell: info, pinned/*: warning, "*": off }',
    levels: { 'pinned/image-latest': 'warning', 'pinned/pipe-to-shell': 'info', 'sealed/ssh-server': 'off' },
  },
  { name: 'a size in bytes', text: 'files: { maxSize: 100 }', maxFileSize: 100 },
  { name: 'a size with a unit', text: 'files: { maxSize: 1.5MB }', maxFileSize: 1.5 * 1024 * 1024 },
  { name: 'globs', text: 'files:\n  ignore: ["vendor/**", "!a"]\n', ignore: ['vendor/**', '!a'] },
  {
    name: 'JSON with comments, tabs and a trailing comma',
    file: 'fixity.jsonc',
    text: '{\n\t"$schema": "https://example.com/a//b.json", // where\n\t/* what\n\tfollows */ "files": { "ignore": ["a/*", "b/*"], },\n}\n',
    ignore: ['a/*', 'b/*'],
  },
];

describe('a configuration file', () => {
  it.each(valid)('holds $name', ({ file: path = 'fixity.yaml', text, levels = {}, ignore = [], maxFileSize }) => {
    const { file, problems } = parseConfiguration(path, text, rules);
    expect(problems).toEqual([]);
    expect(toConfiguration(path, file.settings)).toEqual({
      source: path,
      levels,
      options: {},
      preset: 'recommended',
      maxFileSize: maxFileSize ?? 5 * 1024 * 1024,
    });
    expect(file.ignore.map(({ glob }) => glob)).toEqual(ignore);
  });

  it('is described by a valid example', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
    const { file, problems } = parseConfiguration('fixity.yaml', /^```yaml\n([^`]*)/m.exec(page)![1]!, realRules);
    expect(problems).toEqual([]);
    expect(file).toMatchObject({ overrides: [{ files: ['legacy/**'], until: { day: '2027-06-30' } }] });
    expect(file.extends).toHaveLength(3);
  });

  it('has a JSON Schema that names every rule and option', () => {
    const level = { enum: ['off', 'info', 'warning', 'error'] };
    const precision = { enum: ['minor', 'patch'], default: 'minor', description: 'How exact a tag has to be.' };
    expect(configurationJsonSchema(ownRules)).toMatchObject({
      additionalProperties: false,
      properties: {
        rules: {
          additionalProperties: false,
          properties: {
            'pinned/image-tag': {
              anyOf: [level, { properties: { level, options: { properties: { precision } } } }],
              description: 'A thing',
            },
            'pinned/*': { ...level, description: 'All rules of pinned' },
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
  readonly files: Record<string, MemoryFile>;
  readonly args?: readonly string[];
  readonly stderr: string;
}[] = [
  {
    name: 'all errors of all files',
    files: { 'fixity.yaml': 'rule: {}\nfile: {}\n', 'a/fixity.yaml': 'rules: { x: off }', 'a/Dockerfile': '' },
    stderr: [
      'fixity.yaml:1:1: `rule` is not a key; allowed are `extends`, `files`, `rules`, `overrides`; did you mean `rules`?',
      'fixity.yaml:2:1: `file` is not a key; allowed are `extends`, `files`, `rules`, `overrides`; did you mean `files`?',
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
    name: 'what two files extend, once',
    files: {
      'a/fixity.yaml': 'extends: ../base.yaml',
      'a/Dockerfile': '',
      'b/fixity.yaml': 'extends: ../base.yaml',
      'b/Dockerfile': '',
      'base.yaml': 'rule: {}',
    },
    stderr:
      'base.yaml:1:1: `rule` is not a key; allowed are `extends`, `files`, `rules`, `overrides`; did you mean `rules`?',
  },
  {
    name: 'links that lead out of the repository, or of a package',
    files: {
      '/etc/secret.yaml': 'password: 1',
      '.git/HEAD': '',
      'fixity.yaml': 'extends: [./link.yaml, linked/secret.yaml, npm:acme/link.yaml, npm:etc/secret.yaml]',
      'link.yaml': { link: '/etc/secret.yaml' },
      linked: { link: '/etc' },
      'node_modules/etc': { link: '/etc' },
      'node_modules/acme/link.yaml': { link: '../../fixity.yaml' },
      Dockerfile: '',
    },
    stderr: [
      'fixity.yaml:1:11: `./link.yaml` lies outside of the repository; only what lies in it can be extended',
      'fixity.yaml:1:24: `linked/secret.yaml` lies outside of the repository; only what lies in it can be extended',
      'fixity.yaml:1:44: `npm:acme/link.yaml` lies outside of the package; only what lies in it can be extended',
      'fixity.yaml:1:64: `etc` is a link out of the repository that leads to no installed package',
    ].join('\n'),
  },
  {
    name: 'a circle through a link',
    files: {
      'fixity.yaml': 'extends: ./around/fixity.yaml',
      around: { link: '.' },
      Dockerfile: '',
    },
    stderr:
      'fixity.yaml:1:10: `./around/fixity.yaml` leads back to where it came from: fixity.yaml > around/fixity.yaml',
  },
  {
    name: '`//` where the root has two files',
    files: {
      '.git/HEAD': '',
      'fixity.yaml': '',
      'fixity.json': '{}',
      'a/fixity.yaml': 'extends: //',
      'a/Dockerfile': '',
    },
    args: ['a'],
    stderr: 'a/fixity.yaml:1:10: `//` is not clear: the root has fixity.json, fixity.yaml',
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
