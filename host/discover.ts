import type { Problem } from '../core/finding.ts';
import type { ConfigurationFinder, FoundConfiguration } from './findConfiguration.ts';
import type { Folders } from './folders.ts';
import { createMatcher, isMatched, type Matcher } from './globs.ts';
import type { DirectoryEntry, Host } from './host.ts';
import { joinPath, nameOf, parentOf } from './path.ts';
import type { ConfigurationError } from './readConfiguration.ts';
import { readFailure } from './readText.ts';

export interface Discovery {
  readonly host: Host;
  readonly folders: Folders;
  readonly configurationOf: ConfigurationFinder;
  /** Whether a file of this name may be ours. */
  readonly isCandidate: (name: string) => boolean;
  /** What messages call a path. */
  readonly toShown: (path: string) => string;
}

export interface Discovered {
  /** Absolute paths, ordered, each once. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  readonly configurationErrors: readonly ConfigurationError[];
  /** The texts of configuration files that problems point into, by what messages call them. */
  readonly texts: ReadonlyMap<string, string>;
  /** Arguments that name nothing. */
  readonly missing: readonly string[];
}

/**
 * The files to lint under `paths` (absolute). Folders are walked: what git or `files.ignore` ignores is left out, and
 * links to folders are not followed, as git does not. A file that is named itself is taken although git ignores it.
 */
export async function discover(paths: readonly string[], discovery: Discovery): Promise<Discovered> {
  const found: Found = {
    files: new Set(),
    links: new Set(),
    problems: [],
    configurations: new Set(),
    missing: [],
  };
  for (const path of paths) await addArgument(path, discovery, found);
  await addLinks(discovery.host, found);
  const notices = configurationNotices(discovery, found);
  return {
    files: [...found.files].sort(),
    problems: [...found.problems, ...notices.problems],
    configurationErrors: configurationErrors(found),
    texts: notices.texts,
    missing: found.missing,
  };
}

interface Found {
  readonly files: Set<string>;
  /** Links to files, met on the way. */
  readonly links: Set<string>;
  readonly problems: Problem[];
  /** Those of all folders, in the order in which they were met. */
  readonly configurations: Set<FoundConfiguration>;
  readonly missing: string[];
}

async function addArgument(path: string, discovery: Discovery, found: Found): Promise<void> {
  const { host, folders, isCandidate } = discovery;
  try {
    const { kind } = await host.stat(path);
    if (kind === 'directory') return walk(path, await outerMatchers(path, discovery), discovery, found);
  } catch (error) {
    const siblings = await folders.list(parentOf(path)).catch(() => []);
    if (siblings.some(({ name }) => name === nameOf(path))) report(path, readFailure(error), discovery, found);
    else found.missing.push(path);
    return;
  }
  if (!isCandidate(nameOf(path))) {
    const shown = discovery.toShown(path);
    const message = `\`${shown}\` is of no language that Fixity knows by its name; rename it, or leave it out`;
    found.problems.push({ kind: 'skipped', file: shown, span: undefined, message });
    return;
  }
  const configuration = await configurationOf(parentOf(path), discovery, found);
  if (!configuration.isIgnored(path)) found.files.add(path);
}

/** Folders that no tool's files are edited in. */
const neverEntered = new Set(['.git', 'node_modules', '.terraform']);

async function walk(folder: string, outer: readonly Matcher[], discovery: Discovery, found: Found): Promise<void> {
  const { folders, isCandidate } = discovery;
  let entries: readonly DirectoryEntry[];
  try {
    entries = await folders.list(folder);
  } catch (error) {
    report(folder, readFailure(error), discovery, found);
    return;
  }
  const relevant = entries.filter(({ name, kind }) =>
    kind === 'directory' ? !neverEntered.has(name) : kind !== 'other' && isCandidate(name),
  );
  if (relevant.length === 0) return;

  const own = entries.some(({ name }) => name === '.gitignore') ? await gitMatcher(folder, discovery) : undefined;
  const git = own ? [own, ...outer] : outer;
  const configuration = await configurationOf(folder, discovery, found);
  for (const { name, kind } of relevant) {
    const path = joinPath(folder, name);
    const tested = kind === 'directory' ? `${path}/` : path;
    if (isMatched(git, tested) || configuration.isIgnored(tested)) continue;
    if (kind === 'directory') await walk(path, git, discovery, found);
    else if (kind === 'file') found.files.add(path);
    else await noteLink(path, discovery, found);
  }
}

async function noteLink(path: string, discovery: Discovery, found: Found): Promise<void> {
  try {
    if ((await discovery.host.stat(path)).kind === 'file') found.links.add(path);
  } catch (error) {
    report(path, readFailure(error), discovery, found);
  }
}

/** Takes links in, but for those to files that are linted under their own names. */
async function addLinks(host: Host, { files, links }: Found): Promise<void> {
  const named = new Set(files);
  for (const link of links) if (!named.has(await host.realPath(link))) files.add(link);
}

function report(path: string, reason: string, { toShown }: Discovery, { problems }: Found): void {
  const file = toShown(path) || '.';
  problems.push({ kind: 'unreadable', file, span: undefined, message: `\`${file}\` ${reason}` });
}

/** The matchers of the folders above `folder`, nearest first; none when they ignore `folder` itself, since it was asked for. */
async function outerMatchers(folder: string, discovery: Discovery): Promise<readonly Matcher[]> {
  const above = (await discovery.folders.upToRoot(folder)).slice(1);
  const matchers = await Promise.all(above.map((one) => gitMatcher(one, discovery)));
  const present = matchers.filter((matcher) => matcher !== undefined);
  return isMatched(present, `${folder}/`) ? [] : present;
}

async function gitMatcher(folder: string, { host }: Discovery): Promise<Matcher | undefined> {
  try {
    const text = new TextDecoder().decode(await host.readFile(joinPath(folder, '.gitignore')));
    return await createMatcher(folder, text);
  } catch {
    return undefined;
  }
}

async function configurationOf(folder: string, discovery: Discovery, found: Found): Promise<FoundConfiguration> {
  const configuration = await discovery.configurationOf(folder);
  found.configurations.add(configuration);
  return configuration;
}

/** Several configurations may extend one wrong file, which is told once. */
function configurationErrors({ configurations }: Found): readonly ConfigurationError[] {
  const errors = [...configurations].flatMap((configuration) => configuration.errors);
  return [...new Map(errors.map((error) => [`${error.path}:${error.span.start}:${error.message}`, error])).values()];
}

function configurationNotices({ toShown }: Discovery, { configurations }: Found) {
  const problems = new Map<string, Problem>();
  const texts = new Map<string, string>();
  for (const configuration of configurations) {
    for (const notice of configuration.notices) {
      const file = toShown(notice.file);
      problems.set(`${file}:${notice.span?.start}`, { ...notice, file });
      texts.set(file, configuration.texts.get(notice.file)!);
    }
  }
  return { problems: [...problems.values()], texts };
}
