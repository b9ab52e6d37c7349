import type { WritableHost } from '../host/host.ts';
import { resolvePath } from '../host/path.ts';
import { usageError } from './exitCode.ts';
import type { Io } from './io.ts';

/** Standard input as a file of a host, so that everything else treats it like one. */
export interface StandardInput {
  readonly path: string;
  /** The host of the run, in which `path` is standard input. */
  readonly host: WritableHost;
  /** What it holds by now: as it was read, or as it was fixed. */
  content(): Uint8Array;
}

/** Standard input when `paths` asks for it. */
export async function withStdin(
  paths: readonly string[],
  filename: string | undefined,
  { host, cwd, stdin }: Io,
): Promise<StandardInput | undefined> {
  if (!paths.includes('-')) {
    if (filename !== undefined) throw usageError('--stdin-filename needs `-` as the path');
    return undefined;
  }
  if (paths.length > 1) throw usageError('`-` cannot be mixed with other paths');
  if (filename === undefined) throw usageError('`-` needs --stdin-filename FILE, which tells the language');

  const path = resolvePath(cwd, filename);
  let content = await stdin();
  return {
    path,
    content: () => content,
    host: {
      ...host,
      stat: async (asked) => (asked === path ? { kind: 'file', size: content.length } : host.stat(asked)),
      readFile: async (asked) => (asked === path ? content : host.readFile(asked)),
      isWritable: async (asked) => asked === path || host.isWritable(asked),
      async replaceFile(asked, expected, fixed) {
        if (asked !== path) return host.replaceFile(asked, expected, fixed);
        content = fixed;
        return 'replaced';
      },
    },
  };
}
