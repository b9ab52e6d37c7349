import { expect, it } from 'vitest';
import { fixPreview } from '../../cli/report/fixPreview.ts';
import type { Fix } from '../../core/finding.ts';

const text = 'FROM a\nCOPY . .\n';
const only = (elsewhere: Fix['elsewhere']): Fix => ({
  title: '',
  safety: 'suggested',
  edits: [],
  elsewhere: elsewhere!,
});

it.each<readonly [string, Fix, readonly string[], readonly string[]]>([
  [
    'the line of an edit',
    { title: '', safety: 'safe', edits: [{ span: { start: 5, end: 6 }, newText: 'b' }] },
    ['FROM a'],
    ['FROM b'],
  ],
  ['the lines of a new file', only([{ kind: 'create', file: '.x', text: 'one\n\ntwo\n' }]), [], ['one', '', 'two']],
  ['not those of a long one', only([{ kind: 'create', file: '.x', text: '1\n2\n3\n4\n' }]), [], []],
  ['nothing of other files', only([{ kind: 'edit', file: '.x', edits: [] }]), [], []],
])('shows %s', (_, fix, removed, added) => {
  expect(fixPreview(fix, text)).toEqual({ removed, added });
});
