import type { Container, Facts, ImageReference, Mount, Port, SwitchName, Workload } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Script } from '../../core/script.ts';
import type { CommandStore } from '../commandStore.ts';
import { get } from '../yaml/node.ts';
import { type ContainerNode, containersOf } from './container.ts';
import { containerImage, volumeImages } from './images.ts';
import { mountsOf } from './mounts.ts';
import { contentSpan, type KubernetesObject } from './object.ts';
import type { Pod } from './pods.ts';
import { containerPorts, servicePorts } from './ports.ts';
import { scriptsOf } from './scripts.ts';
import { addedCapabilities, hostNamespaces, operatingSystemOf, switchOf } from './settings.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/**
 * The facts of a manifest's objects, each computed when first read. `source` is the text that they were read from, `store` has the
 * commands of earlier texts.
 */
export function factsOf(source: string, store: CommandStore, objects: () => readonly KubernetesObject[]): Facts {
  const workloads = lazy(() => objects().flatMap((object) => toWorkload(source, object) ?? []));
  return withFacts(
    { packageLists: [], fileWrites: [] },
    {
      images: lazy(() => workloads().flatMap((workload) => workload.images)),
      scripts: lazy(() =>
        workloads().flatMap(({ nodes }): readonly Script[] => nodes.flatMap((node) => scriptsOf(source, store, node))),
      ),
      ports: lazy((): readonly Port[] => [
        ...workloads().flatMap(({ nodes }) => nodes.flatMap((node) => containerPorts(source, node))),
        ...objects().flatMap((object) => servicePorts(source, object)),
      ]),
      mounts: lazy(() => workloads().flatMap((workload) => workload.mounts)),
      workloads: lazy(() => workloads().map(({ workload }) => workload)),
    },
  );
}

const withFacts = lazyProperties<Omit<Facts, 'packageLists' | 'fileWrites'>>(
  'images',
  'scripts',
  'ports',
  'mounts',
  'workloads',
);

interface PodParts {
  readonly containers: readonly Container[];
  readonly operatingSystem: Workload['operatingSystem'];
  readonly nodes: readonly ContainerNode[];
  readonly images: readonly ImageReference[];
  readonly mounts: readonly Mount[];
}

interface WorkloadParts extends Omit<PodParts, 'containers' | 'operatingSystem'> {
  readonly workload: Workload;
}

function toWorkload(source: string, object: KubernetesObject): WorkloadParts | undefined {
  const { pods, kind, name, namespace, span, path } = object;
  if (pods.length === 0) return undefined;
  const parts = pods.map((pod) => podParts(source, object, pod));
  const containers = parts.flatMap((part) => part.containers);
  return {
    workload: {
      kind,
      name,
      namespace,
      span,
      path,
      containers,
      operatingSystem: parts.some(({ operatingSystem }) => operatingSystem === 'windows') ? 'windows' : 'linux',
      hostNamespaces: pods.flatMap((pod) => hostNamespaces(source, pod)),
    },
    nodes: parts.flatMap((part) => part.nodes),
    images: parts.flatMap((part) => part.images),
    mounts: parts.flatMap((part) => part.mounts),
  };
}

function podParts(source: string, object: KubernetesObject, pod: Pod): PodParts {
  const nodes = containersOf(pod);
  const { byContainer, unused } = mountsOf(source, object, pod, nodes);
  const containers = nodes.map((container): Container => {
    const { role, name, path, node } = container;
    // The whole container would be underlined line by line.
    const span = contentSpan(get(node, 'name') ?? get(node, 'image') ?? node);
    return withCapabilities(
      {
        role,
        name,
        path,
        span,
        image: containerImage(source, container),
        mounts: byContainer.get(container) ?? [],
        switchOf: (setting: SwitchName) => switchOf(source, container, span, setting),
        temporaryFolder: (folder: string) => temporaryFolder(source, object, pod, nodes, container, folder),
      },
      { addedCapabilities: lazy(() => addedCapabilities(source, container)) },
    );
  });
  return {
    containers,
    operatingSystem: operatingSystemOf(pod, nodes),
    nodes,
    images: [...containers.flatMap(({ image }) => image ?? []), ...volumeImages(source, pod)],
    mounts: [...containers.flatMap((container) => container.mounts), ...unused],
  };
}

/** Makes a container of what is not lazy of it; a copy of one has to be made again. */
export const withCapabilities = lazyProperties<Pick<Container, 'addedCapabilities'>>('addedCapabilities');
