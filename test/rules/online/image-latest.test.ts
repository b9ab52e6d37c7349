import { expect, test } from 'vitest';
import type { LanguageId } from '../../../core/document.ts';
import type { LookUps } from '../../../core/finding.ts';
import { applyEdits } from '../../../core/text.ts';
import rule from '../../../rules/pinned/image-latest.ts';
import { findingsOf } from '../project.ts';

const digest = `sha256:${'0a1b'.repeat(16)}`;

interface Answers {
  readonly digest: string | undefined;
  readonly tag: string | undefined;
}

const all: Answers = { digest, tag: '1.27.3' };

/** What was asked, in order, and the text after the first finding's fix; undefined where there is none. */
async function fix(text: string, answers: Answers, language: LanguageId = 'dockerfile') {
  const asked: string[] = [];
  const lookUps = {
    async digestOf(image: string) {
      asked.push(image);
      return answers.digest;
    },
    async versionTagOf(name: string, of: string) {
      asked.push(`${name} ${of}`);
      return answers.tag;
    },
  } as LookUps;
  const files = [{ language, path: 'file', text }];
  const [finding] = findingsOf(files, [rule]);
  const found = await finding?.onlineFixes[0]?.resolve(lookUps);
  return { asked, text: found && applyEdits(text, found.edits), safety: found?.safety };
}

test('the version of the same digest is written with it, and the finding is gone', async () => {
  const fixed = `FROM --platform=linux/arm64 nginx:1.27.3@${digest} AS web\n`;
  expect(await fix('FROM --platform=linux/arm64 nginx:latest AS web\n', all)).toEqual({
    asked: ['nginx:latest', `nginx ${digest}`],
    text: fixed,
    safety: 'safe',
  });
  expect((await fix(fixed, all)).asked).toEqual([]);
});

test('without a tag the name alone is asked for', async () => {
  const { asked, text } = await fix('FROM registry.acme.dev:5000/web\n', all);
  expect(asked).toEqual(['registry.acme.dev:5000/web', `registry.acme.dev:5000/web ${digest}`]);
  expect(text).toBe(`FROM registry.acme.dev:5000/web:1.27.3@${digest}\n`);
});

test('where no version has the digest, what is written stays', async () => {
  const answers = { ...all, tag: undefined };
  expect((await fix('FROM nginx:latest\n', answers)).text).toBe(`FROM nginx:latest@${digest}\n`);
  expect((await fix('FROM nginx\n', answers)).text).toBe(`FROM nginx@${digest}\n`);
});

test('no such image: nothing is written, and no version is asked for', async () => {
  expect(await fix('FROM nginx:latest\n', { ...all, digest: undefined })).toEqual({ asked: ['nginx:latest'] });
});

test.each<[LanguageId, string, string]>([
  [
    'compose',
    'services:\n  web:\n    image: "nginx" # ours\n',
    `services:\n  web:\n    image: "nginx:1.27.3@${digest}" # ours\n`,
  ],
  [
    'terraform',
    'resource "docker_image" "a" {\n  name = "nginx:latest"\n}\n',
    `resource "docker_image" "a" {\n  name = "nginx:1.27.3@${digest}"\n}\n`,
  ],
])('quotes and comments of %s stay', async (language, text, fixed) => {
  expect((await fix(text, all, language)).text).toBe(fixed);
});

test('in a kustomization the digest has a field of its own, and the finding is gone', async () => {
  const text = 'images:\n  - name: web\n    newTag: "latest" # ours\n    newName: acme/web\n';
  const { asked, text: fixed } = await fix(text, all, 'kustomize');
  expect(asked[0]).toBe('acme/web:latest');
  expect(fixed).toBe(
    `images:\n  - name: web\n    newTag: "1.27.3" # ours\n    digest: ${digest}\n    newName: acme/web\n`,
  );
  expect((await fix(fixed!, all, 'kustomize')).asked).toEqual([]);
});

test.each<[string, string, LanguageId]>([
  ['a variable of the tag alone', 'ARG TAG=latest\nFROM nginx:${TAG}\n', 'dockerfile'],
  ['a variable of a part of the name', 'ARG KIND=web\nFROM acme/${KIND}\n', 'dockerfile'],
  ['a name that is not known', 'ARG REGISTRY\nFROM ${REGISTRY}/nginx:latest\n', 'dockerfile'],
  ['a kustomization in braces', 'images: [{ name: web, newTag: latest }]\n', 'kustomize'],
])('none for %s', async (_what, text, language) => {
  expect(findingsOf([{ language, path: 'file', text }], [rule])).toHaveLength(1);
  expect((await fix(text, all, language)).asked).toEqual([]);
});
