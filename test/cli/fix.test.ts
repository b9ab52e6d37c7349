import { describe, expect, it } from 'vitest';
import type { MemoryFile } from '../../host/memory.ts';
import { type Run, run, wordRule } from './harness.ts';

const bad = 'FROM a:latest\nRUN ssh disk\n';

const cases: readonly (Run & {
  readonly name: string;
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** The files after the run. */
  readonly after: Readonly<Record<string, MemoryFile>>;
})[] = [
  {
    name: '--fix applies safe fixes alone',
    args: ['check', '--fix', '--format', 'concise'],
    files: { Dockerfile: bad },
    exitCode: 0,
    stdout: [
      'Dockerfile:2:5: warning sealed/ssh: `ssh` is here; leave it out',
      'Dockerfile:2:9: info stateless/disk: `disk` is here; leave it out',
      '',
    ].join('\n'),
    after: { Dockerfile: 'FROM a:1.0\nRUN ssh disk\n' },
  },
  {
    name: '--fix-suggested applies safe ones too, and no placeholder',
    args: ['check', '--fix-suggested', '--format', 'concise'],
    files: { Dockerfile: bad },
    exitCode: 0,
    stdout: 'Dockerfile:2:12: info stateless/disk: `disk` is here; leave it out\n',
    after: { Dockerfile: 'FROM a:1.0\nRUN sealed disk\n' },
  },
  {
    name: 'byte order mark and line ends stay',
    args: ['check', '--fix'],
    files: { Dockerfile: '\ufeffFROM a:latest\r\nRUN x\r\n' },
    exitCode: 0,
    after: { Dockerfile: '\ufeffFROM a:1.0\r\nRUN x\r\n' },
  },
  {
    name: 'a file that may not be written',
    args: ['check', '--fix', '--format', 'concise'],
    files: { Dockerfile: { readOnly: 'FROM a:latest\n' } },
    exitCode: 1,
    stdout: [
      'Dockerfile:1:7: error pinned/latest: `:latest` is here; leave it out',
      'Dockerfile:1:1: notice skipped: `Dockerfile` was not fixed: it is read-only; make it writable and run again',
      '',
    ].join('\n'),
    after: { Dockerfile: { readOnly: 'FROM a:latest\n' } },
  },
  {
    name: 'a fix that breaks the text is not written',
    args: ['check', '--fix', '--format', 'concise'],
    rules: [wordRule('pinned/broken', 'latest', { replacement: '{{' })],
    files: { Dockerfile: 'FROM a:latest\n' },
    exitCode: 2,
    stdout: [
      'Dockerfile:1:8: error pinned/broken: `latest` is here; leave it out',
      'Dockerfile:1:1: notice internal-error: `Dockerfile` was not fixed: the fixed text would not parse; please report it',
      '',
    ].join('\n'),
    after: { Dockerfile: 'FROM a:latest\n' },
  },
  {
    name: '--diff writes nothing',
    args: ['check', '--diff'],
    files: { 'a/Dockerfile': bad, 'b/Dockerfile': 'RUN ssh' },
    exitCode: 1,
    stdout: [
      '--- a/a/Dockerfile',
      '+++ b/a/Dockerfile',
      '@@ -1,2 +1,2 @@',
      '-FROM a:latest',
      '+FROM a:1.0',
      ' RUN ssh disk',
      '',
    ].join('\n'),
    stderr: '1 file would change\n',
    after: { 'a/Dockerfile': bad, 'b/Dockerfile': 'RUN ssh' },
  },
  {
    name: '--diff --fix-suggested shows more, and a missing last line end',
    args: ['check', '--diff', '--fix-suggested', '--quiet'],
    files: { Dockerfile: 'RUN ssh' },
    exitCode: 0,
    stdout: [
      '--- a/Dockerfile',
      '+++ b/Dockerfile',
      '@@ -1,1 +1,1 @@',
      '-RUN ssh',
      '\\ No newline at end of file',
      '+RUN sealed',
      '\\ No newline at end of file',
      '',
    ].join('\n'),
    stderr: '',
    after: { Dockerfile: 'RUN ssh' },
  },
  {
    name: 'standard input: the fixed text goes out, the report to standard error',
    args: ['check', '-', '--stdin-filename', 'Dockerfile', '--fix', '--format', 'concise'],
    files: { Dockerfile: 'on disk' },
    stdin: '\ufeffFROM a:latest\r\nRUN ssh\r\n',
    exitCode: 0,
    stdout: '\ufeffFROM a:1.0\r\nRUN ssh\r\n',
    stderr: 'Dockerfile:2:5: warning sealed/ssh: `ssh` is here; leave it out\n',
    after: { Dockerfile: 'on disk' },
  },
  {
    name: 'standard input that is not ours comes out as it went in',
    args: ['check', '-', '--stdin-filename', 'settings.yaml', '--fix', '--quiet'],
    stdin: 'a: latest\n',
    exitCode: 3,
    stdout: 'a: latest\n',
    stderr: '',
    after: {},
  },
  {
    name: 'a link is written through',
    args: ['check', 'Dockerfile', '--fix'],
    files: { Dockerfile: { link: 'docker/app' }, 'docker/app': 'FROM a:latest\n' },
    exitCode: 0,
    after: { Dockerfile: { link: 'docker/app' }, 'docker/app': 'FROM a:1.0\n' },
  },
];

describe('fixes', () => {
  it.each(cases)('$name', async ({ exitCode, stdout, stderr, after, ...given }) => {
    const ran = await run(given);
    if (stdout !== undefined) expect(ran.stdout).toBe(stdout);
    if (stderr !== undefined) expect(ran.stderr).toBe(stderr);
    expect(ran.files).toEqual(after);
    expect(ran.exitCode).toBe(exitCode);
  });
});
