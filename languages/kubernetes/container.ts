import type { Container } from '../../core/facts.ts';
import { asString, get, itemsOf, type YamlMap } from '../yaml/node.ts';
import type { Pod } from './object.ts';

/** A container as it is written; `path` is such as `Deployment/web/containers[app]`. */
export interface ContainerNode {
  readonly role: Container['role'];
  readonly name: string | undefined;
  readonly path: string;
  readonly node: YamlMap;
}

const lists = [
  { key: 'initContainers', role: 'init' },
  { key: 'containers', role: 'main' },
  { key: 'ephemeralContainers', role: 'ephemeral' },
] as const;

/** All containers of a pod: init containers, main ones, ephemeral ones. */
export function containersOf({ spec, path }: Pod): readonly ContainerNode[] {
  return lists.flatMap(({ key, role }) =>
    itemsOf(get(spec, key)).flatMap((node, index): ContainerNode[] => {
      if (node.kind !== 'map') return [];
      const name = asString(get(node, 'name'));
      return [{ role, name, node, path: `${path}/${key}[${name ?? index}]` }];
    }),
  );
}
