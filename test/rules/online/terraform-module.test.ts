import { expect, test } from 'vitest';
import type { LookUps } from '../../../core/finding.ts';
import { applyEdits } from '../../../core/text.ts';
import rule from '../../../rules/pinned/terraform-module.ts';
import { findingsOf, withOptions } from '../project.ts';

const commit = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';

/** A module whose source this is, with what follows on the line. */
const module = (source: string, rest = ''): string => `module "vpc" {\n  source = "${source}"${rest}\n}\n`;

/** What was asked, and the text after the fix; undefined for both where there is none. */
async function fix(text: string, answer: string | undefined, path = 'main.tf') {
  const asked: string[] = [];
  const lookUps = {
    async commitOf(repository: string, reference: string) {
      asked.push(`${repository} ${reference}`);
      return answer;
    },
  } as LookUps;
  const [finding] = findingsOf([{ language: 'terraform', path, text }], [withOptions(rule, { pin: 'commit' })]);
  const found = await finding?.onlineFixes[0]?.resolve(lookUps);
  return { asked: asked[0], text: found && applyEdits(text, found.edits), safety: found?.safety };
}

test.each([
  ['a shorthand', 'github.com/acme/modules//vpc?ref=v1.2.0', 'https://github.com/acme/modules.git v1.2.0'],
  ['a shorthand with .git', 'bitbucket.org/acme/modules.git?ref=v1', 'https://bitbucket.org/acme/modules.git v1'],
  ['HTTPS', 'git::https://git.acme.dev/modules.git//a/b?ref=main', 'https://git.acme.dev/modules.git main'],
  ['SSH', 'git::ssh://git@git.acme.dev/modules.git?ref=main', 'ssh://git@git.acme.dev/modules.git main'],
  ['SCP', 'git@github.com:acme/modules.git//vpc?ref=main', 'git@github.com:acme/modules.git main'],
])('%s: the commit of the name, which stays as a comment', async (_form, source, asked) => {
  const [, name] = /ref=(.*)$/.exec(source)!;
  expect(await fix(module(source), commit)).toEqual({
    asked,
    text: module(source.replace(/ref=.*/, `ref=${commit}`), ` # ${name}`),
    safety: 'safe',
  });
});

test('the default branch', async () => {
  const { asked, text } = await fix(module('github.com/acme/modules//vpc'), commit);
  expect(asked).toBe('https://github.com/acme/modules.git HEAD');
  expect(text).toBe(module(`github.com/acme/modules//vpc?ref=${commit}`));
});

test('a comment that is there stays alone', async () => {
  const { text } = await fix(module('github.com/acme/modules?ref=main', ' # ours'), commit);
  expect(text).toBe(module(`github.com/acme/modules?ref=${commit}`, ' # ours'));
});

test('JSON has no comments', async () => {
  const json = (ref: string) => `{ "module": { "vpc": {\n  "source": "github.com/acme/modules?ref=${ref}"\n} } }\n`;
  expect((await fix(json('main'), commit, 'main.tf.json')).text).toBe(json(commit));
});

test('the finding is gone after the fix', async () => {
  const { text } = await fix(module('github.com/acme/modules?ref=v1.2.0'), commit);
  expect((await fix(text!, commit)).asked).toBeUndefined();
});

test('no such name: nothing to write', async () => {
  const { asked, text } = await fix(module('github.com/acme/modules?ref=v1.2.0'), undefined);
  expect(asked).toBe('https://github.com/acme/modules.git v1.2.0');
  expect(text).toBeUndefined();
});

test.each([
  ['a shallow clone takes no commit', module('git::https://git.acme.dev/modules.git?depth=1&ref=v1.2.0')],
  ['Mercurial', module('hg::https://hg.acme.dev/vpc?rev=tip')],
  ['an archive', module('https://modules.acme.dev/vpc.zip')],
  [
    'a source that stands elsewhere',
    `locals {\n  source = "github.com/acme/vpc?ref=v1"\n}\n\n${module('${local.source}')}`,
  ],
])('none for %s', async (_what, text) => {
  expect(
    findingsOf([{ language: 'terraform', path: 'main.tf', text }], [withOptions(rule, { pin: 'commit' })]),
  ).toHaveLength(1);
  expect((await fix(text, commit)).asked).toBeUndefined();
});
