import type { SourceFile } from '../../core/document.ts';
import type { Reference } from '../../core/language.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { pipelineReferencesOfFolder } from '../pipeline/repository.ts';

/** The files that tell who builds a Dockerfile, as far as there are such. */
export const builderReferences = (path: string): readonly Reference[] => [
  ...pipelineReferencesOfFolder(folderOf(path)),
  ...buildersBeside(path).map((builder): Reference => ({ kind: 'file', path: builder })),
];

/** Those in a Dockerfile's own folder. */
export const ownBuildersOf = (path: string, project: Project): readonly SourceFile[] =>
  buildersBeside(path).flatMap((builder) => {
    const text = project.text(builder);
    return text === undefined ? [] : [{ path: builder, text }];
  });

function buildersBeside(path: string): readonly string[] {
  const folder = folderOf(path);
  return ['action.yml', 'action.yaml', 'cloudbuild.yaml'].map((name) => (folder === '' ? name : `${folder}/${name}`));
}
