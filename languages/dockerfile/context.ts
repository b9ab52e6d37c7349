import type { SourceFile } from '../../core/document.ts';
import type { Reference } from '../../core/language.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { DockerfileFile, IgnoreFile } from './document.ts';
import { mayCopyContext } from './transfers.ts';

/** The files that tell what a build sends along, for a file to which it matters. */
export function ignoreReferences(file: DockerfileFile): readonly Reference[] {
  if (!mayCopyContext(file)) return [];
  const folder = folderOf(file.path);
  const paths = [...ignoreFilesOf(file), ...gitIgnoresAbove(folder), headIn(folder)];
  return paths.map((path) => ({ kind: 'file', path }));
}

/**
 * The ignore file that a build reads (https://docs.docker.com/build/concepts/context/#dockerignore-files). Where the context
 * is not known, it may be the Dockerfile's folder or any above it; the root of a repository is taken for its own context.
 */
export function ignoreFileOf(file: DockerfileFile, project: Project): IgnoreFile {
  const found = ignoreFilesOf(file).flatMap((path): SourceFile[] => {
    const text = project.text(path);
    return text === undefined ? [] : [{ path, text }];
  });
  const [nearest] = found;
  const folder = folderOf(file.path);
  const isInRoot = project.text(headIn(folder)) !== undefined;
  if (nearest)
    return { kind: 'found', file: nearest, isContextRepository: isInRoot && folderOf(nearest.path) === folder };
  const gitIgnores = gitIgnoresAbove(folder).flatMap((path) => project.text(path)?.split(/\r?\n/) ?? []);
  return { kind: 'none', isContextRepository: isInRoot, gitIgnores };
}

/** Those that there may be, the one that counts most first. */
const ignoreFilesOf = ({ path }: DockerfileFile): readonly string[] => [
  `${path}.dockerignore`,
  ...foldersFrom(folderOf(path)).map((folder) => inFolder(folder, '.dockerignore')),
];

const gitIgnoresAbove = (folder: string): readonly string[] =>
  foldersFrom(folder).map((one) => inFolder(one, '.gitignore'));

const foldersFrom = (folder: string): readonly string[] =>
  folder === '' ? [folder] : [folder, ...foldersFrom(folderOf(folder))];

/** What every repository has at its root, but for one that is checked out as part of another. */
const headIn = (folder: string): string => inFolder(folder, '.git/HEAD');

const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
