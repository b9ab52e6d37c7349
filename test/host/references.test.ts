import { expect, test } from 'vitest';
import type { ParsedFile } from '../../core/document.ts';
import { type FileSource, readReferences } from '../../host/references.ts';

const parsed = (path: string): ParsedFile => ({
  path,
  text: '',
  language: 'terraform',
  problems: [],
  comments: [],
  commentStyle: undefined,
});

/** Files of which each refers to the next: `/a/0`, `/a/1`, ... */
const chain = (asked: string[]): FileSource => ({
  referencesOf: ({ path }) => [{ kind: 'file', path: `/a/${Number(path.slice(3)) + 1}` }],
  referencesIn: () => [],
  async read(path) {
    asked.push(path);
    return parsed(path);
  },
  list: async () => [],
});

test('reading ends, however far references lead', async () => {
  const asked: string[] = [];
  const { others } = await readReferences([parsed('/a/0')], new Set(['/a']), chain(asked));
  expect(others.at(-1)?.path).toBe('/a/10000');
  expect(asked).toHaveLength(10_000);
});

test('nothing outside of the roots is read', async () => {
  const asked: string[] = [];
  const { others, keys } = await readReferences([parsed('/a/0')], new Set(['/b', '/a/1']), chain(asked));
  expect(others.map(({ path }) => path)).toEqual(['/a/1']);
  expect(asked).toEqual(['/a/1']);
  expect([...keys]).toEqual(['/a/1', '/a/2']);
});

test('what others name is read when they are, and what it refers to', async () => {
  const source: FileSource = {
    referencesOf: ({ path }) =>
      path === '/a/main' || path === '/a/named' ? [{ kind: 'file', path: `${path}.next` }] : [],
    referencesIn: ({ path }, project) =>
      path === '/a/main' && project.file('/a/main.next') ? [{ kind: 'file', path: '/a/named' }] : [],
    read: async (path) => parsed(path),
    list: async () => [],
  };
  const { others, keys } = await readReferences([parsed('/a/main')], new Set(['/a']), source);
  expect(others.map(({ path }) => path)).toEqual(['/a/main.next', '/a/named', '/a/named.next']);
  expect([...keys]).toEqual(['/a/main.next', '/a/named', '/a/named.next']);
});
