import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputJsonSchema, outputSchema } from '../../cli/report/outputSchema.ts';
import { run, wordRule } from './harness.ts';

/** Every kind of thing that a report can hold. */
const everything = {
  'a b/Dockerfile': 'FROM é:latest\n# fixity: ignore[pinned/latest]\nFROM a:latest\nRUN ssh disk ssh\n{{\n',
  'c/main.tf': 'quiet',
  'd/Dockerfile': new Uint8Array([0x46, 0x00]),
  'e/Dockerfile': 'explode',
};

describe('pretty', () => {
  it('shows source, fix, link and a summary', async () => {
    const { stdout } = await run({ args: ['check'], files: everything });
    expect(stdout).toMatchInlineSnapshot(`
      "error pinned/latest: \`:latest\` is here; leave it out
       --> a b/Dockerfile:1:7
        |
      1 | FROM é:latest
        |       ^^^^^^^
        | fix (--fix): Write :1.0
        | - FROM é:latest
        | + FROM é:1.0
        | available fix, needs a look-up: Pin to the digest
        | https://github.com/fixity-dev/fixity/blob/main/docs/rules/pinned/latest.md

      warning sealed/ssh: \`ssh\` is here; leave it out
       --> a b/Dockerfile:4:5
        |
      4 | RUN ssh disk ssh
        |     ^^^
        | suggested fix (--fix-suggested): Write sealed
        | - RUN ssh disk ssh
        | + RUN sealed disk ssh
        | https://github.com/fixity-dev/fixity/blob/main/docs/rules/sealed/ssh.md

      info stateless/disk: \`disk\` is here; leave it out
       --> a b/Dockerfile:4:9
        |
      4 | RUN ssh disk ssh
        |         ^^^^
        | fix to complete by hand: Write PLACE
        | - RUN ssh disk ssh
        | + RUN ssh PLACE ssh
        | https://github.com/fixity-dev/fixity/blob/main/docs/rules/stateless/disk.md

      warning sealed/ssh: \`ssh\` is here; leave it out
       --> a b/Dockerfile:4:14
        |
      4 | RUN ssh disk ssh
        |              ^^^
        | suggested fix (--fix-suggested): Write sealed
        | - RUN ssh disk ssh
        | + RUN ssh disk sealed
        | https://github.com/fixity-dev/fixity/blob/main/docs/rules/sealed/ssh.md

      notice: a b/Dockerfile:5:1: braces are not allowed
      notice: \`d/Dockerfile\` is binary; list it in \`files.ignore\` of fixity.yaml
      internal error: \`e/Dockerfile\` could not be linted (exploded); please report it

        pinned       1 error
        sealed       2 warnings
        stateless    1 info
      4 findings in 1 of 2 files.
      Fixable: 1 with --fix, 2 with --fix-suggested.
      1 finding suppressed.
      "
    `);
  });

  it.each([
    { name: 'tabs', text: '\tRUN\tssh', source: '    RUN ssh', marks: '        ^^^' },
    { name: 'wide characters', text: '# 日本 ssh', source: '# 日本 ssh', marks: '       ^^^' },
    { name: 'a combining character', text: '# e\u0301 ssh', source: '# e\u0301 ssh', marks: '    ^^^' },
    { name: 'an escape sequence', text: '\u001b[2J ssh', source: '\u241b[2J ssh', marks: '     ^^^' },
    { name: 'a character that turns the direction', text: '\u202e ssh', source: '\ufffd ssh', marks: '  ^^^' },
    {
      name: 'a long line',
      text: `${'x'.repeat(300)}ssh${'y'.repeat(300)}`,
      source: `…${'x'.repeat(20)}ssh${'y'.repeat(87)}…`,
      marks: `${' '.repeat(21)}^^^`,
    },
    {
      name: 'the end of a long line',
      text: `${'x'.repeat(300)}ssh`,
      source: `…${'x'.repeat(107)}ssh`,
      marks: `${' '.repeat(108)}^^^`,
    },
  ])('$name', async ({ text, source, marks }) => {
    const { stdout } = await run({ args: ['check', '--quiet'], files: { Dockerfile: text } });
    const lines = stdout.split('\n');
    expect(lines[3]).toBe(`1 | ${source}`);
    expect(lines[4]).toBe(`  | ${marks}`);
  });

  it('a span over many lines', async () => {
    const rules = [wordRule('pinned/long', 'RUN a \\\\\\n  b \\\\\\n  c \\\\\\n  d', {})];
    const { stdout } = await run({
      args: ['check', '--quiet'],
      files: { Dockerfile: 'RUN a \\\n  b \\\n  c \\\n  d\n' },
      rules,
    });
    expect(stdout).toMatchInlineSnapshot(`
      "error pinned/long: \`RUN a \\\\\\n  b \\\\\\n  c \\\\\\n  d\` is here; leave it out
       --> Dockerfile:1:1
        |
      1 | RUN a \\
        | ^^^^^^^
      2 |   b \\
        |   ^^^
      3 |   c \\
        |   ^^^
        | https://github.com/fixity-dev/fixity/blob/main/docs/rules/pinned/long.md
      "
    `);
  });

  it('nothing found', async () => {
    const { stdout } = await run({ args: ['check'], files: { Dockerfile: 'FROM a:1\n' } });
    expect(stdout).toBe('No findings in 1 file.\n');
  });

  it('after fixing', async () => {
    const { stdout } = await run({ args: ['check', '--fix'], files: { Dockerfile: 'FROM a:latest\nFROM b:latest\n' } });
    expect(stdout).toBe('Applied 2 fixes in 1 file.\nNo findings in 1 file.\n');
  });
});

describe('json', () => {
  it('is what its schema says', async () => {
    const { stdout } = await run({ args: ['check', '--format', 'json'], files: everything });
    const output = outputSchema.parse(JSON.parse(stdout));
    expect(output.summary).toEqual({
      files: 2,
      findings: 4,
      errors: 1,
      warnings: 2,
      infos: 1,
      principles: { pinned: 1, sealed: 2, stateless: 1, replaceable: 0 },
      fixable: { safe: 1, suggested: 2 },
      fixed: 0,
      suppressed: 1,
      problems: 3,
    });
    expect(output.findings[0]).toEqual({
      rule: 'pinned/latest',
      level: 'error',
      principle: 'pinned',
      message: '`:latest` is here; leave it out',
      file: 'a b/Dockerfile',
      line: 1,
      column: 7,
      endLine: 1,
      endColumn: 14,
      state: 'active',
      path: 'word::latest',
      related: [],
      fixes: [
        {
          title: 'Write :1.0',
          safety: 'safe',
          edits: [{ file: 'a b/Dockerfile', line: 1, column: 7, endLine: 1, endColumn: 14, newText: ':1.0' }],
          creates: [],
        },
      ],
      onlineFixes: [{ title: 'Pin to the digest', safety: 'safe' }],
    });
    expect(output.findings.map(({ line, column, state }) => [line, column, state])).toEqual([
      [1, 7, 'active'],
      [3, 7, 'suppressed'],
      [4, 5, 'active'],
      [4, 9, 'active'],
      [4, 14, 'active'],
    ]);
    expect(output.problems).toEqual([
      {
        kind: 'syntax',
        file: 'a b/Dockerfile',
        line: 5,
        column: 1,
        endLine: 5,
        endColumn: 3,
        message: 'braces are not allowed',
      },
      { kind: 'skipped', file: 'd/Dockerfile', message: expect.stringContaining('is binary') },
      { kind: 'internal-error', file: 'e/Dockerfile', message: expect.stringContaining('exploded') },
    ]);
  });

  it('is written although nothing was linted', async () => {
    const { stdout, exitCode } = await run({ args: ['check', '--format', 'json'], files: { 'README.md': '' } });
    expect(outputSchema.parse(JSON.parse(stdout)).findings).toEqual([]);
    expect(exitCode).toBe(3);
  });

  it('has a published schema that is up to date', () => {
    const published = readFileSync(join(import.meta.dirname, '../../schema/output.schema.json'), 'utf8');
    expect(JSON.parse(published)).toEqual(outputJsonSchema());
  });
});

interface SarifLog {
  readonly runs: readonly [
    {
      readonly results: readonly {
        readonly ruleId: string;
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly suppressions: readonly object[];
        readonly locations: readonly object[];
      }[];
      readonly invocations: readonly object[];
    },
  ];
}

const toSarif = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<SarifLog> =>
  JSON.parse((await run({ args: ['check', '--format', 'sarif'], files })).stdout) as SarifLog;

describe('sarif', () => {
  it('is accepted by its own validator', async () => {
    const { stdout } = await run({ args: ['check', '--format', 'sarif'], files: everything });
    const folder = mkdtempSync(join(tmpdir(), 'fixity-sarif-'));
    try {
      writeFileSync(join(folder, 'report.sarif'), stdout);
      const tool = join(import.meta.dirname, '../../node_modules/.bin/sarif-multitool');
      execFileSync(
        tool,
        ['validate', 'report.sarif', '--output', 'log.sarif', '--log', 'ForceOverwrite', '--level', '"Error;Warning"'],
        {
          cwd: folder,
          stdio: 'pipe',
        },
      );
      // Its exit code is 0 whatever it finds.
      const log = JSON.parse(readFileSync(join(folder, 'log.sarif'), 'utf8').replace(/^\ufeff/, '')) as SarifLog;
      expect(log.runs[0].results).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);

  it('holds regions, suppressions and notifications', async () => {
    const [{ results, invocations }] = (await toSarif(everything)).runs;
    expect(results[0]!.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'a%20b/Dockerfile', uriBaseId: '%SRCROOT%' },
          region: { startLine: 1, startColumn: 7, endLine: 1, endColumn: 14 },
        },
        logicalLocations: [{ fullyQualifiedName: 'word::latest' }],
      },
    ]);
    expect(results.map(({ suppressions }) => suppressions)).toEqual([[], [{ kind: 'inSource' }], [], [], []]);
    expect(invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: 'warning' }, { level: 'warning' }, { level: 'error' }],
      },
    ]);
  });

  it('gives fingerprints that survive edits above and tell equal findings apart', async () => {
    const fingerprints = async (text: string): Promise<readonly (string | undefined)[]> =>
      (await toSarif({ Dockerfile: text })).runs[0].results.map(
        ({ partialFingerprints }) => partialFingerprints['fixityFinding/v1'],
      );
    const before = await fingerprints('RUN ssh ssh disk\n');
    expect(new Set(before).size).toBe(3);
    expect(await fingerprints('FROM a\n\nRUN ssh ssh disk\n')).toEqual(before);
  });
});
