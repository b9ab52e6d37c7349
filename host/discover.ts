import type { Ignore } from 'ignore';
import type { Problem } from '../core/finding.ts';
import type { ConfigurationError, ConfigurationFinder } from './findConfiguration.ts';
import { type Folders, remember } from './folders.ts';
import type { DirectoryEntry, Host } from './host.ts';
import { joinPath, nameOf, parentOf, relativePath } from './path.ts';
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
    configurationErrors: new Map(),
    missing: [],
    configured: new Map(),
  };
  for (const path of paths) await addArgument(path, discovery, found);
  await addLinks(discovery.host, found);
  return {
    files: [...found.files].sort(),
    problems: found.problems,
    configurationErrors: [...found.configurationErrors.values()].flat(),
    missing: found.missing,
  };
}

interface Found {
  readonly files: Set<string>;
  /** Links to files, met on the way. */
  readonly links: Set<string>;
  readonly problems: Problem[];
  /** By the path of the configuration file. */
  readonly configurationErrors: Map<string, readonly ConfigurationError[]>;
  readonly missing: string[];
  /** What configurations ignore, by the path of the configuration file. */
  readonly configured: Map<string, Promise<Matcher>>;
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
  const matcher = await configuredMatcher(parentOf(path), discovery, found);
  if (!matcher || !isIgnored([matcher], path)) found.files.add(path);
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
  const configured = await configuredMatcher(folder, discovery, found);
  for (const { name, kind } of relevant) {
    const path = joinPath(folder, name);
    const tested = kind === 'directory' ? `${path}/` : path;
    if (isIgnored(git, tested) || (configured && isIgnored([configured], tested))) continue;
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

/** Globs and the folder that they are relative to. */
interface Matcher {
  readonly folder: string;
  readonly globs: Ignore;
}

/** Whether a path (a folder's ends with `/`) is ignored: the nearest matcher with a verdict decides. */
function isIgnored(nearestFirst: readonly Matcher[], path: string): boolean {
  for (const { folder, globs } of nearestFirst) {
    const { ignored, unignored } = globs.test(path.slice(folder.endsWith('/') ? folder.length : folder.length + 1));
    if (ignored || unignored) return ignored;
  }
  return false;
}

/** The matchers of the folders above `folder`, nearest first; none when they ignore `folder` itself, since it was asked for. */
async function outerMatchers(folder: string, discovery: Discovery): Promise<readonly Matcher[]> {
  const above = (await discovery.folders.upToRoot(folder)).slice(1);
  const matchers = await Promise.all(above.map((one) => gitMatcher(one, discovery)));
  const present = matchers.filter((matcher) => matcher !== undefined);
  return isIgnored(present, `${folder}/`) ? [] : present;
}

async function gitMatcher(folder: string, { host }: Discovery): Promise<Matcher | undefined> {
  try {
    const text = new TextDecoder().decode(await host.readFile(joinPath(folder, '.gitignore')));
    return { folder, globs: await toGlobs(text) };
  } catch {
    return undefined;
  }
}

async function configuredMatcher(folder: string, discovery: Discovery, found: Found): Promise<Matcher | undefined> {
  const { configuration, errors } = await discovery.configurationOf(folder);
  if (errors[0]) found.configurationErrors.set(errors[0].path, errors);
  const { source, ignore } = configuration;
  if (source === undefined || ignore.length === 0) return undefined;
  const base = parentOf(source);
  // Globs are relative to the configuration's folder and say nothing of files outside.
  if (relativePath(base, folder).split('/')[0] === '..') return undefined;
  return remember(found.configured, source, async () => ({ folder: base, globs: await toGlobs(ignore) }));
}

async function toGlobs(patterns: string | readonly string[]): Promise<Ignore> {
  const { default: createIgnore } = await import('ignore');
  return createIgnore().add(patterns);
}
