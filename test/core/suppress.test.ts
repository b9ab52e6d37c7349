import { describe, expect, test } from 'vitest';
import { suppressionEdit } from '../../core/suppress.ts';
import { applyEdits } from '../../core/text.ts';
import { rules as allRules } from '../../rules/index.ts';
import { lintAll, type TestFile, toDocuments } from '../rules/project.ts';

/** A few that say one thing each. */
const rules = allRules.filter(({ id }) =>
  ['pinned/image-latest', 'pinned/system-upgrade', 'sealed/ssh-server'].includes(id),
);

const dockerfile = (text: string): TestFile => ({ language: 'dockerfile', path: 'Dockerfile', text });
const manifest = (text: string): TestFile => ({ language: 'kubernetes', path: 'pod.yaml', text });
const terraform = (text: string): TestFile => ({ language: 'terraform', path: 'main.tf', text });

const states = (file: TestFile) => lintAll([file], rules)[0]!.findings.map(({ rule, state }) => `${rule} ${state}`);
const problems = (file: TestFile) => lintAll([file], rules)[0]!.problems.map(({ message }) => message);

describe('a comment suppresses', () => {
  test.each([
    ['the line below', dockerfile('# fixity: ignore[pinned/image-latest] nightly\nFROM a\n'), 'suppressed'],
    ['through other comments', dockerfile('# fixity: ignore[pinned/image-latest]\n# more\nFROM a\n'), 'suppressed'],
    [
      'one of several rules',
      dockerfile('# fixity: ignore[sealed/ssh-server, pinned/image-latest]\nFROM a\n'),
      'suppressed',
    ],
    ['not a line further', dockerfile('# fixity: ignore[pinned/image-latest]\nARG X\nFROM a\n'), 'active'],
    ['not another rule', dockerfile('# fixity: ignore[sealed/ssh-server]\nFROM a\n'), 'active'],
    ['until its day', dockerfile('# fixity: ignore[pinned/image-latest] x (until 2026-01-01)\nFROM a\n'), 'suppressed'],
    ['not after it', dockerfile('# fixity: ignore[pinned/image-latest] x (until 2025-12-31)\nFROM a\n'), 'active'],
    [
      'its own line, in Terraform',
      terraform('resource "docker_image" "a" {\n  name = "a" # fixity: ignore[pinned/image-latest] x\n}\n'),
      'suppressed',
    ],
    [
      'with slashes, in Terraform',
      terraform('resource "docker_image" "a" {\n  // fixity: ignore[pinned/image-latest] x\n  name = "a"\n}\n'),
      'suppressed',
    ],
    [
      'its own line, in YAML',
      manifest(
        'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: a # fixity: ignore[pinned/image-latest]\n',
      ),
      'suppressed',
    ],
    [
      'not from within a string',
      manifest(
        'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: "# fixity: ignore[pinned/image-latest]"\n      image: a\n',
      ),
      'active',
    ],
  ])('%s', (_name, file, state) => {
    expect(states(file)).toEqual([`pinned/image-latest ${state}`]);
  });

  test('what stands deep inside an instruction', () => {
    const file = dockerfile(
      'FROM a:1\n# fixity: ignore[pinned/system-upgrade] base image\nRUN true && \\\n    apt-get upgrade\n',
    );
    expect(states(file)).toEqual(['pinned/system-upgrade suppressed']);
  });
});

test('a rule that does not exist is told', () => {
  expect(problems(dockerfile('# fixity: ignore[pinned/image-lates] x\nFROM a:1\n'))).toEqual([
    '`pinned/image-lates` is not a rule; this comment ignores nothing',
  ]);
});

describe('suppressionEdit', () => {
  test.each([
    [
      'above, with the line’s indentation',
      manifest('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: a\n'),
      'image: a',
      '    # fixity: ignore[pinned/image-latest]\n    - image: a',
    ],
    [
      'into a comment that is there',
      dockerfile('# fixity: ignore[sealed/ssh-server] x\nFROM a\n'),
      'FROM',
      '# fixity: ignore[sealed/ssh-server, pinned/image-latest] x\nFROM a',
    ],
    [
      'with the text’s line ends',
      dockerfile('FROM a\r\n'),
      'FROM',
      '# fixity: ignore[pinned/image-latest]\r\nFROM a\r\n',
    ],
    [
      'above a whole instruction',
      dockerfile('FROM a:1\nRUN a && \\\n  b\n'),
      'b\n',
      'FROM a:1\n# fixity: ignore[pinned/image-latest]\nRUN a',
    ],
  ])('writes %s', (_name, file, at, expected) => {
    const [document] = toDocuments([file]);
    const edit = suppressionEdit(document!, 'pinned/image-latest', file.text.indexOf(at));
    expect(applyEdits(file.text, [edit!])).toContain(expected);
  });

  test.each([
    [
      'above a parser directive, which it would switch off',
      dockerfile('# syntax=docker/dockerfile\nFROM a:1\n'),
      'docker/',
    ],
    [
      'into JSON, which has no comments',
      manifest('{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"a"}]}}'),
      '"a"',
    ],
  ])('writes nothing %s', (_name, file, at) => {
    expect(suppressionEdit(toDocuments([file])[0]!, 'pinned/image-latest', file.text.indexOf(at))).toBeUndefined();
  });
});
