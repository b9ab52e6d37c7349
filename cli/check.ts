import { type FindingLevel, type FixSafety, levels } from '../core/finding.ts';
import { discover } from '../host/discover.ts';
import { createFolders } from '../host/folders.ts';
import { parentOf, relativePath, resolvePath } from '../host/path.ts';
import { isIndexFile, languageOfPath } from '../languages/detect.ts';
import { usesColor } from './color.ts';
import type { Engine } from './engine.ts';
import { type ExitCode, exitCodes, usageError } from './exitCode.ts';
import { configurationFinder, describeError } from './givenConfiguration.ts';
import type { Io } from './io.ts';
import { lintPaths } from './lintPaths.ts';
import { activeFindings, plural, type Report, type ReportStyle } from './report/report.ts';
import { createRuleSelection } from './ruleSelection.ts';
import { type StandardInput, withStdin } from './stdin.ts';

export interface CheckOptions {
  readonly fix?: boolean;
  readonly fixSuggested?: boolean;
  readonly diff?: boolean;
  readonly format: 'pretty' | 'concise' | 'json' | 'sarif';
  readonly output?: string;
  readonly failOn: FindingLevel | 'never';
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly config?: string;
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
  const select = await createRuleSelection(engine.rules, options.only ?? [], options.skip ?? []);
  const toShown = (path: string): string => relativePath(io.cwd, path);
  const standardInput = await withStdin(paths, options.stdinFilename, io);
  const host = standardInput?.host ?? io.host;
  const folders = createFolders(host, io.cwd);
  const configurationOf = configurationFinder(options.config, io.cwd, { host, folders, rules: engine.rules });

  const isCandidate = (name: string): boolean => languageOfPath(name) !== undefined;
  const starts = standardInput ? [standardInput.path] : paths.map((path) => resolvePath(io.cwd, path));
  const discovered = await discover(starts, { host, folders, configurationOf, isCandidate, toShown });
  if (discovered.missing.length > 0) {
    throw usageError(discovered.missing.map((path) => `no such file or folder: ${toShown(path)}`).join('\nfixity: '));
  }
  if (discovered.configurationErrors.length > 0) {
    for (const error of discovered.configurationErrors) io.stderr(`${describeError(error, toShown)}\n`);
    return exitCodes.failure;
  }

  const diffs: string[] = [];
  const linted = await lintPaths(discovered.files, {
    host,
    folders,
    engine,
    toShown,
    indexFiles: async (language) => {
      const root = await folders.rootOf(io.cwd);
      if (starts.includes(root)) return [];
      const isIndex = (name: string): boolean => isIndexFile(name, language);
      return (await discover([root], { host, folders, configurationOf, isCandidate: isIndex, toShown })).files;
    },
    configurationOf: async (path) => select((await configurationOf(parentOf(path))).configurationOf(path)),
    wantedFixes: wantedFixes(options),
    onFixed: options.diff
      ? async ({ path, before, after }) => {
          const { unifiedDiff } = await import('./diff.ts');
          diffs.push(unifiedDiff(toShown(path), before, after));
          return 'kept';
        }
      : async ({ path, before, after }) => host.replaceFile(path, encode(before), encode(after)),
  });
  const report: Report = {
    ...linted,
    version: io.version,
    rules: engine.rules,
    texts: new Map([...linted.texts, ...discovered.texts]),
    problems: [...discovered.problems, ...linted.problems].sort((a, b) =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : 0,
    ),
  };
  await writeResults(report, diffs, standardInput, options, io);
  return toExitCode(report, options, io);
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function wantedFixes({ fix, fixSuggested, diff }: CheckOptions): readonly FixSafety[] {
  if (fixSuggested) return ['safe', 'suggested'];
  return fix || diff ? ['safe'] : [];
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
    try {
      await io.host.writeFile(resolvePath(io.cwd, output), encode(rendered));
    } catch (error) {
      throw usageError(`cannot write ${output}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (diff) {
    io.stdout(diffs.join(''));
    if (!quiet) io.stderr(`${plural(diffs.length, 'file')} would change\n`);
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
    const reason = report.problems.length > 0 ? 'see the notices' : 'no file of a language that Fixity knows was found';
    if (!quiet) io.stderr(`fixity: nothing to lint: ${reason}\n`);
    return exitCodes.nothingToLint;
  }
  if (failOn === 'never') return exitCodes.clean;
  const isFailure = activeFindings(report).some(({ level }) => levels.indexOf(level) >= levels.indexOf(failOn));
  return isFailure ? exitCodes.findings : exitCodes.clean;
}
