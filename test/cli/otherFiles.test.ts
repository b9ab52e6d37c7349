import { expect, it, test } from 'vitest';
import { outputSchema } from '../../cli/report/outputSchema.ts';
import { folderOf } from '../../core/project.ts';
import { defineRule } from '../../core/rule.ts';
import type { MemoryFile } from '../../host/memory.ts';
import { fakeLanguage, type Run, run } from './harness.ts';

/** Writes `DONE` for `pair`, names it in `.list` beside it, which is there, and makes `.new`, which is not. */
const pairRule = defineRule({
  id: 'pinned/pair',
  title: 'The word pair',
  languages: ['dockerfile'],
  level: { recommended: 'error' },
  since: '0.1.0',
  why: 'The word drifts.',
  examples: { bad: [], good: [] },
  *check({ file: { path, text } }) {
    const start = text.indexOf('pair');
    if (start === -1) return;
    const span = { start, end: start + 4 };
    const folder = folderOf(path);
    yield {
      at: { span, path: 'word' },
      message: '`pair` is here',
      fixes: [
        {
          title: 'Write `DONE`',
          safety: 'suggested',
          edits: [{ span, newText: 'DONE' }],
          elsewhere: [
            {
              kind: 'edit',
              file: `${folder}/.list`,
              edits: [{ span: { start: 0, end: 0 }, newText: 'first\n' }],
            },
            { kind: 'create', file: `${folder}/.new`, text: 'made\n' },
          ],
        },
      ],
    };
  },
});

const loadLanguage: Run['loadLanguage'] = async (id) => ({
  ...fakeLanguage(id),
  references: ({ path }) => [{ kind: 'file', path: `${folderOf(path)}/.list` }],
});

const pair = (given: Run) => run({ ...given, rules: [pairRule], loadLanguage });
const untouched = { Dockerfile: 'FROM pair\n', '.list': 'last\n' };
const whole = { Dockerfile: 'FROM DONE\n', '.list': 'first\nlast\n', '.new': 'made\n' };
const finding = 'Dockerfile:1:6: error pinned/pair: `pair` is here\n';

const cases: readonly (Run & {
  readonly name: string;
  readonly stdout: string;
  readonly stderr?: string;
  readonly after: Readonly<Record<string, MemoryFile>>;
})[] = [
  {
    name: 'is written whole, and counted once',
    args: ['check', '--fix-suggested'],
    files: untouched,
    stdout: 'Applied 1 fix in 3 files.\nNo findings in 1 file.\n',
    after: whole,
  },
  {
    name: 'is written beside what the run was asked to lint',
    args: ['check', 'web/Dockerfile', '--fix-suggested', '--quiet'],
    files: { 'web/Dockerfile': 'FROM pair\n', 'web/.list': '' },
    stdout: '',
    after: { 'web/Dockerfile': 'FROM DONE\n', 'web/.list': 'first\n', 'web/.new': 'made\n' },
  },
  {
    name: 'writes through links',
    args: ['check', '--fix-suggested', '--quiet'],
    files: { Dockerfile: 'FROM pair\n', '.list': { link: 'lists/one' }, 'lists/one': 'last\n' },
    stdout: '',
    after: {
      Dockerfile: 'FROM DONE\n',
      '.list': { link: 'lists/one' },
      'lists/one': 'first\nlast\n',
      '.new': 'made\n',
    },
  },
  {
    name: 'is no safe fix',
    args: ['check', '--fix', '--format', 'concise'],
    files: untouched,
    stdout: finding,
    after: untouched,
  },
  {
    name: 'is left out where one file is read-only',
    args: ['check', '--fix-suggested', '--format', 'concise'],
    files: { ...untouched, '.list': { readOnly: 'last\n' } },
    stdout: `${finding}.list:1:1: notice skipped: \`.list\` was not fixed: it is read-only; make it writable and run again\n`,
    after: { ...untouched, '.list': { readOnly: 'last\n' } },
  },
  {
    name: 'is left out where what it makes is there and cannot be read',
    args: ['check', '--fix-suggested', '--format', 'concise'],
    files: { ...untouched, '.new/folder': '' },
    stdout: `${finding}.new:1:1: notice skipped: \`.new\` was not created: there is one that cannot be read\n`,
    after: { ...untouched, '.new/folder': '' },
  },
  {
    name: 'is left out where what it makes is a link that leads nowhere',
    args: ['check', '--fix-suggested', '--format', 'concise'],
    files: { ...untouched, '.new': { link: 'nothing' } },
    stdout: `${finding}.new:1:1: notice skipped: \`.new\` was not created: there is one that cannot be read\n`,
    after: { ...untouched, '.new': { link: 'nothing' } },
  },
  {
    name: 'is left out where the other file is not there',
    args: ['check', '--fix-suggested', '--format', 'concise'],
    files: { Dockerfile: 'FROM pair\n' },
    stdout: finding,
    after: { Dockerfile: 'FROM pair\n' },
  },
  {
    name: 'is left out where the other file is to be left alone',
    args: ['check', '--fix-suggested', '--format', 'concise'],
    files: { ...untouched, 'fixity.yaml': 'files:\n  ignore: [.new]\n' },
    stdout: `${finding}.new:1:1: notice skipped: \`.new\` was not created: \`files.ignore\` names it\n`,
    after: { ...untouched, 'fixity.yaml': 'files:\n  ignore: [.new]\n' },
  },
  {
    name: 'is left out with standard input',
    args: ['check', '-', '--stdin-filename', 'Dockerfile', '--fix-suggested', '--format', 'concise'],
    stdin: 'FROM pair\n',
    files: untouched,
    stdout: 'FROM pair\n',
    stderr: [
      finding,
      '.list:1:1: notice skipped: `.list` was not fixed: standard input is all that this run may change\n',
      '.new:1:1: notice skipped: `.new` was not created: standard input is all that this run may change\n',
    ].join(''),
    after: untouched,
  },
  {
    name: 'is shown whole by --diff',
    args: ['check', '--diff', '--fix-suggested'],
    files: { ...untouched, '.list': { readOnly: 'last\n' } },
    stdout: [
      '--- a/.list',
      '+++ b/.list',
      '@@ -1,1 +1,2 @@',
      '+first',
      ' last',
      '--- a/Dockerfile',
      '+++ b/Dockerfile',
      '@@ -1,1 +1,1 @@',
      '-FROM pair',
      '+FROM DONE',
      '--- /dev/null',
      '+++ b/.new',
      '@@ -0,0 +1,1 @@',
      '+made',
      '',
    ].join('\n'),
    stderr: '3 files would change\n',
    after: { ...untouched, '.list': { readOnly: 'last\n' } },
  },
  {
    name: 'is not in what --diff shows where it cannot be made, and that is said',
    args: ['check', '--diff', '--fix-suggested'],
    files: { ...untouched, '.new/folder': '' },
    stdout: '',
    stderr: '`.new` was not created: there is one that cannot be read\n0 files would change\n',
    after: { ...untouched, '.new/folder': '' },
  },
];

it.each(cases)('a fix of several files $name', async ({ name, stdout, stderr = '', after, ...given }) => {
  const ran = await pair(given);
  expect(ran.stdout).toBe(stdout);
  expect(ran.stderr).toBe(stderr);
  expect(ran.files).toEqual(after);
});

const edits = [
  { file: 'Dockerfile', line: 1, column: 6, endLine: 1, endColumn: 10, newText: 'DONE' },
  { file: '.list', line: 1, column: 1, endLine: 1, endColumn: 1, newText: 'first\n' },
];

test('json has the edits of all files, and those to be made', async () => {
  const { stdout } = await pair({ args: ['check', '--format', 'json'], files: untouched });
  const [fix] = outputSchema.parse(JSON.parse(stdout)).findings[0]!.fixes;
  expect(fix).toEqual({
    title: 'Write `DONE`',
    safety: 'suggested',
    edits,
    creates: [{ file: '.new', text: 'made\n' }],
  });
});

test('sarif has a change for each file', async () => {
  const { stdout } = await pair({ args: ['check', '--format', 'sarif'], files: untouched });
  const [fix] = JSON.parse(stdout).runs[0].results[0].fixes;
  expect(fix.artifactChanges).toEqual([
    toArtifactChange('Dockerfile', { startLine: 1, startColumn: 6, endLine: 1, endColumn: 10 }, 'DONE'),
    toArtifactChange('.list', { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, 'first\n'),
    toArtifactChange('.new', { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, 'made\n'),
  ]);
});

const toArtifactChange = (uri: string, deletedRegion: object, text: string) => ({
  artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
  replacements: [{ deletedRegion, insertedContent: { text } }],
});
