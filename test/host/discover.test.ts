import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discover } from '../../host/discover.ts';
import { createConfigurationFinder } from '../../host/findConfiguration.ts';
import { createFolders } from '../../host/folders.ts';
import type { Host } from '../../host/host.ts';
import { nodeHost } from '../../host/node.ts';
import { relativePath, resolvePath } from '../../host/path.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'fixity-discover-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Tree {
  /** Paths and texts; a text that starts with `-> ` is a link. */
  readonly files: Readonly<Record<string, string>>;
  readonly paths?: readonly string[];
  /** The working directory, below the temporary folder. */
  readonly cwd?: string;
}

async function walk({ files, paths = ['.'], cwd = '' }: Tree, host: Host = nodeHost) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), join(root, path));
    else writeFileSync(join(root, path), text);
  }
  const workingDirectory = resolvePath(root, cwd);
  const folders = createFolders(host, workingDirectory);
  const {
    files: found,
    problems,
    missing,
  } = await discover(
    paths.map((path) => resolvePath(workingDirectory, path)),
    {
      host,
      folders,
      configurationOf: createConfigurationFinder({ host, folders, loadRules: async () => [] }),
      isCandidate: (name) => name.endsWith('.tf'),
      toShown: (path) => relativePath(workingDirectory, path),
    },
  );
  return {
    files: found.map((path) => relativePath(workingDirectory, path)),
    problems: problems.map(({ message }) => message),
    missing: missing.map((path) => relativePath(workingDirectory, path)),
  };
}

const repository = { '.git/HEAD': '' };

const trees: readonly (Tree & {
  readonly name: string;
  readonly found: readonly string[];
  readonly problems?: readonly string[];
})[] = [
  {
    name: 'files in all folders, ordered',
    files: { 'b.tf': '', 'a/z.tf': '', 'a.tf': '', 'c.txt': '', '.hidden/d.tf': '' },
    found: ['.hidden/d.tf', 'a.tf', 'a/z.tf', 'b.tf'],
  },
  {
    name: 'no folders of tools',
    files: { '.git/a.tf': '', 'node_modules/a.tf': '', 'x/.terraform/modules/a.tf': '', 'x/a.tf': '' },
    found: ['x/a.tf'],
  },
  {
    name: 'no ignored files, the nearest .gitignore deciding',
    files: {
      ...repository,
      '.gitignore': '*.tf\n!keep.tf\n/only-here/\n',
      'a.tf': '',
      'keep.tf': '',
      'only-here/keep.tf': '',
      'x/only-here/keep.tf': '',
      'x/.gitignore': '!b.tf\nkeep.tf\n',
      'x/b.tf': '',
      'x/keep.tf': '',
      'x/y/b.tf': '',
    },
    found: ['keep.tf', 'x/b.tf', 'x/y/b.tf'],
  },
  {
    name: 'nothing from an ignored folder, whatever stands in it',
    files: { ...repository, '.gitignore': 'out\n', 'out/.gitignore': '!*\n', 'out/a.tf': '', 'a.tf': '' },
    found: ['a.tf'],
  },
  {
    name: 'what the repository ignores, seen from a folder below',
    files: { ...repository, '.gitignore': 'gen/\n*.auto.tf\n', 'x/gen/a.tf': '', 'x/b.auto.tf': '', 'x/c.tf': '' },
    cwd: 'x',
    found: ['c.tf'],
  },
  {
    name: 'no .gitignore from above the repository',
    files: { '.gitignore': '*.tf\n', 'x/.git/HEAD': '', 'x/a.tf': '' },
    cwd: 'x',
    found: ['a.tf'],
  },
  {
    name: 'an ignored file that is named',
    files: { ...repository, '.gitignore': '*.tf\n', 'a.tf': '', 'b.tf': '' },
    paths: ['b.tf'],
    found: ['b.tf'],
  },
  {
    name: 'an ignored folder that is named',
    files: { ...repository, '.gitignore': 'out\n', 'out/a.tf': '', 'out/.gitignore': 'b.tf\n', 'out/b.tf': '' },
    paths: ['out'],
    found: ['out/a.tf'],
  },
  {
    name: 'what files.ignore leaves',
    files: {
      ...repository,
      'fixity.yaml': 'files: { ignore: ["/x/*.tf", "old/", "!/x/keep.tf"] }',
      'x/a.tf': '',
      'x/keep.tf': '',
      'x/y/a.tf': '',
      'z/old/a.tf': '',
    },
    found: ['x/keep.tf', 'x/y/a.tf'],
  },
  {
    name: 'links to files that it does not find otherwise, and no links to folders',
    files: {
      'a/real.tf': '',
      'alias.tf': '-> a/real.tf',
      'other.txt': '',
      'link.tf': '-> other.txt',
      'folder.tf': '-> a',
      again: '-> .',
    },
    found: ['a/real.tf', 'link.tf'],
  },
  {
    name: 'a folder behind a link that is named',
    files: { 'a/real.tf': '', link: '-> a' },
    paths: ['link'],
    found: ['link/real.tf'],
  },
  {
    name: 'links to nothing and in circles',
    files: {
      'a.tf': '',
      'gone.tf': '-> nowhere',
      'one.tf': '-> two.tf',
      'two.tf': '-> one.tf',
      'not-ours.txt': '-> nowhere',
    },
    found: ['a.tf'],
    problems: [
      '`gone.tf` cannot be read: it does not exist, or is a link to nothing; restore it, or remove the link',
      '`one.tf` cannot be read: its links go in a circle; remove one of them',
      '`two.tf` cannot be read: its links go in a circle; remove one of them',
    ],
  },
  {
    name: 'a link to nothing that is named',
    files: { 'gone.tf': '-> nowhere' },
    paths: ['gone.tf'],
    found: [],
    problems: ['`gone.tf` cannot be read: it does not exist, or is a link to nothing; restore it, or remove the link'],
  },
];

describe('discover', () => {
  it.each(trees)('finds $name', async ({ found, problems = [], ...tree }) => {
    const result = await walk(tree);
    expect(result.files).toEqual(found);
    expect(result.problems).toEqual(problems);
    expect(result.missing).toEqual([]);
  });

  it('tells which arguments name nothing', async () => {
    expect((await walk({ files: { 'a.tf': '' }, paths: ['a.tf', 'b.tf', 'c/d.tf'] })).missing).toEqual([
      'b.tf',
      'c/d.tf',
    ]);
  });

  // Root reads everything.
  it('goes on after a folder that may not be read', async () => {
    // Nothing is closed to root, so the host says what the system would.
    const listDirectory = (path: string) =>
      path.endsWith('/closed')
        ? Promise.reject(Object.assign(new Error('EACCES: permission denied, scandir'), { code: 'EACCES' }))
        : nodeHost.listDirectory(path);
    const result = await walk({ files: { 'a.tf': '', 'closed/b.tf': '' } }, { ...nodeHost, listDirectory });
    expect(result.files).toEqual(['a.tf']);
    expect(result.problems).toEqual([expect.stringContaining('`closed` cannot be read: permission denied')]);
  });

  it('ignores exactly what git ignores', async () => {
    const files: Record<string, string> = {
      '.gitignore': [
        '# comment',
        'a/**/z.tf',
        '*.log.tf',
        '!a/b/z.tf',
        'dir/',
        '/root.tf',
        'sp\\ ace.tf',
        '**/deep/*.tf',
        'x[0-9].tf',
        '',
      ].join('\n'),
      'n/.gitignore': 'local.tf\n!x1.tf\n',
    };
    for (const folder of ['', 'a/', 'a/b/', 'dir/', 'n/', 'n/deep/', 'n/m/dir/'])
      for (const name of ['z.tf', 'y.log.tf', 'root.tf', 'sp ace.tf', 'x1.tf', 'local.tf']) files[folder + name] = '';
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    const { files: found } = await walk({ files });
    const listed = execFileSync('git', ['ls-files', '--others', '--exclude-standard', '--', '*.tf'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(found).toEqual(
      listed
        .trim()
        .split('\n')
        .map((line) => line.replace(/^"(.*)"$/, '$1'))
        .sort(),
    );
  });
});
