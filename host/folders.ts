import type { DirectoryEntry, Host } from './host.ts';
import { foldersUpTo, joinPath, parentOf } from './path.ts';

/** What a run knows of the folders it has seen, each looked at once. */
export interface Folders {
  /** Ordered by name. Rejects as the host does. */
  list(folder: string): Promise<readonly DirectoryEntry[]>;
  /** The nearest folder at or above `folder` that has a `.git`; else `workingDirectory`. */
  rootOf(folder: string): Promise<string>;
  /** `folder` and those above it up to its root, nearest first. */
  upToRoot(folder: string): Promise<readonly string[]>;
}

export function createFolders(host: Host, workingDirectory: string): Folders {
  const listings = new Map<string, Promise<readonly DirectoryEntry[]>>();
  const repositories = new Map<string, Promise<string | undefined>>();

  const repositoryOf = (folder: string): Promise<string | undefined> =>
    remember(repositories, folder, async () => {
      if (await exists(host, joinPath(folder, '.git'))) return folder;
      const parent = parentOf(folder);
      return parent === folder ? undefined : repositoryOf(parent);
    });
  const rootOf = async (folder: string): Promise<string> => (await repositoryOf(folder)) ?? workingDirectory;

  return {
    list: (folder) =>
      remember(listings, folder, async () =>
        [...(await host.listDirectory(folder))].sort((a, b) => (a.name < b.name ? -1 : 1)),
      ),
    rootOf,
    upToRoot: async (folder) => foldersUpTo(await rootOf(folder), folder),
  };
}

/** The value kept under a key, made at the first call. */
export function remember<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = kept.get(key);
  if (!value) {
    value = make();
    kept.set(key, value);
  }
  return value;
}

async function exists(host: Host, path: string): Promise<boolean> {
  try {
    await host.stat(path);
    return true;
  } catch {
    return false;
  }
}
