import { type FindingLevel, levels } from '../core/finding.ts';
import type { FixedFile } from '../core/lintFiles.ts';
import type { Host, WritableHost } from '../host/host.ts';
import { nameOf, parentOf, resolvePath } from '../host/path.ts';
import { usesColor } from './color.ts';
import type { Engine } from './engine.ts';
import { type ExitCode, exitCodes, usageError } from './exitCode.ts';
import { findAndLint, type LintOptions, nothingToLint } from './findAndLint.ts';
import type { Fixing } from './fixAll.ts';
import type { Io } from './io.ts';
import { encode, writeOutput } from './output.ts';
import { activeFindings, plural, printable, type Report, type ReportStyle } from './report/report.ts';
import { type StandardInput, withStdin } from './stdin.ts';

export interface CheckOptions extends LintOptions {
  readonly fix?: boolean;
  readonly fixSuggested?: boolean;
  readonly diff?: boolean;
  readonly format: 'pretty' | 'concise' | 'json' | 'sarif';
  readonly output?: string;
  readonly failOn: FindingLevel | 'never';
  readonly stdinFilename?: string;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

/** `fixity check`. */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  io: Io,
  engine: Engine,
): Promise<ExitCode> {
  if (options.diff && options.format !== 'pretty' && options.output === undefined) {
    throw usageError(`--diff prints to standard output; give the ${options.format} report a place with --output FILE`);
  }
  const standardInput = await withStdin(paths, options.stdinFilename, io);
  const host = standardInput?.host ?? io.host;
  const starts = standardInput ? [standardInput.path] : paths.map((path) => resolvePath(io.cwd, path));
  const diffs: string[] = [];
  const run = await findAndLint(starts, options, { ...io, host }, engine, (toShown) =>
    toFixing(options, host, standardInput, async ({ before, after }) => {
      const { unifiedDiff } = await import('./diff.ts');
      diffs.push(unifiedDiff(toShown(after.path), before?.text, after.text));
    }),
  );
  if (!run) return exitCodes.failure;
  const { report } = run;
  await writeResults(report, diffs, standardInput, options, io);
  return toExitCode(report, options, io);
}

/** What to do about fixes; undefined where none are wanted. */
function toFixing(
  { fix, fixSuggested, diff }: CheckOptions,
  host: WritableHost,
  standardInput: StandardInput | undefined,
  showDiff: (file: FixedFile) => Promise<void>,
): Fixing | undefined {
  if (!fix && !fixSuggested && !diff) return undefined;
  return {
    wantedFixes: fixSuggested ? ['safe', 'suggested'] : ['safe'],
    async reasonAgainst({ before, after: { path } }) {
      if (standardInput && path !== standardInput.path) return 'standard input is all that this run may change';
      // What could not be read counts as missing.
      if (!before && (await exists(path, host))) return 'there is one that cannot be read';
      if (diff || (await host.isWritable(path))) return undefined;
      return `${before ? 'it' : 'its folder'} is read-only; make it writable and run again`;
    },
    async onFixed(file) {
      if (!diff) return write(file, host);
      await showDiff(file);
      return 'kept';
    },
  };
}

/** A link that leads nowhere is there, too. */
async function exists(path: string, host: Host): Promise<boolean> {
  const entries = await host.listDirectory(parentOf(path)).catch(() => []);
  return entries.some(({ name }) => name === nameOf(path));
}

async function write({ before, after: { path, text } }: FixedFile, host: WritableHost) {
  const outcome = before
    ? await host.replaceFile(path, encode(before.text), encode(text))
    : await host.createFile(path, encode(text));
  return outcome === 'created' || outcome === 'replaced' ? 'written' : outcome;
}

async function writeResults(
  report: Report,
  diffs: readonly string[],
  standardInput: StandardInput | undefined,
  options: CheckOptions,
  io: Io,
): Promise<void> {
  const { format, output, diff, fix, fixSuggested, quiet } = options;
  const style: ReportStyle = { isColored: output === undefined && usesColor(options, io), isQuiet: quiet === true };
  const rendered = diff && output === undefined ? '' : await render(format, report, style);
  if (output !== undefined) {
    await writeOutput(output, rendered, io);
  }
  if (diff) {
    io.stdout(diffs.join(''));
    if (quiet) return;
    const skipped = output === undefined ? report.problems.filter(({ kind }) => kind === 'skipped') : [];
    for (const { message } of skipped) io.stderr(`${printable(message)}\n`);
    io.stderr(`${plural(diffs.length, 'file')} would change\n`);
  } else if (standardInput && (fix || fixSuggested)) {
    io.stdout(standardInput.content());
    if (output === undefined) io.stderr(rendered);
  } else if (output === undefined) {
    io.stdout(rendered);
  }
}

async function render(format: CheckOptions['format'], report: Report, style: ReportStyle): Promise<string> {
  switch (format) {
    case 'pretty':
      return (await import('./report/pretty.ts')).pretty(report, style);
    case 'concise':
      return (await import('./report/concise.ts')).concise(report, style);
    case 'json':
      return (await import('./report/json.ts')).json(report);
    case 'sarif':
      return (await import('./report/sarif.ts')).sarif(report);
  }
}

function toExitCode(report: Report, { failOn, quiet }: CheckOptions, io: Io): ExitCode {
  if (report.problems.some(({ kind }) => kind === 'internal-error')) return exitCodes.failure;
  if (report.fileCount === 0) {
    if (!quiet) io.stderr(nothingToLint(report));
    return exitCodes.nothingToLint;
  }
  if (failOn === 'never') return exitCodes.clean;
  const isFailure = activeFindings(report).some(({ level }) => levels.indexOf(level) >= levels.indexOf(failOn));
  return isFailure ? exitCodes.findings : exitCodes.clean;
}
