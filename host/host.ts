/**
 * The outside world, as far as linting needs it. Paths are absolute and use `/`, on Windows too (`C:/repo/Dockerfile`).
 * Functions reject with an error that has a `code` of Node's (`ENOENT`, `EACCES`, `ELOOP`, ...).
 */
export interface Host {
  readFile(path: string): Promise<Uint8Array>;
  /** Follows links. */
  stat(path: string): Promise<FileStat>;
  /** In any order. */
  listDirectory(path: string): Promise<readonly DirectoryEntry[]>;
  /** The path with all links resolved. */
  realPath(path: string): Promise<string>;
  /** The local day as `YYYY-MM-DD`. */
  today(): string;
}

/** A host whose files can be changed; the language server never does. */
export interface WritableHost extends Host {
  writeFile(path: string, content: Uint8Array): Promise<void>;
  /** Whether a file may be replaced, or created where there is none. */
  isWritable(path: string): Promise<boolean>;
  /** Writes a file that is not there yet. */
  createFile(path: string, content: Uint8Array): Promise<'created' | 'exists'>;
  /**
   * Puts `content` where `expected` was, in one step and with the file's permissions; writes through links. A file that
   * holds something else by now, or that may not be written, stays as it is.
   */
  replaceFile(path: string, expected: Uint8Array, content: Uint8Array): Promise<'replaced' | 'changed' | 'read-only'>;
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  /** In bytes. */
  readonly size: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileStat['kind'] | 'link';
}

/** The `code` of what a host rejected with; undefined when it has none. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
