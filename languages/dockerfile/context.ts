import type { SourceFile } from '../../core/document.ts';
import type { Reference } from '../../core/language.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { DockerfileFile, IgnoreFile } from './document.ts';
import { mayCopyContext } from './transfers.ts';

/** The files that tell what a build sends along, for a file to which it matters. */
export function ignoreReferences(file: DockerfileFile): readonly Reference[] {
  if (!mayCopyContext(file)) return [];
  const paths = [...ignoreFilesOf(file), headIn(folderOf(file.path))];
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
  if (!nearest) return { kind: 'none' };
  const folder = folderOf(file.path);
  const isInRoot = project.text(headIn(folder)) !== undefined && folderOf(nearest.path) === folder;
  return { kind: 'found', file: nearest, isContextRepository: isInRoot };
}

/** Those that there may be, the one that counts most first. */
function ignoreFilesOf({ path }: DockerfileFile): readonly string[] {
  const paths = [`${path}.dockerignore`];
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    paths.push(inFolder(folder, '.dockerignore'));
    if (folder === '') return paths;
  }
}

/** What every repository has at its root, but for one that is checked out as part of another. */
const headIn = (folder: string): string => inFolder(folder, '.git/HEAD');

const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
