import { expect, test } from 'vitest';
import type { LookUps } from '../../../core/finding.ts';
import { applyEdits } from '../../../core/text.ts';
import digestRule from '../../../rules/pinned/image-digest.ts';
import floatingTagRule from '../../../rules/pinned/image-floating-tag.ts';
import { findingsOf } from '../project.ts';

const digest = `sha256:${'0a1b'.repeat(16)}`;
const rules = [digestRule, floatingTagRule];

/** What was asked, and the text after the first finding's fix; undefined for both where there is none. */
async function fix(text: string, answer: string | undefined) {
  const asked: string[] = [];
  const lookUps = {
    async digestOf(image: string) {
      asked.push(image);
      return answer;
    },
  } as LookUps;
  const [finding] = findingsOf([{ language: 'dockerfile', path: 'Dockerfile', text }], rules);
  const found = await finding?.onlineFixes[0]?.resolve(lookUps);
  return { rule: finding?.rule, asked: asked[0], text: found && applyEdits(text, found.edits), safety: found?.safety };
}

test.each([
  ['pinned/image-digest', 'node:22.11.0', 'node:22.11.0'],
  ['pinned/image-digest', 'registry.acme.dev:5000/a/web:1.4.2', 'registry.acme.dev:5000/a/web:1.4.2'],
  ['pinned/image-floating-tag', 'node:lts-alpine', 'node:lts-alpine'],
])('%s: the digest goes behind the tag of %s, which stays, and nothing is found then', async (rule, image, asked) => {
  const fixed = `FROM ${image}@${digest} AS build\n`;
  expect(await fix(`FROM ${image} AS build\n`, digest)).toEqual({ rule, asked, text: fixed, safety: 'safe' });
  expect((await fix(fixed, digest)).rule).toBeUndefined();
});

test('a name is asked with the values of its variables, which stay', async () => {
  const text = 'ARG MIRROR=registry.acme.dev\nFROM ${MIRROR}/node:22.11.0\n';
  expect(await fix(text, digest)).toMatchObject({
    asked: 'registry.acme.dev/node:22.11.0',
    text: text.replace('22.11.0', `22.11.0@${digest}`),
  });
});

test('a whole reference is pinned in the variable that holds it', async () => {
  const { text } = await fix('ARG IMAGE=node:22.11.0\nFROM ${IMAGE} AS build\n', digest);
  expect(text).toBe(`ARG IMAGE=node:22.11.0@${digest}\nFROM \${IMAGE} AS build\n`);
});

test('no such tag: nothing is written', async () => {
  const { asked, text } = await fix('FROM node:22.11.0\n', undefined);
  expect(asked).toBe('node:22.11.0');
  expect(text).toBeUndefined();
});

test.each([
  ['a variable of the version alone', 'ARG V=22.11.0\nFROM node:${V}\nRUN echo ${V}\n'],
  ['a name that is not known', 'ARG REGISTRY\nFROM ${REGISTRY}/node:22.11.0\n'],
])('none for %s', async (_what, text) => {
  expect(await fix(text, digest)).toEqual({ rule: 'pinned/image-digest' });
});
