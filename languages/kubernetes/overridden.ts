import type { Container, ImageReference, Switch, SwitchName, Workload } from '../../core/facts.ts';
import { lazy } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { isOverridden, isPatch, isUsed } from '../kustomize/overrides.ts';
import type { PatchedContainer } from '../kustomize/patches.ts';
import { skaffoldImages } from '../skaffold.ts';
import { containersOf } from './container.ts';
import { withCapabilities } from './facts.ts';
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
    return (
      !isKustomized ||
      !isOverridden(project, path, {
        field: 'image',
        name: image.name,
        container: containers().get(image.path.replace(/\/image$/, '')),
      })
    );
  });
}

/**
 * The workloads of a manifest. What kustomizations set anew is not known here, and neither is what a patch leaves out.
 * The manifest's own list where there is nothing of the kind.
 */
export function deployedWorkloads(file: KubernetesFile, project: Project): readonly Workload[] {
  const { path, objects, facts } = file;
  if (!isUsed(project, path)) return facts.workloads;
  const containers = patchedContainers(objects);
  const isPart = isPatch(project, path);
  const judge = (container: Container, name: SwitchName): Switch | undefined => {
    const found = container.switchOf(name);
    if (!found || found.state === 'unknown') return found;
    const patched = containers.get(container.path);
    const isOpen =
      (isPart && found.state === 'absent') ||
      isOverridden(project, path, { field: name, name: '', container: patched });
    return isOpen
      ? { state: 'unknown', span: found.span, path: found.path, turnOn: undefined, removal: undefined }
      : found;
  };
  return facts.workloads.map((workload) => ({
    ...workload,
    containers: workload.containers.map((container) =>
      withCapabilities(
        { ...container, switchOf: (name: SwitchName) => judge(container, name) },
        { addedCapabilities: () => container.addedCapabilities },
      ),
    ),
  }));
}

/** Containers by their path. */
function patchedContainers(objects: readonly KubernetesObject[]): ReadonlyMap<string, PatchedContainer> {
  return new Map(
    objects.flatMap(({ kind, name: objectName, pods }) =>
      pods.flatMap(containersOf).map(({ path, list, index, name }) => {
        const objectNames = objectName === undefined ? [] : [objectName];
        return [path, { kind, objectNames, list, index, name }] as const;
      }),
    ),
  );
}
