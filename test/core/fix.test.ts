import { expect, test } from 'vitest';
import type { Finding, FixSafety } from '../../core/finding.ts';
import { chooseFixes, fixTexts } from '../../core/fix.ts';

const finding = (
  start: number,
  end: number,
  newText: string,
  safety: FixSafety = 'safe',
  state: Finding['state'] = 'active',
): Finding => ({
  rule: 'pinned/x',
  principle: 'pinned',
  level: 'error',
  message: 'x',
  file: 'f',
  span: { start, end },
  path: 'x',
  state,
  related: [],
  onlineFixes: [],
  fixes: [{ title: `${start}-${end} ${newText}`, safety, edits: [{ span: { start, end }, newText }] }],
});

test.each([
  ['all that stand apart', [finding(0, 1, 'a'), finding(2, 3, 'b')], ['safe'], ['0-1 a', '2-3 b']],
  ['the first of two that overlap', [finding(0, 3, 'a'), finding(2, 4, 'b')], ['safe'], ['0-3 a']],
  ['those of the wanted safety', [finding(0, 1, 'a', 'suggested'), finding(2, 3, 'b')], ['safe'], ['2-3 b']],
  ['no placeholder unless wanted', [finding(0, 1, 'a', 'placeholder')], ['safe', 'suggested'], []],
  ['nothing suppressed', [finding(0, 1, 'a', 'safe', 'suppressed')], ['safe'], []],
] as const)('chooses %s', (_name, findings, wanted, titles) => {
  expect(chooseFixes(findings, wanted).map(({ title }) => title)).toEqual(titles);
});

test('what waits for another round goes in then', () => {
  const lint = (text: string) =>
    text.startsWith('ab') ? [finding(0, 2, 'c'), finding(1, 2, 'x')] : text.startsWith('c') ? [finding(0, 1, 'd')] : [];
  expect(fixTexts(['ab!'], ['safe'], (texts) => texts.map(lint))).toEqual([{ text: 'd!', fixCount: 2 }]);
});

test('a fix in one text brings about another in the next round, whatever the order', () => {
  const lint = (texts: readonly string[]) =>
    texts.map((text) => (text === 'a' || (text === 'b' && !texts.includes('a')) ? [finding(0, 1, 'c')] : []));
  const fixed = { text: 'c', fixCount: 1 };
  expect(fixTexts(['a', 'b'], ['safe'], lint)).toEqual([fixed, fixed]);
  expect(fixTexts(['b', 'a'], ['safe'], lint)).toEqual([fixed, fixed]);
});

test('fixes that never end are left after ten rounds', () => {
  const [fixed] = fixTexts([''], ['safe'], () => [[finding(0, 0, 'x')]]);
  expect([fixed!.text.length, fixed!.fixCount]).toEqual([10, 10]);
});
