import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemoryFile } from '../../host/memory.ts';
import { loadLanguage } from '../../languages/load.ts';
import { rules } from '../../rules/index.ts';
import { run } from '../cli/harness.ts';
import { realProject } from './realProject.ts';
import { agingRule, loadSeeing, referredRule, tellingRule } from './seeing.ts';

async function told(args: readonly string[], files: Record<string, MemoryFile>, rule = tellingRule()) {
  const { stdout } = await run({
    args: ['check', '--format', 'concise', ...args],
    files,
    rules: [rule],
    loadLanguage: loadSeeing,
  });
  return stdout.split('\n').filter((line) => line !== '');
}

const tell = (file: string, message: string): string => `${file}:1:1: error pinned/telling: ${message}`;

test.each<[name: string, files: Record<string, MemoryFile>, expected: string]>([
  ['a file of a language', { Dockerfile: '# a\nsee b.tf', 'b.tf': '# b' }, '# a sees # b'],
  ['a text of no language', { Dockerfile: '# a\nsee b.sh', 'b.sh': 'echo' }, '# a sees echo'],
  [
    'what that refers to',
    { Dockerfile: '# a\nsee b/c.tf', 'b/c.tf': '# c\nsee ../d.tf', 'd.tf': '# d' },
    '# a sees # c, # d',
  ],
  ['files that refer to each other', { Dockerfile: '# a\nsee b.tf', 'b.tf': '# b\nsee Dockerfile' }, '# a sees # b'],
  ['itself', { Dockerfile: '# a\nsee Dockerfile' }, '# a sees nothing'],
  ['a file that is not there', { Dockerfile: '# a\nsee b.tf\nsee c/d.tf' }, '# a sees nothing'],
  ['a folder', { Dockerfile: '# a\nsee b', 'b/c.tf': '# c' }, '# a sees nothing'],
  [
    'all files of a language in a folder',
    {
      Dockerfile: '# a\nall terraform in b',
      'b/c.tf': '# c',
      'b/d.tf': '# d',
      'b/Dockerfile': '# e',
      'b/f/g.tf': '# g',
    },
    '# a sees # c, # d',
  ],
  ['a folder that is not there', { Dockerfile: '# a\nall terraform in b' }, '# a sees nothing'],
  [
    'files that cannot be read, too large or binary',
    {
      'fixity.yaml': 'files: { maxSize: 40 }',
      Dockerfile: '# a\nsee b.tf\nsee c.tf\nsee d.tf',
      'b.tf': { error: 'EACCES' },
      'c.tf': `# c${' '.repeat(40)}`,
      'd.tf': new Uint8Array([0]),
    },
    '# a sees nothing',
  ],
  ['a file that git ignores', { '.gitignore': 'b.tf', Dockerfile: '# a\nsee b.tf', 'b.tf': '# b' }, '# a sees # b'],
  ['outside of the repository', { Dockerfile: '# a\nsee ../b.tf', '/b.tf': '# b' }, '# a sees nothing'],
  [
    'above the working directory, in the repository',
    { '/.git/HEAD': '', Dockerfile: '# a\nsee ../b.tf', '/b.tf': '# b' },
    '# a sees # b',
  ],
])('a file that is named alone sees what it refers to: %s', async (_, files, expected) => {
  expect(await told(['Dockerfile'], files)).toEqual([tell('Dockerfile', expected)]);
});

test('a run is one project: a file is seen from wherever it is referred to, and linted once', async () => {
  const files = {
    'a/Dockerfile': '# a',
    'b/Dockerfile': '# b\nsee ../a/Dockerfile',
    'c/main.tf': '# c\nsee ../a/Dockerfile',
  };
  expect(await told(['.'], files, referredRule)).toEqual([
    'a/Dockerfile:1:1: error pinned/referred: used by # b, # c',
    'b/Dockerfile:1:1: error pinned/referred: used by nothing',
    'c/main.tf:1:1: error pinned/referred: used by nothing',
  ]);
});

test('each file is linted with the configuration of its own folder', async () => {
  const files = {
    'a/fixity.yaml': 'rules: { pinned/telling: info }',
    'a/Dockerfile': '# a\nsee ../b/Dockerfile',
    'b/Dockerfile': '# b\nsee ../a/Dockerfile',
  };
  expect(await told(['.'], files)).toEqual([
    'a/Dockerfile:1:1: info pinned/telling: # a sees # b',
    'b/Dockerfile:1:1: error pinned/telling: # b sees # a',
  ]);
});

test('a fix in one file brings about fixes in those that refer to it, in any order of files', async () => {
  for (const [first, second] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const { stdout, files } = await run({
      args: ['check', '--fix', `${first}.tf`, `${second}.tf`],
      files: { [`${first}.tf`]: `old\nsee ${second}.tf`, [`${second}.tf`]: 'old' },
      rules: [agingRule],
      loadLanguage: loadSeeing,
    });
    expect(files).toEqual({ [`${first}.tf`]: `new\nsee ${second}.tf`, [`${second}.tf`]: 'new' });
    expect(stdout).toContain('Applied 2 fixes in 2 files.');
  }
});

test('a file that cannot be fixed stays as it is, and is seen so', async () => {
  const { stdout, files } = await run({
    args: ['check', '--fix', '--format', 'concise', '.'],
    files: { 'a.tf': 'old\nsee b.tf', 'b.tf': { readOnly: 'old' } },
    rules: [agingRule, tellingRule()],
    loadLanguage: loadSeeing,
  });
  expect(stdout).toContain('a.tf:1:1: error pinned/telling: old sees old');
  expect(files['a.tf']).toBe('old\nsee b.tf');
});

test('files that are only referred to are not fixed', async () => {
  const files = { 'a.tf': 'old\nsee b.tf', 'b.tf': 'old' };
  const ran = await run({ args: ['check', '--fix', 'a.tf'], files, rules: [agingRule], loadLanguage: loadSeeing });
  expect(ran.files).toEqual(files);
});

test('neither the order of arguments nor that of folders changes what is found or fixed', async () => {
  const lint = (paths: readonly string[], entries: readonly (readonly [string, string])[], fix: readonly string[]) =>
    run({
      args: ['check', ...fix, '--format', 'json', ...paths],
      files: Object.fromEntries(entries),
      rules,
      loadLanguage,
    });
  const paths = Object.keys(realProject);
  const entries = Object.entries(realProject);
  for (const fix of [[], ['--fix-suggested']]) {
    const expected = await lint(paths, entries, fix);
    expect(JSON.parse(expected.stdout).findings.length).toBeGreaterThan(2);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(paths, { minLength: paths.length }),
        fc.shuffledSubarray(entries, { minLength: entries.length }),
        async (somePaths, someEntries) => {
          const { stdout, files } = await lint(somePaths, someEntries, fix);
          expect({ stdout, files }).toEqual({ stdout: expected.stdout, files: expected.files });
        },
      ),
      { numRuns: 20 },
    );
  }
});
