import ignore from 'ignore';
import type { Configuration } from '../core/configuration.ts';
import { type ConfigurationProblem, parseConfiguration } from '../core/parseConfiguration.ts';
import type { Rule } from '../core/rule.ts';
import { type ConfigurationFinder, createConfigurationFinder, isConfigurationName } from '../host/findConfiguration.ts';
import { createFolders } from '../host/folders.ts';
import type { Host } from '../host/host.ts';
import { nameOf, parentOf, relativePath } from '../host/path.ts';

/** What one file is linted with. */
export interface Configured {
  readonly configuration: Configuration;
  /** What is wrong with the configuration file; the defaults are in use then. */
  readonly message: string | null;
  readonly isIgnored: boolean;
}

export interface Configurations {
  of(path: string): Promise<Configured>;
  /** The workspace folder that a path lies in; else the root folder. */
  rootOf(path: string): string;
  /** What is wrong in the text of a configuration file; undefined when the path is not of one. */
  check(path: string, text: string): readonly ConfigurationProblem[] | undefined;
  /** Reads all anew from now on. */
  forget(): void;
}

/** Finds configurations as the command line does when it is run in the workspace folder of each file. */
export function createConfigurations(
  host: Host,
  rules: readonly Rule[],
  workspaceFolders: readonly string[],
): Configurations {
  const finders = new Map<string, ConfigurationFinder>();
  const rootOf = (path: string): string => workspaceFolders.find((folder) => isInside(folder, path)) ?? '/';

  return {
    rootOf,
    async of(path) {
      const root = rootOf(path);
      const find = finders.get(root) ?? createConfigurationFinder(host, createFolders(host, root), rules);
      finders.set(root, find);
      const { configuration, errors } = await find(parentOf(path));
      const [error] = errors;
      return {
        configuration,
        message: error ? `${nameOf(error.path)}:${error.line}:${error.column} ${error.message}` : null,
        isIgnored: isIgnored(path, configuration),
      };
    },
    check(path, text) {
      if (!isConfigurationName(nameOf(path))) return undefined;
      const parsed = parseConfiguration(path, text, rules);
      return parsed.kind === 'valid' ? [] : parsed.problems;
    },
    forget: () => finders.clear(),
  };
}

const isInside = (folder: string, path: string): boolean => !relativePath(folder, path).startsWith('..');

function isIgnored(path: string, { source, ignore: globs }: Configuration): boolean {
  if (source === undefined || globs.length === 0 || !isInside(parentOf(source), path)) return false;
  return ignore()
    .add(globs)
    .ignores(relativePath(parentOf(source), path));
}
