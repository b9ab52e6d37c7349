import { discover } from '../host/discover.ts';
import { createFolders } from '../host/folders.ts';
import { parentOf, relativePath } from '../host/path.ts';
import { isIndexFile, languageOfPath } from '../languages/detect.ts';
import { type Engine, loadAllRules } from './engine.ts';
import { usageError } from './exitCode.ts';
import type { Fixing } from './fixAll.ts';
import { configurationFinder, describeError } from './givenConfiguration.ts';
import type { Io } from './io.ts';
import { type Checked, lintPaths } from './lintPaths.ts';
import type { Report } from './report/report.ts';
import { createRuleSelection } from './ruleSelection.ts';

/** The options of every command that lints. */
export interface LintOptions {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly config?: string;
}

/**
 * Finds the files under `starts` (absolute), and lints and fixes them. Undefined when a configuration is wrong, which standard error
 * then tells.
 */
export async function findAndLint(
  starts: readonly string[],
  { only = [], skip = [], config }: LintOptions,
  { host, cwd, version, stderr }: Io,
  engine: Engine,
  toFixing?: (toShown: (path: string) => string) => Fixing | undefined,
): Promise<{ readonly report: Report; readonly checked: Checked } | undefined> {
  const select = await createRuleSelection(engine, only, skip);
  const toShown = (path: string): string => relativePath(cwd, path);
  const folders = createFolders(host, cwd);
  const configurationOf = configurationFinder(config, cwd, { host, folders, loadRules: () => loadAllRules(engine) });

  const isCandidate = (name: string): boolean => languageOfPath(name) !== undefined;
  const discovered = await discover(starts, { host, folders, configurationOf, isCandidate, toShown });
  if (discovered.missing.length > 0) {
    throw usageError(discovered.missing.map((path) => `no such file or folder: ${toShown(path)}`).join('\nfixity: '));
  }
  if (discovered.configurationErrors.length > 0) {
    for (const error of discovered.configurationErrors) stderr(`${describeError(error, toShown)}\n`);
    return undefined;
  }

  const fixing = toFixing?.(toShown);
  const { checked, ...linted } = await lintPaths(discovered.files, {
    host,
    folders,
    engine,
    toShown,
    indexFiles: async (language) => {
      const root = await folders.rootOf(cwd);
      if (starts.includes(root)) return [];
      const isIndex = (name: string): boolean => isIndexFile(name, language);
      return (await discover([root], { host, folders, configurationOf, isCandidate: isIndex, toShown })).files;
    },
    configurationOf: async (path) => select((await configurationOf(parentOf(path))).configurationOf(path)),
    fixing: fixing && {
      ...fixing,
      async reasonAgainst(file) {
        const { path } = file.after;
        if ((await configurationOf(parentOf(path))).isIgnored(path)) return '`files.ignore` names it';
        return fixing.reasonAgainst(file);
      },
    },
  });
  const report: Report = {
    ...linted,
    version,
    texts: new Map([...linted.texts, ...discovered.texts]),
    problems: [...discovered.problems, ...linted.problems].sort((a, b) =>
      a.file < b.file ? -1 : a.file > b.file ? 1 : 0,
    ),
  };
  return { report, checked };
}

/** For a run without a file. */
export const nothingToLint = ({ problems }: Report): string =>
  `fixity: nothing to lint: ${problems.length > 0 ? 'see the notices' : 'no file of a language that Fixity knows was found'}\n`;
