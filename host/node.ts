import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  type Dirent,
  fchmodSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { type DirectoryEntry, errorCode, type WritableHost } from './host.ts';
import { joinPath, nameOf, parentOf } from './path.ts';

/** The file system. Synchronous inside: with many small files, promises cost several times the processor time of the calls themselves. */
export const nodeHost: WritableHost = {
  readFile: async (path) => readFileSync(path),
  async stat(path) {
    const stats = statSync(path);
    return { kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other', size: stats.size };
  },
  listDirectory: async (path) => readdirSync(path, { withFileTypes: true }).map(toEntry),
  realPath: async (path) => withSlashes(realpathSync(path)),
  today() {
    const now = new Date();
    return `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`;
  },
  writeFile: async (path, content) => writeFileSync(path, content),
  isWritable: async (path) => isReplaceable(path),
  createFile: async (path, content) => createFile(path, content),
  replaceFile: async (path, expected, content) => replaceFile(path, expected, content),
};

/** A path of this system in the form that hosts use. */
export const withSlashes = (path: string): string => (process.platform === 'win32' ? path.replaceAll('\\', '/') : path);

const toEntry = (entry: Dirent): DirectoryEntry => ({
  name: entry.name,
  kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'other',
});

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function replaceFile(path: string, expected: Uint8Array, content: Uint8Array): 'replaced' | 'changed' | 'read-only' {
  const target = withSlashes(realpathSync(path));
  const { mode, uid, gid } = statSync(target);
  // A rename would get past the permissions of the file.
  if (!isWritable(target)) return 'read-only';

  const temporary = joinPath(parentOf(target), `.${nameOf(target)}.${process.pid}.fixity`);
  try {
    const descriptor = openSync(temporary, 'wx', mode);
    try {
      for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at);
      // The mode given to open is narrowed by the umask.
      fchmodSync(descriptor, mode & 0o7777);
    } finally {
      closeSync(descriptor);
    }
    if (process.getuid && (process.getuid() !== uid || process.getgid?.() !== gid)) chownSync(temporary, uid, gid);
    if (readFileSync(target).compare(expected) !== 0) return 'changed';
    renameSync(temporary, target);
    return 'replaced';
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** What is put in its place is first written beside it. */
function isReplaceable(path: string): boolean {
  try {
    const target = withSlashes(realpathSync(path));
    return isWritable(target) && isWritable(parentOf(target));
  } catch {
    return isWritable(parentOf(path));
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    // Root gets past all permissions.
    return (statSync(path).mode & 0o222) !== 0;
  } catch {
    return false;
  }
}

function createFile(path: string, content: Uint8Array): 'created' | 'exists' {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return 'created';
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return 'exists';
    throw error;
  }
}
