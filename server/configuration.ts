import type { Configuration } from '../core/configuration.ts';
import type { Problem } from '../core/finding.ts';
import type { Rule } from '../core/rule.ts';
import {
  type ConfigurationFinder,
  type ConfigurationSearch,
  createConfigurationFinder,
  isConfigurationName,
  loadConfiguration,
} from '../host/findConfiguration.ts';
import { createFolders } from '../host/folders.ts';
import type { Host } from '../host/host.ts';
import { nameOf, parentOf, relativePath } from '../host/path.ts';
import type { ConfigurationError } from '../host/readConfiguration.ts';
import { withFile } from '../host/withFile.ts';

/** What one file is linted with. */
export interface Configured {
  readonly configuration: Configuration;
  /** What is wrong with the configuration file; the defaults are in use then. */
  readonly message: string | null;
  readonly isIgnored: boolean;
}

/** What is to be said of the text of a configuration file. */
export interface CheckedConfiguration {
  readonly errors: readonly ConfigurationError[];
  readonly notices: readonly Problem[];
}

export interface Configurations {
  of(path: string): Promise<Configured>;
  /** The workspace folder that a path lies in; else the root folder. */
  rootOf(path: string): string;
  /** Whether a file is, or by its name would be, part of a configuration. */
  isPart(path: string): boolean;
  /** What is to be said of a part of a configuration if it had this text. */
  check(path: string, text: string): Promise<CheckedConfiguration>;
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
  /** What configurations extend, or would if it were there. It only grows: of what is no longer a part, a change costs little. */
  const extended = new Set<string>();
  const rootOf = (path: string): string => workspaceFolders.find((folder) => isInside(folder, path)) ?? '/';
  const searchIn = (root: string, on: Host): ConfigurationSearch => ({
    host: on,
    folders: createFolders(on, root),
    loadRules: async () => rules,
    onLookup: (path) => extended.add(path),
  });

  return {
    rootOf,
    async of(path) {
      const root = rootOf(path);
      const find = finders.get(root) ?? createConfigurationFinder(searchIn(root, host));
      finders.set(root, find);
      const found = await find(parentOf(path));
      const [error] = found.errors;
      return {
        configuration: found.configurationOf(path),
        message: error ? `${nameOf(error.path)}:${error.line}:${error.column} ${error.message}` : null,
        isIgnored: found.isIgnored(path),
      };
    },
    isPart: (path) => isConfigurationName(nameOf(path)) || extended.has(path),
    async check(path, text) {
      const edited = withFile(host, path, text);
      const { errors, notices } = await loadConfiguration(path, searchIn(rootOf(path), edited));
      return {
        errors: errors.filter((error) => error.path === path),
        notices: notices.filter(({ file }) => file === path),
      };
    },
    forget: () => finders.clear(),
  };
}

const isInside = (folder: string, path: string): boolean => !relativePath(folder, path).startsWith('..');
