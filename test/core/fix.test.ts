import { expect, test } from 'vitest';
import type { FileChange, Finding, FixSafety } from '../../core/finding.ts';
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

/** A finding in `f` with a fix that changes other files too. */
const farFinding = (title: string, ...elsewhere: readonly FileChange[]): Finding => ({
  ...finding(0, 0, ''),
  fixes: [{ title, safety: 'safe', edits: [], elsewhere }],
});
const edit = (file: string, start: number, end: number): FileChange => ({
  kind: 'edit',
  file,
  edits: [{ span: { start, end }, newText: 'x' }],
});
const create = (file: string): FileChange => ({ kind: 'create', file, text: 'new' });
const always = () => true;

test.each([
  ['all that stand apart', [finding(0, 1, 'a'), finding(2, 3, 'b')], ['safe'], ['0-1 a', '2-3 b']],
  ['the first of two that overlap', [finding(0, 3, 'a'), finding(2, 4, 'b')], ['safe'], ['0-3 a']],
  ['those of the wanted safety', [finding(0, 1, 'a', 'suggested'), finding(2, 3, 'b')], ['safe'], ['2-3 b']],
  ['no placeholder unless wanted', [finding(0, 1, 'a', 'placeholder')], ['safe', 'suggested'], []],
  ['nothing suppressed', [finding(0, 1, 'a', 'safe', 'suppressed')], ['safe'], []],
  [
    'the same place of other files',
    [finding(0, 1, 'a'), farFinding('far', edit('g', 0, 1))],
    ['safe'],
    ['0-1 a', 'far'],
  ],
  [
    'the first of two that overlap elsewhere',
    [farFinding('one', edit('g', 0, 2)), farFinding('two', edit('g', 1, 3))],
    ['safe'],
    ['one'],
  ],
  [
    'the first of two that create one file',
    [farFinding('one', create('g')), farFinding('two', create('g'))],
    ['safe'],
    ['one'],
  ],
  [
    'no part of one in conflict',
    [
      farFinding('one', edit('g', 0, 2)),
      farFinding('two', edit('h', 0, 1), edit('g', 1, 3)),
      farFinding('three', edit('h', 0, 1)),
    ],
    ['safe'],
    ['one', 'three'],
  ],
] as const)('chooses %s', (_name, findings, wanted, titles) => {
  expect(chooseFixes(findings, wanted, always).map(({ fix }) => fix.title)).toEqual(titles);
});

test('chooses the first fix that is possible', () => {
  const both = { ...finding(0, 1, 'a'), fixes: [...farFinding('far', create('g')).fixes, ...finding(0, 1, 'a').fixes] };
  const isHere = ({ file }: FileChange): boolean => file === 'f';
  expect(chooseFixes([both], ['safe'], always).map(({ fix }) => fix.title)).toEqual(['far']);
  expect(chooseFixes([both], ['safe'], isHere).map(({ fix }) => fix.title)).toEqual(['0-1 a']);
});

type Texts = Readonly<Record<string, string>>;

/** The texts after fixing, and what each fix changed. */
function fix(texts: Texts, lint: (texts: Texts) => readonly Finding[], mayChange: (file: string) => boolean = always) {
  const fixed = fixTexts(new Map(Object.entries(texts)), ['safe'], mayChange, (now) => lint(Object.fromEntries(now)));
  return { texts: Object.fromEntries(fixed.texts), fixes: fixed.fixes };
}

test('what waits for another round goes in then', () => {
  const lint = ({ f = '' }: Texts) =>
    f.startsWith('ab') ? [finding(0, 2, 'c'), finding(1, 2, 'x')] : f.startsWith('c') ? [finding(0, 1, 'd')] : [];
  expect(fix({ f: 'ab!' }, lint)).toEqual({ texts: { f: 'd!' }, fixes: [['f'], ['f']] });
});

test('a fix in one text brings about another in the next round, whatever the order', () => {
  const lint = (texts: Texts) =>
    Object.entries(texts).flatMap(([file, text]) =>
      text === 'a' || (text === 'b' && !Object.values(texts).includes('a')) ? [{ ...finding(0, 1, 'c'), file }] : [],
    );
  expect(fix({ f: 'a', g: 'b' }, lint)).toEqual({ texts: { f: 'c', g: 'c' }, fixes: [['f'], ['g']] });
  expect(fix({ f: 'b', g: 'a' }, lint)).toEqual({ texts: { f: 'c', g: 'c' }, fixes: [['g'], ['f']] });
});

test('what a fix creates is there in the next round', () => {
  const lint = ({ g }: Texts) => (g === undefined ? [farFinding('far', create('g'))] : []);
  expect(fix({ f: '' }, lint)).toEqual({ texts: { f: '', g: 'new' }, fixes: [['g']] });
});

test.each<[string, Texts, FileChange, (file: string) => boolean]>([
  ['creates what is there', { f: '', g: '' }, create('g'), always],
  ['edits what is not there', { f: '' }, edit('g', 0, 0), always],
  ['changes what must stay', { f: '', g: '' }, edit('g', 0, 0), (file) => file !== 'g'],
])('leaves out a fix that %s, with all of its changes', (_name, texts, change, mayChange) => {
  const both = { ...finding(0, 0, ''), fixes: [{ ...finding(0, 0, 'x').fixes[0]!, elsewhere: [change] }] };
  expect(fix(texts, () => [both], mayChange)).toEqual({ texts, fixes: [] });
});

test('fixes that never end are left after ten rounds', () => {
  const { texts, fixes } = fix({ f: '' }, () => [finding(0, 0, 'x')]);
  expect([texts['f']!.length, fixes.length]).toEqual([10, 10]);
});
