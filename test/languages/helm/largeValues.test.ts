import { afterEach, expect, it, vi } from 'vitest';
import * as yaml from 'yaml';
import { UNKNOWN } from '../../../core/embedded.ts';
import type { HelmFile } from '../../../languages/helm/file.ts';
import { helm } from '../../../languages/helm/language.ts';
import { mostValues } from '../../../languages/helm/largeValues.ts';
import { chart, cut, read, readAt, withImage } from './read.ts';

vi.mock('yaml', async (importOriginal) => {
  const original = await importOriginal<typeof yaml>();
  return { ...original, parseDocument: vi.fn(original.parseDocument) };
});

afterEach(() => vi.clearAllMocks());

const data = `hosts:\n${'  - name: some-host\n'.repeat(mostValues / 20)}`;
const text = `image:\n  repository: acme/web\n  tag: 1.2.3\n${data}proxy: &p\n  image: acme/proxy:2.0\n---\nimage: acme/other:1.0\n`;

it('leaves out the largest section of large values, and keeps the places of the others', () => {
  const document = readAt('values.yaml', { 'Chart.yaml': chart, 'values.yaml': text });
  expect(document.images.map(({ span }) => cut(text, span))).toEqual(['1.2.3', 'acme/proxy:2.0']);
  const [parsed] = vi.mocked(yaml.parseDocument).mock.calls.find(([source]) => source.includes('acme/web'))!;
  expect(parsed).toHaveLength(text.indexOf('---'));
  expect(parsed).not.toContain('some-host');
});

it('does not know what it has left out', () => {
  const imageOf = (image: string) =>
    read(withImage(image), { 'Chart.yaml': chart, 'values.yaml': text }).images.map((one) => one.name);
  expect(imageOf('{{ .Values.image.repository }}:1')).toEqual(['acme/web']);
  expect(imageOf('{{ .Values.hosts.first | default "acme/web" }}:1')).toEqual([UNKNOWN]);
});

it('finds no fault with an alias of something that it has left out', () => {
  const values = `hosts: &hosts\n${'  - name: some-host\n'.repeat(mostValues / 20)}again: *hosts\n`;
  expect(readAt('values.yaml', { 'values.yaml': values }).file.problems).toEqual([]);
});

it.each([
  ['entries of no key', '- name: some-host\n'.repeat(mostValues / 10)],
  ['entries in brackets', `{\n${'  name: some-host,\n'.repeat(mostValues / 10)}}\n`],
])('says nothing of %s', (_, values) => {
  const file = helm.parse({ path: 'values.yaml', text: values }) as HelmFile;
  expect(file.read).toHaveLength(values.length);
  expect(file.documents).toEqual([]);
});

it('reads the entry again that was typed in', () => {
  const values = 'image:\n  repository: acme/web\n  tag: 1.2.3\nother: 1\n';
  const parse = (source: string, previous?: HelmFile) =>
    helm.parse({ path: 'values.yaml', text: source }, previous) as HelmFile;
  const before = parse(values);
  expect(before.documents).toHaveLength(1);
  const changed = values.replace('1.2.3', '1.2.30');
  const after = parse(changed, before);
  expect(after.documents).toEqual(parse(changed).documents);
  expect(vi.mocked(yaml.parseDocument).mock.calls.map(([source]) => source)).toEqual([
    values,
    '  tag: 1.2.30\n',
    changed,
  ]);
});
