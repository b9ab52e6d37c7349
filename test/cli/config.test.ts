import { describe, expect, it } from 'vitest';
import { rules } from '../config/rules.ts';
import { run } from './harness.ts';

const files = {
  '.git/HEAD': '',
  'a/fixity.yaml': [
    'extends: [fixity:strict, ../base.yaml]',
    'files: { ignore: [vendor/] }',
    'overrides:',
    '  - files: ["*.Dockerfile"]',
    '    rules:',
    '      sealed/ssh-server: { options: { probes: true } }',
    '',
  ].join('\n'),
  'base.yaml': 'files: { maxSize: 1KB }\nrules:\n  pinned/*: info\n',
};
const print = (...args: readonly string[]) => run({ args: ['config', 'print', ...args], files, rules });

describe('fixity config print', () => {
  it('is a configuration', async () => {
    expect((await print('a/web.Dockerfile')).stdout).toMatchInlineSnapshot(`
      "# a/web.Dockerfile, with a/fixity.yaml
      extends: "fixity:strict"
      files:
        ignore:
          - "vendor/"
        maxSize: 1024
      rules:
        pinned/image-tag:
          level: info
          options:
            precision: patch
            allow: []
        pinned/pipe-to-shell: info
        sealed/ssh-server:
          level: error
          options:
            depth: 3
            probes: true
      "
    `);
  });

  it('says where each value comes from', async () => {
    const { stdout } = await print('a/web.Dockerfile', '--origin', '--only', 'pinned/image-tag', '--skip', 'sealed/*');
    expect(stdout).toMatchInlineSnapshot(`
      "# a/web.Dockerfile, with a/fixity.yaml
      extends: "fixity:strict" # fixity:strict
      files:
        ignore:
          - "vendor/" # a/fixity.yaml:2
        maxSize: 1024 # base.yaml:1
      rules:
        pinned/image-tag:
          level: info # base.yaml:3
          options:
            precision: patch # fixity:strict
            allow: [] # fixity:strict
        pinned/pipe-to-shell: off # command line
        sealed/ssh-server:
          level: off # command line
          options:
            depth: 3 # fixity:strict
            probes: true # a/fixity.yaml:6
      "
    `);
  });

  it('of a file that is ignored, and of one without a configuration', async () => {
    expect((await print('a/vendor/Dockerfile')).stdout).toContain('# It is not linted: `files.ignore` names it.\n');
    expect((await print('Dockerfile', '--origin')).stdout).toMatchInlineSnapshot(`
      "# Dockerfile, with the built-in defaults
      extends: "fixity:recommended" # default
      files:
        maxSize: 5242880 # default
      rules:
        pinned/image-tag:
          level: warning # default
          options:
            precision: minor # default
            allow: [] # default
        pinned/pipe-to-shell: off # default
        sealed/ssh-server:
          level: error # default
          options:
            depth: 3 # default
            probes: false # default
      "
    `);
  });

  it('as JSON', async () => {
    const { stdout } = await print('a/vendor/Dockerfile', '--format', 'json', '--origin');
    expect(JSON.parse(stdout)).toEqual({
      file: 'a/vendor/Dockerfile',
      source: 'a/fixity.yaml',
      isIgnored: true,
      extends: 'fixity:strict',
      files: { ignore: ['vendor/'], maxSize: 1024 },
      rules: {
        'pinned/image-tag': { level: 'info', options: { precision: 'patch', allow: [] } },
        'pinned/pipe-to-shell': 'info',
        'sealed/ssh-server': { level: 'error', options: { depth: 3, probes: false } },
      },
      origins: {
        extends: 'fixity:strict',
        'files.ignore.0': 'a/fixity.yaml:2',
        'files.maxSize': 'base.yaml:1',
        'pinned/image-tag.level': 'base.yaml:3',
        'pinned/image-tag.options.precision': 'fixity:strict',
        'pinned/image-tag.options.allow': 'fixity:strict',
        'pinned/pipe-to-shell.level': 'base.yaml:3',
        'sealed/ssh-server.level': 'fixity:strict',
        'sealed/ssh-server.options.depth': 'fixity:strict',
        'sealed/ssh-server.options.probes': 'fixity:strict',
      },
    });
    expect(JSON.parse((await print('Dockerfile', '--format', 'json')).stdout)).toMatchObject({ source: null });
  });

  it('can be used as configuration', async () => {
    const { stdout } = await print('a/web.Dockerfile');
    const again = await run({
      args: ['config', 'print', 'a/web.Dockerfile', '--config', 'a/printed.yaml'],
      files: { ...files, 'a/printed.yaml': stdout },
      rules,
    });
    const values = (text: string): string => text.slice(text.indexOf('\n'));
    expect(values(again.stdout)).toBe(values(stdout));
  });

  it.each([
    ['a folder', ['a'], {}, 'fixity: a is a folder; name a file in it\n'],
    [
      'a rule that is none',
      ['x', '--only', 'pinned/tag'],
      {},
      'fixity: `pinned/tag` is not a rule; `fixity rules` lists all\n',
    ],
    [
      'a wrong configuration',
      ['x'],
      { 'fixity.yaml': 'rule: {}' },
      'fixity.yaml:1:1: `rule` is not a key; allowed are `extends`, `files`, `rules`, `overrides`; did you mean `rules`?\n',
    ],
    [
      'a missing configuration',
      ['x', '--config', 'none.yaml'],
      {},
      'none.yaml:1:1: `none.yaml` cannot be read: it does not exist, or is a link to nothing; restore it, or remove the link\n',
    ],
  ])('refuses %s', async (_, args, more, stderr) => {
    const ran = await run({ args: ['config', 'print', ...args], files: { ...files, ...more }, rules });
    expect(ran).toMatchObject({ exitCode: 2, stdout: '', stderr });
  });
});

it('fixity config says what there is', async () => {
  const { exitCode, stderr } = await run({ args: ['config'] });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('print [options] <file>');
});

describe('--config', () => {
  const check = (config: string, more = {}) =>
    run({
      args: ['check', '--format', 'concise', '--config', config],
      files: { Dockerfile: 'FROM a', 'fixity.yaml': 'rules: { "*": off }', ...more },
      rules,
    });

  it('may be a preset', async () => {
    expect((await check('fixity:start')).stdout).toBe(
      'Dockerfile:1:1: warning pinned/image-tag: precision "minor", allow ["node"]\n',
    );
  });

  it('may be a package', async () => {
    const more = { 'node_modules/acme/fixity.yaml': 'extends: fixity:start\nrules: { pinned/*: info }' };
    expect((await check('npm:acme', more)).stdout).toMatch(/: info pinned\/image-tag/);
    expect(await check('npm:acme')).toMatchObject({
      exitCode: 2,
      stderr: '--config:1:10: `acme` is not in `node_modules` from here up to the root; install the package\n',
    });
  });

  it('may extend what lies around it', async () => {
    const more = { 'ci/strict.yaml': 'extends: ../base.yaml', 'base.yaml': 'extends: fixity:strict' };
    expect((await check('ci/strict.yaml', more)).stdout).toMatch(/: error pinned\/image-tag: precision "patch"/);
  });
});
