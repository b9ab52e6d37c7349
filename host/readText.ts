import type { Problem } from '../core/finding.ts';
import { errorCode, type Host } from './host.ts';

export type ReadText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** The text of a file, its BOM kept; or why it has none. `shown` is what messages and problems call the file. */
export async function readText(host: Host, path: string, shown: string, maxSize: number): Promise<ReadText> {
  try {
    const { kind, size } = await host.stat(path);
    if (kind !== 'file') return problem('unreadable', shown, 'is not a regular file; name a file or a folder');
    if (size > maxSize) return tooLarge(shown, size, maxSize);
    return decodeText(await host.readFile(path), shown, maxSize);
  } catch (error) {
    return problem('unreadable', shown, readFailure(error));
  }
}

/** The text that bytes stand for, its BOM kept; or why they are none. */
function decodeText(bytes: Uint8Array, shown: string, maxSize: number): ReadText {
  if (bytes.length > maxSize) return tooLarge(shown, bytes.length, maxSize);
  if (bytes.includes(0)) {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return problem(
      'skipped',
      shown,
      isUtf16 ? 'is UTF-16; save it as UTF-8' : 'is binary; list it in `files.ignore` of fixity.yaml',
    );
  }
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return problem('skipped', shown, 'is not valid UTF-8; save it as UTF-8');
  }
}

/** What a failure to reach a file or folder means and what to do, to be said after its name. */
export function readFailure(error: unknown): string {
  switch (errorCode(error)) {
    case 'ENOENT':
      return 'cannot be read: it does not exist, or is a link to nothing; restore it, or remove the link';
    case 'ELOOP':
      return 'cannot be read: its links go in a circle; remove one of them';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: permission denied; allow it, or list it in `files.ignore` of fixity.yaml';
    default:
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const tooLarge = (shown: string, size: number, maxSize: number): ReadText =>
  problem(
    'skipped',
    shown,
    `is larger than ${megabytes(maxSize)} (${megabytes(size)}); raise \`files.maxSize\` or list it in \`files.ignore\` of fixity.yaml`,
  );

const megabytes = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${bytes} bytes` : `${Number((bytes / 1024 / 1024).toFixed(1))} MB`;

const problem = (kind: Problem['kind'], file: string, reason: string): ReadText => ({
  kind: 'problem',
  problem: { kind, file, span: undefined, message: `\`${file}\` ${reason}` },
});
