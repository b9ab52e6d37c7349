import type { DirectoryEntry, FileStat, WritableHost } from './host.ts';
import { joinPath, nameOf, parentOf, resolvePath } from './path.ts';

/** A file of a memory host: its text or bytes, a link, or one that fails with a code such as `EACCES` when it is read. */
export type MemoryFile =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly error: string }
  | { readonly readOnly: string };

/** A host without a file system, for tests and for text that stands nowhere else. `files` has absolute paths as keys and holds
 * what was written; an `error` at `FOLDER/.` makes that folder fail to be listed. */
export function createMemoryHost(files: Map<string, MemoryFile>, today: string): WritableHost {
  const folders = (): Set<string> => {
    const all = new Set<string>();
    for (const path of files.keys()) for (let at = parentOf(path); !all.has(at); at = parentOf(at)) all.add(at);
    return all;
  };
  const follow = (path: string, hops: number): string => {
    for (let at = path; ; at = parentOf(at)) {
      const file = files.get(at);
      if (typeof file === 'object' && 'link' in file) {
        if (hops === 0) throw failure('ELOOP', path);
        return follow(resolvePath(parentOf(at), file.link) + path.slice(at.length), hops - 1);
      }
      if (parentOf(at) === at) return path;
    }
  };
  const bytesOf = (path: string): Uint8Array => {
    const real = follow(path, maxHops);
    const file = files.get(real);
    if (file === undefined) throw failure(folders().has(real) ? 'EISDIR' : 'ENOENT', path);
    if (typeof file === 'string') return new TextEncoder().encode(file);
    if (file instanceof Uint8Array) return file;
    if ('readOnly' in file) return new TextEncoder().encode(file.readOnly);
    throw failure('error' in file ? file.error : 'ENOENT', path);
  };

  return {
    readFile: async (path) => bytesOf(path),
    async stat(path): Promise<FileStat> {
      const real = follow(path, maxHops);
      const file = files.get(real);
      if (file === undefined && folders().has(real)) return { kind: 'directory', size: 0 };
      if (typeof file === 'object' && 'error' in file) return { kind: 'file', size: 0 };
      return { kind: 'file', size: bytesOf(real).length };
    },
    async listDirectory(path) {
      const real = follow(path, maxHops);
      const all = folders();
      if (!all.has(real)) throw failure(files.has(real) ? 'ENOTDIR' : 'ENOENT', path);
      const unreadable = files.get(joinPath(real, '.'));
      if (typeof unreadable === 'object' && 'error' in unreadable) throw failure(unreadable.error, path);
      const entries: DirectoryEntry[] = [];
      for (const folder of all)
        if (folder !== real && parentOf(folder) === real) entries.push({ name: nameOf(folder), kind: 'directory' });
      for (const [file, content] of files) {
        if (parentOf(file) !== real) continue;
        entries.push({ name: nameOf(file), kind: typeof content === 'object' && 'link' in content ? 'link' : 'file' });
      }
      return entries;
    },
    realPath: async (path) => follow(path, maxHops),
    today: () => today,
    async writeFile(path, content) {
      files.set(follow(path, maxHops), new TextDecoder('utf-8', { ignoreBOM: true }).decode(content));
    },
    async isWritable(path) {
      const file = files.get(follow(path, maxHops));
      return typeof file !== 'object' || !('readOnly' in file);
    },
    async createFile(path, content) {
      if (files.has(path)) return 'exists';
      await this.writeFile(path, content);
      return 'created';
    },
    async replaceFile(path, expected, content) {
      const real = follow(path, maxHops);
      const file = files.get(real);
      if (typeof file === 'object' && 'readOnly' in file) return 'read-only';
      const now = bytesOf(real);
      if (now.length !== expected.length || now.some((byte, index) => byte !== expected[index])) return 'changed';
      await this.writeFile(real, content);
      return 'replaced';
    },
  };
}

const maxHops = 40;

const failure = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code });
