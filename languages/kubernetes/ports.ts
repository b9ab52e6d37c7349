import type { Port } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { TextEdit } from '../../core/text.ts';
import { removeEntries } from '../yaml/edit.ts';
import { asNumber, asString, get, type YamlItem, type YamlMap } from '../yaml/node.ts';
import type { ContainerNode } from './container.ts';
import type { KubernetesObject } from './object.ts';

/** The ports of a container: `containerPort`, and `hostPort` where it is another one. */
export function containerPorts(source: string, { node, path }: ContainerNode): readonly Port[] {
  return portsIn(
    node,
    path,
    [
      { key: 'containerPort', usage: 'container' },
      { key: 'hostPort', usage: 'published' },
    ],
    (item) =>
      isNamedByProbe(node, asString(get(item.value, 'name')))
        ? undefined
        : removeEntries(source, node, new Set([item])),
  );
}

/** The ports of a Service: `port`, and `targetPort` where it is another one. */
export function servicePorts(source: string, { apiVersion, kind, node, path }: KubernetesObject): readonly Port[] {
  const spec = get(node, 'spec');
  if (apiVersion !== 'v1' || kind !== 'Service' || spec?.kind !== 'map') return [];
  const ports = get(spec, 'ports');
  return portsIn(
    spec,
    path,
    [
      { key: 'port', usage: 'service' },
      { key: 'targetPort', usage: 'service' },
    ],
    (item) =>
      // A Service without any port is refused by the API server.
      ports?.kind === 'sequence' && ports.items.length > 1 ? removeEntries(source, node, new Set([item])) : undefined,
  );
}

function portsIn(
  owner: YamlMap,
  path: string,
  keys: readonly { readonly key: string; readonly usage: Port['usage'] }[],
  remove: (item: YamlItem) => readonly TextEdit[] | undefined,
): readonly Port[] {
  const ports = get(owner, 'ports');
  if (ports?.kind !== 'sequence') return [];
  return ports.items.flatMap((item) => {
    const removal = lazy(() => remove(item));
    const seen = new Set<number>();
    return keys.flatMap(({ key, usage }): Port[] => {
      const node = get(item.value, key);
      const port = asNumber(node);
      if (!node || port === undefined || seen.has(port)) return [];
      seen.add(port);
      const portPath = `${path}/ports[${asString(get(item.value, 'name')) ?? port}]`;
      return [withRemoval({ port, usage, span: node.span, path: portPath }, { removal })];
    });
  });
}

const withRemoval = lazyProperties<Pick<Port, 'removal'>>('removal');

/** Whether a probe asks a port by its name, which is gone with the port. */
function isNamedByProbe(container: YamlMap, name: string | undefined): boolean {
  return ['startupProbe', 'readinessProbe', 'livenessProbe'].some((probe) =>
    ['httpGet', 'tcpSocket'].some(
      (action) => name !== undefined && asString(get(container, probe, action, 'port')) === name,
    ),
  );
}
