import type { DirectoryEntry, FileStat, Host } from './host.ts';

/** Asks the editor about a file by its path; null when there is none. */
export interface EditorFiles {
  readFile(path: string): Promise<string | null>;
  stat(path: string): Promise<FileStat | null>;
  listDirectory(path: string): Promise<readonly DirectoryEntry[] | null>;
}

/** A host whose files are those of an editor: for a server in a web worker, and for folders that are on no disk. */
export function createEditorHost(files: EditorFiles): Host {
  const found = async <T>(path: string, answer: Promise<T | null>): Promise<T> => {
    const value = await answer;
    if (value === null) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    return value;
  };
  return {
    readFile: async (path) => new TextEncoder().encode(await found(path, files.readFile(path))),
    stat: (path) => found(path, files.stat(path)),
    listDirectory: (path) => found(path, files.listDirectory(path)),
    realPath: async (path) => path,
    today() {
      const now = new Date();
      return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    },
  };
}
