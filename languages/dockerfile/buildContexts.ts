import type { Reference } from '../../core/language.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import { buildOf } from '../compose/build.ts';
import type { ComposeFile } from '../compose/document.ts';
import type { DockerfileFile } from './document.ts';

/**
 * The path of a file in the build context, of those that are there; undefined when it cannot be told. Compose files beside or
 * above the Dockerfile say what the context is. Where none does, it is the Dockerfile's folder if that has the file, else
 * the one folder above that has it. Contexts that are no folders above the Dockerfile are not looked into.
 */
export function fileInContext(file: DockerfileFile, project: Project, source: string): string | undefined {
  const folder = folderOf(file.path);
  const told = contextsOf(file, project);
  const contexts = foldersFrom(folder).filter((context) => told.size === 0 || told.has(context));
  const paths = contexts.flatMap((context) => resolvePath(context, source) ?? []);
  const [first, ...others] = paths.filter((path) => project.text(path) !== undefined);
  const isOwn = told.size === 0 && first === resolvePath(folder, source);
  return isOwn || others.length === 0 ? first : undefined;
}

/** All that `fileInContext` may look at for some files of the context. */
export function contextReferences(file: DockerfileFile, sources: readonly string[]): readonly Reference[] {
  if (sources.length === 0) return [];
  return foldersFrom(folderOf(file.path)).flatMap((folder): readonly Reference[] => [
    { kind: 'folder', path: folder, language: 'compose' },
    ...sources.flatMap((source): readonly Reference[] => {
      const path = resolvePath(folder, source);
      return path === undefined ? [] : [{ kind: 'file', path }];
    }),
  ]);
}

/** The contexts that Compose files build the Dockerfile in. */
function contextsOf({ path }: DockerfileFile, project: Project): ReadonlySet<string> {
  return project.once(`dockerfile: contexts of ${path}`, () => {
    const files = foldersFrom(folderOf(path)).flatMap((folder) => project.filesIn(folder));
    const contexts = files.flatMap((file) =>
      file.language === 'compose'
        ? (file as ComposeFile).services.flatMap((service) => buildOf(file.path, service) ?? [])
        : [],
    );
    return new Set(contexts.flatMap(({ context, dockerfile }) => (dockerfile === path ? context : [])));
  });
}

const foldersFrom = (folder: string): readonly string[] =>
  folder === '' ? [folder] : [folder, ...foldersFrom(folderOf(folder))];
