import type { ScriptPhase } from '../../core/script.ts';
import { asString, get, type YamlMap } from '../yaml/node.ts';
import { type ContainerList, listOf, type Pod } from './pods.ts';

/** A container as it is written; `path` is such as `Deployment/web/containers[app]`. */
export interface ContainerNode {
  readonly role: ContainerList['role'];
  readonly name: string | undefined;
  readonly path: string;
  readonly node: YamlMap;
  /** The key that it stands under, and its place there. */
  readonly list: string;
  readonly index: number;
  /** When what it runs is run. */
  readonly phase: ScriptPhase;
}

/** All containers of a pod: init containers, main ones, ephemeral ones. */
export function containersOf({ spec, path, lists, phase }: Pod): readonly ContainerNode[] {
  return lists.flatMap(({ key, role }) =>
    listOf(spec, key).flatMap((node, index): ContainerNode[] => {
      if (node.kind !== 'map') return [];
      const name = asString(get(node, 'name'));
      return [{ role, name, node, path: `${path}/${key}[${name ?? index}]`, list: key, index, phase }];
    }),
  );
}
