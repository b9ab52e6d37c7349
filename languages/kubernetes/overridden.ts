import type { ImageReference } from '../../core/facts.ts';
import { lazy } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { isOverridden, isUsed } from '../kustomize/overrides.ts';
import type { PatchedContainer } from '../kustomize/patches.ts';
import { skaffoldImages } from '../skaffold.ts';
import { containersOf } from './container.ts';
import type { KubernetesFile } from './file.ts';
import type { KubernetesObject } from './object.ts';

/**
 * The images of a manifest, without those that are deployed in another version than is written there: Skaffold puts in
 * what it built, kustomizations set a tag. The manifest's own list where there is nothing of the kind.
 */
export function deployedImages(file: KubernetesFile, project: Project): readonly ImageReference[] {
  const { path, objects, facts } = file;
  const built = skaffoldImages(project, folderOf(path));
  const isKustomized = isUsed(project, path);
  if (built.size === 0 && !isKustomized) return facts.images;
  const containers = lazy(() => patchedContainers(objects));
  return facts.images.filter((image) => {
    // Skaffold leaves digests alone (https://skaffold.dev/docs/references/yaml/#build-artifacts-image).
    if (image.version.kind !== 'digest' && built.has(image.name)) return false;
    return !isKustomized || !isOverridden(project, path, { name: image.name, container: containers().get(image.path) });
  });
}

/** Containers by the path of their image. */
function patchedContainers(objects: readonly KubernetesObject[]): ReadonlyMap<string, PatchedContainer> {
  return new Map(
    objects.flatMap(({ kind, name: objectName, pods }) =>
      pods.flatMap(containersOf).map(({ path, list, index, name }) => {
        const objectNames = objectName === undefined ? [] : [objectName];
        return [`${path}/image`, { kind, objectNames, list, index, name }] as const;
      }),
    ),
  );
}
