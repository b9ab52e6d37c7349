import { describe, expect, it } from 'vitest';
import { type Run, run, wordRule } from './harness.ts';

/** Each a command line, its files, and what it prints; the concise format keeps the point in sight. */
const cases: readonly (Run & {
  readonly name: string;
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
})[] = [
  {
    name: 'a finding at the level of --fail-on',
    args: ['check', '--format', 'concise'],
    files: { Dockerfile: 'FROM a:latest\n' },
    exitCode: 1,
    stdout: 'Dockerfile:1:7: error pinned/latest: `:latest` is here; leave it out\n',
  },
  {
    name: 'a finding below --fail-on',
    args: ['check', '--format', 'concise'],
    files: { Dockerfile: 'RUN ssh\n' },
    exitCode: 0,
    stdout: 'Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out\n',
  },
  {
    name: '--fail-on warning',
    args: ['check', '--fail-on', 'warning', '--format', 'concise'],
    files: { Dockerfile: 'RUN ssh\n' },
    exitCode: 1,
  },
  {
    name: '--fail-on info',
    args: ['check', '--fail-on', 'info', '--format', 'concise'],
    files: { Dockerfile: 'RUN disk\n' },
    exitCode: 1,
  },
  {
    name: '--fail-on never',
    args: ['check', '--fail-on', 'never', '--format', 'concise'],
    files: { Dockerfile: 'FROM a:latest\n' },
    exitCode: 0,
  },
  {
    name: 'files in the order of their paths, whatever the order of arguments, each once',
    args: ['check', 'b', 'a/Dockerfile', '.', '--format', 'concise'],
    files: { 'b/Dockerfile': 'RUN ssh\n', 'a/Dockerfile': 'RUN ssh\nRUN ssh\n', 'a/main.tf': 'ssh' },
    exitCode: 0,
    stdout: [
      'a/Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
      'a/Dockerfile:2:5: warning sealed/ssh: `ssh` is here; leave it out',
      'a/main.tf:1:1: warning sealed/ssh: `ssh` is here; leave it out',
      'b/Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
      '',
    ].join('\n'),
  },
  {
    name: 'a file outside the working directory',
    args: ['check', '../other/Dockerfile', '--format', 'concise'],
    files: { '/other/Dockerfile': 'RUN ssh\n' },
    exitCode: 0,
    stdout: '../other/Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out\n',
  },
  {
    name: 'a suppressed finding is hidden and does not count',
    args: ['check', '--format', 'concise'],
    files: { Dockerfile: '# fixity: ignore[pinned/latest] mirrored\nFROM a:latest\n' },
    exitCode: 0,
    stdout: '',
  },
  {
    name: 'a suppression whose day has passed',
    args: ['check', '--format', 'concise'],
    files: { Dockerfile: '# fixity: ignore[pinned/latest] mirrored (until 2026-06-14)\nFROM a:latest\n' },
    exitCode: 1,
  },
  {
    name: 'nothing to lint',
    args: ['check'],
    files: { 'README.md': '', 'settings.yaml': 'a: 1\n' },
    exitCode: 3,
    stdout: '',
    stderr: 'fixity: nothing to lint: no file of a language that Fixity knows was found\n',
  },
  {
    name: 'a path that does not exist',
    args: ['check', 'Dockerfile', 'gone', 'lost'],
    files: { Dockerfile: 'FROM a:latest\n' },
    exitCode: 2,
    stdout: '',
    stderr: 'fixity: no such file or folder: gone\nfixity: no such file or folder: lost\n',
  },
  {
    name: 'a named file of a language that is not ours',
    args: ['check', 'notes.txt', '--format', 'concise'],
    files: { 'notes.txt': '' },
    exitCode: 3,
    stdout:
      'notes.txt:1:1: notice skipped: `notes.txt` is of no language that Fixity knows by its name; rename it, or leave it out\n',
  },
  {
    name: 'a file that is skipped leaves nothing to lint',
    args: ['check', '--format', 'concise'],
    files: { Dockerfile: new Uint8Array([0]) },
    exitCode: 3,
    stderr: 'fixity: nothing to lint: see the notices\n',
  },
  {
    name: 'a folder and a file that may not be read',
    args: ['check', '--format', 'concise'],
    files: {
      'closed/.': { error: 'EACCES' },
      'closed/Dockerfile': 'RUN ssh\n',
      'main.tf': { error: 'EACCES' },
      'open/Dockerfile': 'RUN ssh\n',
    },
    exitCode: 0,
    stdout: [
      'open/Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
      'closed:1:1: notice unreadable: `closed` cannot be read: permission denied; allow it, or list it in `files.ignore` of fixity.yaml',
      'main.tf:1:1: notice unreadable: `main.tf` cannot be read: permission denied; allow it, or list it in `files.ignore` of fixity.yaml',
      '',
    ].join('\n'),
  },
  {
    name: 'files.maxSize',
    args: ['check', '--format', 'concise'],
    files: {
      'fixity.yaml': 'files: { maxSize: 30 }',
      'a/Dockerfile': 'RUN ssh',
      'b/Dockerfile': `RUN ${'x'.repeat(27)}`,
    },
    exitCode: 0,
    stdout: [
      'a/Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
      'b/Dockerfile:1:1: notice skipped: `b/Dockerfile` is larger than 30 bytes (31 bytes); raise `files.maxSize` or list it in `files.ignore` of fixity.yaml',
      '',
    ].join('\n'),
  },
  {
    name: 'a syntax problem is a notice',
    args: ['check', '--format', 'concise'],
    files: { Dockerfile: 'FROM a\n{{\n' },
    exitCode: 0,
    stdout: 'Dockerfile:2:1: notice syntax: braces are not allowed\n',
  },
  {
    name: 'an internal error costs the file, not the run',
    args: ['check', '--format', 'concise'],
    files: { 'a/Dockerfile': 'explode\n', 'b/Dockerfile': 'RUN ssh\n' },
    exitCode: 2,
    stdout: [
      'b/Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out',
      'a/Dockerfile:1:1: notice internal-error: `a/Dockerfile` could not be linted (exploded); please report it',
      '',
    ].join('\n'),
  },
  {
    name: 'a control character in a file name cannot drive the terminal',
    args: ['check', '--format', 'concise'],
    files: { '\u001b[2J.tf': 'ssh' },
    exitCode: 0,
    stdout: '\u241b[2J.tf:1:1: warning sealed/ssh: `ssh` is here; leave it out\n',
  },
  {
    name: '--only',
    args: ['check', '--only', 'sealed/*', '--format', 'concise'],
    files: { Dockerfile: 'FROM a:latest\nRUN ssh\n' },
    exitCode: 0,
    stdout: 'Dockerfile:2:5: warning sealed/ssh: `ssh` is here; leave it out\n',
  },
  {
    name: '--only turns on a rule that is off',
    args: ['check', '--only', 'replaceable/quiet', '--format', 'concise'],
    files: { Dockerfile: 'RUN quiet\n' },
    exitCode: 0,
    stdout: 'Dockerfile:1:5: info replaceable/quiet: `quiet` is here; leave it out\n',
  },
  {
    name: '--skip, twice',
    args: ['check', '--skip', 'pinned/latest', '--skip', 'sealed/ssh', '--format', 'concise'],
    files: { Dockerfile: 'FROM a:latest\nRUN ssh disk\n' },
    exitCode: 0,
    stdout: 'Dockerfile:2:9: info stateless/disk: `disk` is here; leave it out\n',
  },
  {
    name: '--skip with a rule that does not exist',
    args: ['check', '--skip', 'pinned/lates'],
    exitCode: 2,
    stderr: 'fixity: `pinned/lates` is not a rule; did you mean `pinned/latest`?\n',
  },
  {
    name: '--only with nothing near',
    args: ['check', '--only', 'DL3006'],
    exitCode: 2,
    stderr: 'fixity: `DL3006` is not a rule; `fixity rules` lists all\n',
  },
  {
    name: 'a comment with a rule of a language that the run has no file of',
    args: ['check', '--format', 'concise'],
    files: { Dockerfile: '# fixity: ignore[pinned/chart] x\nFROM a\n# fixity: ignore[pinned/char] x\nFROM a\n' },
    rules: [{ ...wordRule('pinned/chart', 'chart', {}), languages: ['helm'] }],
    exitCode: 0,
    stdout: 'Dockerfile:3:18: notice suppression: `pinned/char` is not a rule; this comment ignores nothing\n',
  },
  {
    name: 'standard input',
    args: ['check', '-', '--stdin-filename', 'x/main.tf', '--format', 'concise'],
    stdin: 'ssh\n',
    exitCode: 0,
    stdout: 'x/main.tf:1:1: warning sealed/ssh: `ssh` is here; leave it out\n',
  },
  {
    name: 'standard input instead of the file on disk',
    args: ['check', '-', '--stdin-filename', 'Dockerfile', '--format', 'concise'],
    files: { Dockerfile: 'FROM a:latest\n' },
    stdin: 'RUN ssh\n',
    exitCode: 0,
    stdout: 'Dockerfile:1:5: warning sealed/ssh: `ssh` is here; leave it out\n',
  },
  {
    name: 'standard input without a name',
    args: ['check', '-'],
    exitCode: 2,
    stderr: 'fixity: `-` needs --stdin-filename FILE, which tells the language\n',
  },
  {
    name: 'standard input and a path',
    args: ['check', '-', 'Dockerfile', '--stdin-filename', 'Dockerfile'],
    exitCode: 2,
    stderr: 'fixity: `-` cannot be mixed with other paths\n',
  },
  {
    name: 'a name for standard input that is not read',
    args: ['check', '--stdin-filename', 'Dockerfile'],
    exitCode: 2,
    stderr: 'fixity: --stdin-filename needs `-` as the path\n',
  },
  {
    name: '--quiet keeps findings alone',
    args: ['check', '--quiet', '--format', 'concise'],
    files: { Dockerfile: 'FROM a:latest {{\n' },
    exitCode: 1,
    stdout: 'Dockerfile:1:7: error pinned/latest: `:latest` is here; leave it out\n',
  },
  {
    name: 'a diff and a report that want the same place',
    args: ['check', '--diff', '--format', 'json'],
    exitCode: 2,
    stderr: 'fixity: --diff prints to standard output; give the json report a place with --output FILE\n',
  },
  { name: '--version', args: ['--version'], exitCode: 0, stdout: '1.2.3\n' },
];

describe('fixity check', () => {
  it.each(cases)('$name', async ({ exitCode, stdout, stderr, ...given }) => {
    const ran = await run(given);
    if (stdout !== undefined) expect(ran.stdout).toBe(stdout);
    if (stderr !== undefined) expect(ran.stderr).toBe(stderr);
    expect(ran.exitCode).toBe(exitCode);
  });

  it.each([
    { args: ['chekc'], message: "error: unknown command 'chekc'" },
    { args: ['check', '--fxi'], message: "error: unknown option '--fxi'" },
    { args: ['check', '--format', 'xml'], message: 'Allowed choices are pretty, concise, json, sarif' },
    { args: ['check', '--fail-on', 'fatal'], message: 'Allowed choices are error, warning, info, never' },
    { args: ['lsp'], message: "required option '--stdio' not specified" },
    { args: [], message: 'Usage: fixity' },
  ])('wrong usage: $args', async ({ args, message }) => {
    const ran = await run({ args });
    expect(ran.stderr).toContain(message);
    expect(ran.exitCode).toBe(2);
  });

  it('--output writes the report to a file, without colour, and nothing to standard output', async () => {
    const ran = await run({
      args: ['check', '--output', 'out/report.txt', '--format', 'pretty', '--quiet'],
      files: { Dockerfile: 'RUN ssh\n' },
      isTerminal: true,
    });
    expect(ran.stdout).toBe('');
    expect(ran.files['out/report.txt']).toContain(' --> Dockerfile:1:5\n');
    expect(ran.files['out/report.txt']).not.toContain('\u001b');
  });
});

describe('colour', () => {
  it.each([
    { name: 'in a terminal', isTerminal: true, isColored: true },
    { name: 'in a pipe', isColored: false },
    { name: 'in a pipe of a CI', env: { CI: 'true' }, isColored: false },
    { name: 'NO_COLOR', isTerminal: true, env: { NO_COLOR: '1' }, isColored: false },
    { name: 'FORCE_COLOR', env: { FORCE_COLOR: '1' }, isColored: true },
    { name: 'FORCE_COLOR=0', isTerminal: true, env: { FORCE_COLOR: '0' }, isColored: false },
    { name: 'a dumb terminal', isTerminal: true, env: { TERM: 'dumb' }, isColored: false },
    { name: '--color', args: ['--color'], env: { NO_COLOR: '1' }, isColored: true },
    { name: '--no-color', args: ['--no-color'], isTerminal: true, isColored: false },
  ])('$name', async ({ args = [], isColored, ...given }) => {
    const { stdout } = await run({ ...given, args: ['check', ...args], files: { Dockerfile: 'RUN ssh\n' } });
    expect(stdout.includes('\u001b[')).toBe(isColored);
  });
});
