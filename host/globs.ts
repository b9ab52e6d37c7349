import type { Ignore } from 'ignore';

/** Globs in `.gitignore` syntax and the folder that they are relative to; they say nothing of files outside. */
export interface Matcher {
  readonly folder: string;
  readonly globs: Ignore;
}

export async function createMatcher(folder: string, globs: string | readonly string[]): Promise<Matcher> {
  // Most runs have no globs.
  const { default: createIgnore } = await import('ignore');
  return { folder, globs: createIgnore().add(globs) };
}

/** Whether a path (a folder's ends with `/`) is matched: the nearest matcher with a verdict decides. */
export function isMatched(nearestFirst: readonly Matcher[], path: string): boolean {
  for (const { folder, globs } of nearestFirst) {
    const base = folder.endsWith('/') ? folder : `${folder}/`;
    if (!path.startsWith(base) || path === base) continue;
    const { ignored, unignored } = globs.test(path.slice(base.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}
