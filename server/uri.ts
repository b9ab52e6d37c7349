/**
 * The path that the engine and the host know a document by: absolute, with `/`, without escapes, so that one file is
 * one path however its client writes the URI. A URI that is no file on this machine (`vscode-vfs://github/owner/name`,
 * `untitled:Untitled-1`) becomes a path below a folder of its scheme's (`/vscode-vfs:~github/owner/name`).
 */
export function toPath(uri: string): string {
  const [, scheme = '', authority = '', rest = ''] = /^([^:/]+):(?:\/\/([^/]*))?\/?(.*)$/.exec(uri) ?? [];
  const path = unescaped(rest);
  if (scheme !== 'file') return `/${scheme}:~${authority}/${path}`;
  if (authority !== '') return `//${authority}/${path}`;
  return drive.test(path) ? path[0]!.toUpperCase() + path.slice(1) : `/${path}`;
}

/** The URI of a path that `toPath` or the host made. */
export function toUri(path: string): string {
  const [, scheme, authority, rest] = /^\/([A-Za-z][\w+.-]+):~([^/]*)\/?(.*)$/.exec(path) ?? [];
  if (scheme !== undefined) return `${scheme}://${authority}/${escaped(rest!)}`;
  if (path.startsWith('//')) return `file:${escaped(path)}`;
  return `file://${drive.test(path) ? '/' : ''}${escaped(path)}`;
}

/** Whether a path is on this machine, and not only in the editor. */
export const isFilePath = (path: string): boolean => !/^\/[A-Za-z][\w+.-]+:~/.test(path);

const drive = /^[A-Za-z]:(?=\/|$)/;

const escaped = (path: string): string => encodeURI(path).replace(/[#?]/g, encodeURIComponent);

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
