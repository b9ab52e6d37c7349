import type { LanguageId, ParsedFile, SourceFile } from './document.ts';

/** All files that can see each other. Read only; a changed file makes a new project. */
export interface Project {
  /** The parsed files of one folder, its subfolders not included, ordered by path. The root folder is `''`. */
  filesIn(folder: string): readonly ParsedFile[];
  /** The parsed file at a path. */
  file(path: string): ParsedFile | undefined;
  /** The text at a path, also of a file that is of no language, such as a script that is referred to. */
  text(path: string): string | undefined;
  /** All parsed files of a language, ordered by path. */
  files(language: LanguageId): readonly ParsedFile[];
  /** A path as seen from the repository or workspace that it is in; folders above that say nothing of it. */
  fromRoot(path: string): string;
  /** The value of `make` for this project, computed once for each key. */
  once<T>(key: string, make: () => T): T;
}

/** `texts` are files of no language that others refer to; `roots` are folders of repositories and workspaces, and may be within each other. */
export function createProject(
  files: Iterable<ParsedFile>,
  texts: Iterable<SourceFile> = [],
  roots: ReadonlySet<string> = new Set(),
): Project {
  const inOrder = [...files].sort(byPath);
  const byPaths = new Map(inOrder.map((file) => [file.path, file]));
  const textsByPath = new Map([...texts].map(({ path, text }) => [path, text]));
  const folders = new Map<string, ParsedFile[]>();
  for (const file of inOrder) {
    const folder = folderOf(file.path);
    const siblings = folders.get(folder);
    if (siblings) siblings.push(file);
    else folders.set(folder, [file]);
  }
  const languages = new Map<LanguageId, readonly ParsedFile[]>();
  const values = new Map<string, unknown>();
  return {
    filesIn: (folder) => folders.get(folder) ?? [],
    file: (path) => byPaths.get(path),
    text: (path) => byPaths.get(path)?.text ?? textsByPath.get(path),
    files(language) {
      const known = languages.get(language) ?? inOrder.filter((file) => file.language === language);
      languages.set(language, known);
      return known;
    },
    fromRoot(path) {
      const root = outermost(roots, path);
      return root === undefined ? path : path.slice(root.length).replace(/^\//, '');
    },
    once<T>(key: string, make: () => T): T {
      if (!values.has(key)) values.set(key, make());
      return values.get(key) as T;
    },
  };
}

const byPath = (a: ParsedFile, b: ParsedFile): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

function outermost(roots: ReadonlySet<string>, path: string): string | undefined {
  const above = path === '' || path === '/' ? undefined : outermost(roots, folderOf(path));
  return above ?? (roots.has(path) ? path : undefined);
}

/** A path written relative to a folder, without `.` and `..`; undefined when it leads out of the root folder. */
export function resolvePath(folder: string, relative: string): string | undefined {
  const isAbsolute = folder.startsWith('/');
  const parts = folder.split('/').filter((part) => part !== '');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return `${isAbsolute ? '/' : ''}${parts.join('/')}`;
}

/** The folder of a path with `/`; `''` for a file in the root folder. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
