import type { Container, Mount, Workload } from '../../core/facts.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import { type ContainerNode, containersOf } from '../../languages/kubernetes/container.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import type { Pod } from '../../languages/kubernetes/pods.ts';
import { asString, get, itemsOf } from '../../languages/yaml/node.ts';
import { type DataPlace, dataPlaceOf, storeOfContainer } from './databaseContainers.ts';
import { movedDataOf } from './dataPaths.ts';
import type { DataStore } from './dataStores.ts';

/** A container of a pod that serves a data store, and where it keeps the data. */
export interface DatabaseInPod {
  readonly workload: Workload;
  readonly container: Container;
  readonly store: DataStore;
  readonly place: DataPlace;
}

/** The databases among the main containers of pods. `databases` are patterns of further images that hold data. */
export function* databasesInPods(
  document: KubernetesDocument | HelmDocument,
  databases: readonly string[],
): Iterable<DatabaseInPod> {
  for (const workload of document.workloads) {
    // Pods of the cluster's own namespace belong to their nodes: etcd of the control plane does.
    if (workload.namespace === 'kube-system') continue;
    for (const container of workload.containers) {
      if (container.role !== 'main') continue;
      const store = storeOfContainer(container, document.scripts, databases);
      if (store) yield { workload, container, store, place: placeIn(document, container, store) };
    }
  }
}

function placeIn(document: KubernetesDocument | HelmDocument, container: Container, store: DataStore): DataPlace {
  const written = writtenContainers(document).get(container.path);
  if (!written) return { kind: 'unknown' };
  const place = dataPlaceOf(container, store, movedDataOf(get(written.container.node, 'env')));
  const isSure =
    place.kind === 'layer'
      ? isWhole(written) && isWritten(document, container)
      : !('mount' in place) || (isOnlyOne(place.mount, written) && isWritten(document, place.mount));
  return isSure ? place : { kind: 'unknown' };
}

/** What a template writes in a condition counts when the chart's default values make it so. */
const isWritten = (document: KubernetesDocument | HelmDocument, { span }: Container | Mount): boolean =>
  document.language !== 'helm' || document.isWritten(span.start) === true;

interface WrittenContainer {
  readonly object: KubernetesObject;
  readonly pod: Pod;
  readonly container: ContainerNode;
}

const writtenContainers = lazyFor(
  ({ objects }: KubernetesDocument | HelmDocument): ReadonlyMap<string, WrittenContainer> =>
    new Map(
      objects.flatMap((object) =>
        object.pods.flatMap((pod) =>
          containersOf(pod).map((container) => [container.path, { object, pod, container }] as const),
        ),
      ),
    ),
);

/** Whether all volumes of a container are here to be seen: it is no part that is laid over another one, and no action writes more. */
function isWhole({ object, pod, container }: WrittenContainer): boolean {
  if (!object.get('spec', 'selector') && !object.get('spec', 'serviceName')) return false;
  const mounts = get(container.node, 'volumeMounts');
  const parts = [
    container.node,
    mounts,
    pod.spec,
    get(pod.spec, 'volumes'),
    object.get('spec', 'volumeClaimTemplates'),
  ];
  return (!mounts || mounts.kind === 'sequence') && !parts.some(mayHoldMore);
}

/** In a template, a volume may be written in one of several ways. */
function isOnlyOne({ path }: Mount, { object, pod }: WrittenContainer): boolean {
  const templates = itemsOf(object.get('spec', 'volumeClaimTemplates')).map((claim) => get(claim, 'metadata', 'name'));
  const volumes = itemsOf(get(pod.spec, 'volumes')).map((volume) => get(volume, 'name'));
  return [...templates, ...volumes].filter((name) => path.endsWith(`[${asString(name)}]`)).length === 1;
}
