import type { Project } from '../../core/project.ts';
import { includedPaths, layersOf, partAt } from './layers.ts';
import { oncePerPath } from './oncePerPath.ts';
import type { ComposeService } from './service.ts';
import { stringOf } from './value.ts';

/** What the Compose files of one folder build. */
export interface Builds {
  /** The names, without tags, of images that services build. What a whole name hangs on may be the same or not, so it is left out. */
  readonly images: ReadonlySet<string>;
  /** Services that build an image which Compose names after the project and them. */
  readonly unnamed: ReadonlySet<string>;
}

/** What the files of a folder build, those that they include and extend with them. */
export function buildsIn(project: Project, folder: string): Builds {
  return project.once(`compose:builds:${folder}`, () => {
    const paths = project.filesIn(folder).flatMap((file) => (file.language === 'compose' ? [file.path] : []));
    const images = new Set<string>();
    const unnamed = new Set<string>();
    // A set is also gone through where it grows.
    const reachable = new Set(paths);
    for (const path of reachable) {
      const part = partAt(project, path);
      for (const included of includedPaths(path, part.documents)) reachable.add(included);
      for (const name of builtIn(project, path)) {
        const layers = layersOf(project, path, name);
        const named = layers.flatMap(({ scope, service }) => stringOf(scope, service.get('image')) ?? []);
        for (const image of named.map(withoutTag)) if (/[^\W_]$/.test(image)) images.add(image);
        if (named.length === 0) unnamed.add(name);
      }
    }
    return { images, unnamed };
  });
}

const withoutTag = (image: string): string => image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');

/** Whether a service builds its image itself, in this file or in one that it is merged from. */
export const isBuilt = (project: Project, path: string, service: string): boolean =>
  builtIn(project, path).has(service);

const builtIn = oncePerPath((project, path): ReadonlySet<string> => {
  const names = partAt(project, path).services.map(({ name }) => name);
  return new Set(names.filter((name) => layersOf(project, path, name).some(({ service }) => hasBuild(service))));
});

const hasBuild = (service: ComposeService): boolean => {
  const build = service.get('build');
  return build !== undefined && build.kind !== 'null';
};
