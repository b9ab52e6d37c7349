import { expect, test } from 'vitest';
import type { LookUps } from '../../../core/finding.ts';
import { applyEdits } from '../../../core/text.ts';
import rule from '../../../rules/pinned/remote-download.ts';
import { findingsOf } from '../project.ts';

const checksum = '0a1b'.repeat(16);

/** What was asked, and the text after the fix; undefined for both where there is none. */
async function fix(text: string, answer: string | undefined) {
  const asked: string[] = [];
  const lookUps = {
    async checksumOf(address: string) {
      asked.push(address);
      return answer;
    },
  } as LookUps;
  const [finding] = findingsOf([{ language: 'dockerfile', path: 'Dockerfile', text }], [rule]);
  const found = await finding?.onlineFixes[0]?.resolve(lookUps);
  return { asked: asked[0], text: found && applyEdits(text, found.edits), safety: found?.safety };
}

test('the checksum goes before other flags, and the finding is gone', async () => {
  const fixed = `FROM debian:12.8\nADD --checksum=sha256:${checksum} --chmod=755 \\\n  https://get.acme.dev/tool /opt/\n`;
  expect(await fix('FROM debian:12.8\nADD --chmod=755 \\\n  https://get.acme.dev/tool /opt/\n', checksum)).toEqual({
    asked: 'https://get.acme.dev/tool',
    text: fixed,
    safety: 'safe',
  });
  expect(findingsOf([{ language: 'dockerfile', path: 'Dockerfile', text: fixed }], [rule])).toEqual([]);
});

test('an address is asked with the values of its variables', async () => {
  const { asked } = await fix('FROM debian:12.8\nARG V=1.2\nADD https://get.acme.dev/tool-$V /opt/\n', checksum);
  expect(asked).toBe('https://get.acme.dev/tool-1.2');
});

test('nothing is written where there is no such file', async () => {
  expect((await fix('FROM debian:12.8\nADD https://get.acme.dev/tool /opt/\n', undefined)).text).toBeUndefined();
});

test.each([
  ['an address that is not known', 'ADD https://get.acme.dev/$V/tool /opt/'],
  ['an address that moves', 'ADD https://get.acme.dev/latest/tool /opt/'],
  ['several sources', 'ADD https://get.acme.dev/a https://get.acme.dev/b /opt/'],
])('%s has no such fix', async (_what, line) => {
  expect(await fix(`FROM debian:12.8\nARG V\n${line}\n`, checksum)).toEqual({});
});
