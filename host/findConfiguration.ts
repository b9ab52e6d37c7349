import { type Configuration, defaultConfiguration } from '../core/configuration.ts';
import { holdsOn, type IgnoreGlob, type Layer, type Override, type Placed } from '../core/configurationFile.ts';
import type { Problem } from '../core/finding.ts';
import type { Rule } from '../core/rule.ts';
import { mergeSettings, type Settings, toConfiguration } from '../core/setting.ts';
import type { Extending } from './extensions.ts';
import { type Folders, remember } from './folders.ts';
import { createMatcher, isMatched, type Matcher } from './globs.ts';
import type { Host } from './host.ts';
import { joinPath } from './path.ts';
import type { ConfigurationError, ReadConfiguration } from './readConfiguration.ts';

/** What applies to the files of a folder. With errors it is the defaults, for front ends that must go on. */
export interface FoundConfiguration {
  /** Path of the configuration file; undefined for the built-in defaults. */
  readonly source: string | undefined;
  readonly errors: readonly ConfigurationError[];
  /** What does not keep the configuration from being used, such as overrides that are over. */
  readonly notices: readonly Problem[];
  /** The texts that `notices` point into. */
  readonly texts: ReadonlyMap<string, string>;
  /** What a file (absolute path) is linted with; the same object for all files that the same overrides match. */
  configurationOf(path: string): Configuration;
  /** Whether `files.ignore` names a path; a folder's ends with `/`. */
  isIgnored(path: string): boolean;
  /** All that is set for a file, with origins. */
  settingsOf(path: string): Settings;
  readonly ignore: readonly IgnoreGlob[];
}

export type ConfigurationFinder = (folder: string) => Promise<FoundConfiguration>;

export interface ConfigurationSearch {
  readonly host: Host;
  readonly folders: Folders;
  /** Loads all rules; asked only when there is a configuration file, which may name any. */
  readonly loadRules: () => Promise<readonly Rule[]>;
  /** Told of every path beyond the usual names that was looked for: a change there may change what is found. */
  readonly onLookup?: (path: string) => void;
}

export const configurationFileNames = [
  'fixity.yaml',
  '.fixity.yaml',
  'fixity.yml',
  '.fixity.yml',
  'fixity.json',
  '.fixity.json',
  'fixity.jsonc',
  '.fixity.jsonc',
];

/** Whether a file of this name holds a configuration. */
export const isConfigurationName = (name: string): boolean => configurationFileNames.includes(name);

/** Finds the configuration of folders: the nearest file up to the root, without any other above it. Each is read once. */
export function createConfigurationFinder(search: ConfigurationSearch): ConfigurationFinder {
  const { folders } = search;
  const found = new Map<string, Promise<FoundConfiguration>>();
  const findFrom = (path: readonly string[], index: number): Promise<FoundConfiguration> => {
    const folder = path[index];
    if (folder === undefined) return Promise.resolve(defaults);
    return remember(found, folder, async () => {
      const present = await namesIn(folders, folder);
      if (present.length === 0) return findFrom(path, index + 1);
      if (present.length === 1) return loadConfiguration(joinPath(folder, present[0]!), search);
      const message = `a folder may have one configuration file, and this one has ${present.join(', ')}; remove all but one`;
      const error = { path: joinPath(folder, present[0]!), span: { start: 0, end: 0 }, line: 1, column: 1, message };
      return { ...defaults, errors: [error] };
    });
  };
  return async (folder) => findFrom(await folders.upToRoot(folder), 0);
}

async function namesIn(folders: Folders, folder: string): Promise<readonly string[]> {
  try {
    return (await folders.list(folder)).map(({ name }) => name).filter(isConfigurationName);
  } catch {
    // The walk reports folders that cannot be listed; a file that stands alone may lie in one.
    return [];
  }
}

/** Reads the configuration file at `path`, and what it extends. */
export async function loadConfiguration(path: string, search: ConfigurationSearch): Promise<FoundConfiguration> {
  const { host, folders, loadRules, onLookup = () => {} } = search;
  const extending: Extending = { host, folders, onLookup, namesIn: (folder) => namesIn(folders, folder) };
  // Most runs have no configuration file.
  const { readConfiguration } = await import('./readConfiguration.ts');
  const read = await readConfiguration(path, await loadRules(), extending);
  return read.errors.length > 0 ? { ...defaults, errors: read.errors } : applyConfiguration(path, read, host);
}

async function applyConfiguration(
  source: string,
  { layer, texts }: ReadConfiguration,
  host: Host,
): Promise<FoundConfiguration> {
  const ignored = await ignoreMatchers(layer);
  const overrides: MatchedOverride[] = [];
  for (const { folder, content } of layer.overrides) {
    overrides.push({ override: content, matcher: await createMatcher(folder, content.files) });
  }
  const matching = (path: string): readonly number[] => {
    const today = host.today();
    return [...overrides.keys()].filter((index) => {
      const { override, matcher } = overrides[index]!;
      return holdsOn(override, today) && isMatched([matcher], path);
    });
  };
  const settingsWith = (indexes: readonly number[]): Settings =>
    mergeSettings([layer.settings, ...indexes.map((index) => overrides[index]!.override.settings)]);

  const configurations = new Map<string, Configuration>();
  return {
    source,
    errors: [],
    notices: endedOverrides(layer, host.today()),
    texts,
    ignore: layer.ignore.flatMap(({ content }) => content),
    configurationOf(path) {
      const indexes = matching(path);
      const key = indexes.join();
      const known = configurations.get(key) ?? toConfiguration(source, settingsWith(indexes));
      configurations.set(key, known);
      return known;
    },
    isIgnored: (path) => isMatched(ignored, path),
    settingsOf: (path) => settingsWith(matching(path)),
  };
}

/** Nearest first. Lists with one folder are one list, in which a later `!glob` takes back what an earlier one says of a folder. */
async function ignoreMatchers({ ignore }: Layer): Promise<readonly Matcher[]> {
  const globs = new Map<string, readonly string[]>();
  for (const { folder, content } of ignore) {
    const before = globs.get(folder) ?? [];
    // What is said last counts most.
    globs.delete(folder);
    globs.set(folder, [...before, ...content.map(({ glob }) => glob)]);
  }
  return Promise.all([...globs].reverse().map(([folder, list]) => createMatcher(folder, list)));
}

interface MatchedOverride {
  readonly override: Override;
  readonly matcher: Matcher;
}

/** An override that ends silently would look like a rule that began to fail by itself. */
function endedOverrides({ overrides }: Layer, today: string): readonly Problem[] {
  const ended = overrides.filter(({ content }) => !holdsOn(content, today));
  return ended.map(({ path, content: { files, until } }: Placed<Override>) => ({
    kind: 'configuration',
    file: path,
    span: until!.span,
    message: `the override of \`${files.join('`, `')}\` ended on ${until!.day} and no longer applies; remove it, or give it a later day`,
  }));
}

const defaults: FoundConfiguration = {
  source: undefined,
  errors: [],
  notices: [],
  texts: new Map(),
  ignore: [],
  configurationOf: () => defaultConfiguration,
  isIgnored: () => false,
  settingsOf: () => new Map(),
};
