import type { Container, Workload } from '../../core/facts.ts';
import type { TerraformResource } from './block.ts';
import { blocksAt, containersOf, podSpecPathOf, type TerraformContainer } from './containers.ts';
import { imageOfContainer } from './images.ts';
import { manifestOf } from './manifest.ts';
import { podMounts } from './mounts.ts';
import { knownText, property } from './value.ts';

/** The pod that a resource of the `kubernetes` provider is, or what makes pods; undefined for other resources. */
export function workloadOf(resource: TerraformResource, source: string): Workload | undefined {
  const manifest = manifestOf(resource);
  if (manifest) {
    const metadata = property(manifest.object, 'metadata');
    const name = property(metadata, 'name');
    return {
      kind: manifest.kind,
      name: knownText(name),
      namespace: knownText(property(metadata, 'namespace')),
      span: name?.span ?? resource.span,
      path: resource.path,
      containers: containersOf(resource).map((container) => toContainer(container, [], source)),
      operatingSystem: 'linux',
      hostNamespaces: [],
    };
  }
  const specPath = podSpecPathOf(resource.type);
  if (specPath === undefined) return undefined;
  const metadata = resource.blocks('metadata')[0];
  const name = metadata?.value('name');
  const mounts = blocksAt(resource, specPath).flatMap((spec) => podMounts(spec, source));
  return {
    kind: kindOf(resource.type),
    name: knownText(name),
    namespace: knownText(metadata?.value('namespace')),
    span: name?.span ?? resource.span,
    path: resource.path,
    containers: containersOf(resource).map((container) => {
      const own = mounts.flatMap((one) => (one.container === container.path ? [one.mount] : []));
      return toContainer(container, own, source);
    }),
    operatingSystem: 'linux',
    hostNamespaces: [],
  };
}

/** `kubernetes_cron_job_v1` makes a CronJob; what is called `daemonset` there is a DaemonSet. */
const kindOf = (type: string): string =>
  type
    .replace(/^kubernetes_/, '')
    .replace(/_v\d\w*$/, '')
    .replace('daemonset', 'daemon_set')
    .replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

function toContainer(container: TerraformContainer, mounts: Container['mounts'], source: string): Container {
  const { path, usage, span, value } = container;
  const name = value('name');
  return {
    role: usage === 'init-container' ? 'init' : 'main',
    name: knownText(name),
    path,
    span: name?.span ?? span,
    image: imageOfContainer(container, source),
    mounts,
    ...noSettings,
  };
}

/** Settings are not read yet. */
const noSettings = { switchOf: () => undefined, addedCapabilities: [] } as const;
