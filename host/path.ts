/** The absolute path of `path` seen from `base`, with `/` and without `.` and `..`. On Windows `\` is a separator too. */
export function resolvePath(base: string, path: string): string {
  const isWindows = drive.test(base);
  const slashed = isWindows ? path.replaceAll('\\', '/') : path;
  const isAbsolute = slashed.startsWith('/') || (isWindows && drive.test(slashed));
  const whole = isAbsolute ? slashed : `${base}/${slashed}`;
  const root = drive.exec(whole)?.[0] ?? '';
  const parts: string[] = [];
  for (const part of whole.slice(root.length).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${root}/${parts.join('/')}`;
}

const drive = /^[A-Za-z]:(?=\/|$)/;

/** The folder that holds a path; a root is its own parent. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === path.indexOf('/') ? path.slice(0, slash + 1) : path.slice(0, slash);
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const joinPath = (folder: string, name: string): string =>
  folder.endsWith('/') ? folder + name : `${folder}/${name}`;

/** `path` as seen from `folder`, with `..` where it lies outside; `''` for the folder itself, and the path as it is on another drive. */
export function relativePath(folder: string, path: string): string {
  const from = folder.split('/').filter((part) => part !== '');
  const to = path.split('/').filter((part) => part !== '');
  if (drive.test(folder) && from[0] !== to[0]) return path;
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

/** `folder` and the folders above it, nearest first, up to and with `root`; `folder` alone when it does not lie in `root`. */
export function foldersUpTo(root: string, folder: string): readonly string[] {
  const folders = [folder];
  for (let at = folder; at !== root; ) {
    const parent = parentOf(at);
    if (parent === at) return [folder];
    folders.push(parent);
    at = parent;
  }
  return folders;
}
