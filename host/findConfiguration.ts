import { type Configuration, defaultConfiguration } from '../core/configuration.ts';
import type { Rule } from '../core/rule.ts';
import { lineStartsOf, positionAt, type Span } from '../core/text.ts';
import { type Folders, remember } from './folders.ts';
import type { Host } from './host.ts';
import { joinPath, nameOf } from './path.ts';
import { readText } from './readText.ts';

/** What is wrong with one configuration file. `line` and `column` are 1-based. */
export interface ConfigurationError {
  /** Absolute path of the file. */
  readonly path: string;
  readonly span: Span;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What applies to a folder. With errors, `configuration` is that of the defaults, for front ends that must go on. */
export interface FoundConfiguration {
  readonly configuration: Configuration;
  readonly errors: readonly ConfigurationError[];
}

export type ConfigurationFinder = (folder: string) => Promise<FoundConfiguration>;

const names = [
  'fixity.yaml',
  '.fixity.yaml',
  'fixity.yml',
  '.fixity.yml',
  'fixity.json',
  '.fixity.json',
  'fixity.jsonc',
  '.fixity.jsonc',
];

/** Whether a file of this name may hold a configuration. */
export const isConfigurationName = (name: string): boolean => names.includes(name);

/** Finds the configuration of folders: the nearest file up to the root, without any other above it. Each is read once. */
export function createConfigurationFinder(host: Host, folders: Folders, rules: readonly Rule[]): ConfigurationFinder {
  const found = new Map<string, Promise<FoundConfiguration>>();
  const findFrom = (path: readonly string[], index: number): Promise<FoundConfiguration> => {
    const folder = path[index];
    if (folder === undefined) return Promise.resolve({ configuration: defaultConfiguration, errors: [] });
    return remember(found, folder, async () => {
      const present = await configurationNames(folders, folder);
      if (present.length === 0) return findFrom(path, index + 1);
      if (present.length === 1) return readConfiguration(host, joinPath(folder, present[0]!), rules);
      const message = `a folder may have one configuration file, and this one has ${present.join(', ')}; remove all but one`;
      return failed([{ path: joinPath(folder, present[0]!), span: { start: 0, end: 0 }, line: 1, column: 1, message }]);
    });
  };
  return async (folder) => findFrom(await folders.upToRoot(folder), 0);
}

async function configurationNames(folders: Folders, folder: string): Promise<readonly string[]> {
  try {
    return (await folders.list(folder)).map(({ name }) => name).filter(isConfigurationName);
  } catch {
    // The walk reports folders that cannot be listed; a file that stands alone may lie in one.
    return [];
  }
}

/** Reads the configuration file at `path`. */
export async function readConfiguration(host: Host, path: string, rules: readonly Rule[]): Promise<FoundConfiguration> {
  const read = await readText(host, path, nameOf(path), defaultConfiguration.maxFileSize);
  if (read.kind === 'problem') {
    return failed([{ path, span: { start: 0, end: 0 }, line: 1, column: 1, message: read.problem.message }]);
  }
  const { parseConfiguration } = await import('../core/parseConfiguration.ts');
  const parsed = parseConfiguration(path, read.text, rules);
  if (parsed.kind === 'valid') return { configuration: parsed.configuration, errors: [] };
  const lineStarts = lineStartsOf(read.text);
  return failed(
    parsed.problems.map(({ span, message }) => {
      const { line, column } = positionAt(lineStarts, span.start);
      return { path, span, line: line + 1, column: column + 1, message };
    }),
  );
}

const failed = (errors: readonly ConfigurationError[]): FoundConfiguration => ({
  configuration: defaultConfiguration,
  errors,
});
