import { expect, test } from 'vitest';
import type { LanguageId, ParsedFile } from '../../core/document.ts';
import { createProject, resolvePath } from '../../core/project.ts';

const parsed = (path: string, language: LanguageId): ParsedFile => {
  return { path, text: `text of ${path}`, language, problems: [], comments: [], commentStyle: undefined };
};
const pathsOf = (files: readonly ParsedFile[]): readonly string[] => files.map(({ path }) => path);

test('a project knows its files by path, folder and language, in the order of their paths', () => {
  const files = [
    parsed('b/z.tf', 'terraform'),
    parsed('b/a.tf', 'terraform'),
    parsed('Dockerfile', 'dockerfile'),
    parsed('b/Dockerfile', 'dockerfile'),
    parsed('b/c/d.tf', 'terraform'),
  ];
  const project = createProject(files, [{ path: 'b/run.sh', text: 'echo' }]);
  expect(pathsOf(project.filesIn('b'))).toEqual(['b/Dockerfile', 'b/a.tf', 'b/z.tf']);
  expect(pathsOf(project.filesIn(''))).toEqual(['Dockerfile']);
  expect(pathsOf(project.filesIn('none'))).toEqual([]);
  expect(pathsOf(project.files('terraform'))).toEqual(['b/a.tf', 'b/c/d.tf', 'b/z.tf']);
  expect(pathsOf(project.files('kubernetes'))).toEqual([]);
  expect(project.file('b/z.tf')).toBe(files[0]);
  expect(project.file('b/run.sh')).toBeUndefined();
  expect([project.text('b/run.sh'), project.text('b/z.tf'), project.text('none')]).toEqual([
    'echo',
    'text of b/z.tf',
    undefined,
  ]);
});

test.each([
  ['/home/examples/shop/live', ['/home/examples/shop', '/home/examples/shop/live'], 'live'],
  ['/home/examples/shop', ['/home/examples/shop'], ''],
  ['/home/examples/shopping', ['/home/examples/shop'], '/home/examples/shopping'],
  ['examples/shop', [''], 'examples/shop'],
  ['examples/shop', [], 'examples/shop'],
])('%s is told from the outermost of %j', (path, roots, expected) => {
  expect(createProject([], [], new Set(roots)).fromRoot(path)).toBe(expected);
});

test('a value is made once for each key', () => {
  const project = createProject([]);
  let count = 0;
  const make = () => ++count;
  expect([project.once('a', make), project.once('b', make), project.once('a', make)]).toEqual([1, 2, 1]);
});

test.each([
  ['a/b', './c', 'a/b/c'],
  ['a/b', '../c//d/', 'a/c/d'],
  ['a', '../../c', undefined],
  ['', 'c', 'c'],
  ['/a', '../b', '/b'],
  ['/a', '../..', undefined],
])('from %j, %j is %j', (folder, relative, expected) => expect(resolvePath(folder, relative)).toBe(expected));
