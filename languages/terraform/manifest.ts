import type { TerraformResource } from './block.ts';
import { itemsOf, knownText, property, type Value } from './value.ts';

/** An object of the Kubernetes API that a resource is given as data. */
export interface Manifest {
  readonly kind: string;
  readonly object: Value;
}

/** The object of a `kubernetes_manifest`; undefined for other resources, and where its kind is not known. */
export function manifestOf(resource: TerraformResource): Manifest | undefined {
  const object = resource.type === 'kubernetes_manifest' ? resource.value('manifest') : undefined;
  const kind = knownText(property(object, 'kind'));
  return object && kind !== undefined ? { kind, object } : undefined;
}

/** A container of a manifest's pod, with a name for its place in the manifest. */
export interface ManifestContainer {
  readonly node: Value;
  readonly isInit: boolean;
  readonly place: string;
}

/** The containers of the pod that a manifest is or makes. */
export function manifestContainers(manifest: Manifest): readonly ManifestContainer[] {
  const spec = podSpecOf(manifest);
  return ['initContainers', 'containers'].flatMap((key) =>
    itemsOf(property(spec, key)).map((node, index) => {
      const place = `manifest/${key}[${knownText(property(node, 'name')) ?? index}]`;
      return { node, isInit: key === 'initContainers', place };
    }),
  );
}

/** The specification of the pod that a manifest is or makes. */
export function podSpecOf({ kind, object }: Manifest): Value | undefined {
  const steps = podPaths.get(kind);
  let spec = steps && object;
  for (const step of steps ?? []) spec = property(spec, step);
  return spec;
}

const template: readonly string[] = ['spec', 'template', 'spec'];

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ */
const podPaths: ReadonlyMap<string, readonly string[]> = new Map([
  ['CronJob', ['spec', 'jobTemplate', ...template]],
  ['DaemonSet', template],
  ['Deployment', template],
  ['Job', template],
  ['Pod', ['spec']],
  ['ReplicaSet', template],
  ['ReplicationController', template],
  ['StatefulSet', template],
]);
