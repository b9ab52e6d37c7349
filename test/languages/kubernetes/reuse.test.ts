import { afterEach, expect, it, vi } from 'vitest';
import * as yaml from 'yaml';
import type { KubernetesFile } from '../../../languages/kubernetes/file.ts';
import { kubernetes } from '../../../languages/kubernetes/language.ts';
import { podWith } from './read.ts';

vi.mock('yaml', async (importOriginal) => {
  const original = await importOriginal<typeof yaml>();
  return { ...original, parseDocument: vi.fn(original.parseDocument) };
});

afterEach(() => vi.clearAllMocks());

const parse = (text: string, previous?: KubernetesFile) =>
  kubernetes.parse({ path: 'manifest.yaml', text }, previous) as KubernetesFile;

it('parses the entry that was typed in, and moves the other documents', () => {
  const first = podWith('image: nginx');
  const second = `---\n${podWith('image: redis', 'image: redis:7', "command: [sh, -c, 'a']", 'ports: &p [{containerPort: 1}]', 'x: *p')}`;
  const before = parse(first + second);
  expect(before.documents).toHaveLength(2);
  vi.mocked(yaml.parseDocument).mockClear();

  const text = first.replace('nginx', 'nginx:1.27') + second;
  const after = parse(text, before);
  expect(after.documents).toEqual(parse(text).documents);
  expect(vi.mocked(yaml.parseDocument).mock.calls.map(([source]) => source.includes('kind'))).toEqual([
    false,
    true,
    true,
  ]);
  expect(after.facts.images.map(({ span }) => text.slice(span.start, span.end))).toEqual(['nginx:1.27', 'redis:7']);
});

it('keeps what aliases share', () => {
  const text = podWith('ports: &p [{containerPort: 1}]', 'x: *p');
  const [object] = parse(`---\n${text}`, parse(`a: 1\n---\n${text}`)).objects;
  const container = ['spec', 'containers', 0] as const;
  expect(object!.get(...container, 'x')).toBe(object!.get(...container, 'ports'));
});
