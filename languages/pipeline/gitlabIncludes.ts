import type { Reference } from '../../core/language.ts';
import { lazyFor } from '../../core/lazy.ts';
import { folderOf, resolvePath } from '../../core/project.ts';
import { get, itemsOf, pairsOf, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import type { PipelineFile } from './document.ts';

/** A file of the same repository that GitLab includes (https://docs.gitlab.com/ci/yaml/#includelocal). */
export interface GitlabInclude {
  /** As written: a path from the repository's root, in which `*` may stand for any text. */
  readonly node: YamlScalar;
  /** Whether rules of the run decide that it is included. */
  readonly isConditional: boolean;
}

/** What stands in an `include:`, at the top of a file or of a `trigger:`. What other repositories and servers have is left out. */
export function includesIn(node: YamlNode | undefined): readonly GitlabInclude[] {
  const entries = node?.kind === 'sequence' ? itemsOf(node) : node ? [node] : [];
  return entries.flatMap((entry): readonly GitlabInclude[] => {
    const local = entry.kind === 'scalar' ? entry : get(entry, 'local');
    const isLocal = local?.kind === 'scalar' && local.value !== '' && !/[$]|^\w+:|\*\*/.test(local.value);
    return isLocal ? [{ node: local, isConditional: get(entry, 'rules') !== undefined }] : [];
  });
}

/** The documents of a file that hold jobs; the one before them that tells its inputs holds none. */
export const mapsOf = ({ documents }: Pick<PipelineFile, 'documents'>): readonly YamlMap[] =>
  documents.flatMap(({ root }) => (pairsOf(root).some(({ key }) => key !== 'spec') ? [root as YamlMap] : []));

/** The jobs of a document that start another pipeline, with what that is made of. */
export const triggersIn = (
  root: YamlMap,
): readonly { readonly job: string; readonly includes: readonly GitlabInclude[] }[] =>
  pairsOf(root).flatMap(({ key, value }) => {
    const includes = includesIn(get(value, 'trigger', 'include'));
    return includes.length > 0 ? [{ job: key, includes }] : [];
  });

/**
 * What the pipelines that a file is part of hang on: the main file of its repository, whose root may be any folder above,
 * and what it includes itself.
 */
export const gitlabReferences = lazyFor((file: PipelineFile): readonly Reference[] => {
  const folders = foldersFrom(folderOf(file.path));
  const names = mapsOf(file)
    .flatMap((root) => [...includesIn(get(root, 'include')), ...triggersIn(root).flatMap(({ includes }) => includes)])
    .map(({ node }) => node.value);
  return folders.flatMap((folder) => [
    { kind: 'file', path: mainIn(folder) } as const,
    ...names.flatMap((name): readonly Reference[] => {
      const path = resolvePath(folder, name);
      if (path === undefined) return [];
      return name.includes('*')
        ? [{ kind: 'folder', path: folderOf(path), language: 'pipeline' }]
        : [{ kind: 'file', path }];
    }),
  ]);
});

/** The main file of the repository with this root. */
export const mainIn = (folder: string): string => `${folder === '' ? '' : `${folder}/`}.gitlab-ci.yml`;

/** A folder and those above it, itself first. */
export const foldersFrom = (folder: string): readonly string[] =>
  folder === '' ? [folder] : [folder, ...foldersFrom(folderOf(folder))];
