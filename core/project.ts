import type { ParsedFile } from './document.ts';

/** All files that can see each other. Read only; a changed file makes a new project. */
export interface Project {
  /** The parsed files of one folder, its subfolders not included, ordered by path. The root folder is `''`. */
  filesIn(folder: string): readonly ParsedFile[];
  /** The value of `make` for this project, computed once for each key. */
  once<T>(key: string, make: () => T): T;
}

export function createProject(files: Iterable<ParsedFile>): Project {
  const folders = new Map<string, ParsedFile[]>();
  for (const file of files) {
    const folder = folderOf(file.path);
    const siblings = folders.get(folder);
    if (siblings) siblings.push(file);
    else folders.set(folder, [file]);
  }
  for (const siblings of folders.values()) siblings.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

  const values = new Map<string, unknown>();
  return {
    filesIn: (folder) => folders.get(folder) ?? [],
    once<T>(key: string, make: () => T): T {
      if (!values.has(key)) values.set(key, make());
      return values.get(key) as T;
    },
  };
}

/** The folder of a path with `/`; `''` for a file in the root folder. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
