import { isKnown } from '../../core/embedded.ts';
import type { AddedCapability, HostNamespace, Switch, SwitchName, Workload } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import { removeEntries, replaceScalar } from '../yaml/edit.ts';
import { insertEntry } from '../yaml/insert.ts';
import { asBoolean, asString, get, pairAt, type YamlMap, type YamlNode, type YamlPair } from '../yaml/node.ts';
import type { ContainerNode } from './container.ts';
import type { Pod } from './pods.ts';

/** Where a container has each setting (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container). */
export const switchPaths: Readonly<Record<SwitchName, readonly string[]>> = {
  readOnlyRootFilesystem: ['securityContext', 'readOnlyRootFilesystem'],
  privileged: ['securityContext', 'privileged'],
  stdin: ['stdin'],
  tty: ['tty'],
};

/** A setting of a container that stands at `span`. */
export function switchOf(source: string, container: ContainerNode, span: Span, name: SwitchName): Switch | undefined {
  const { node, path } = container;
  const keys = switchPaths[name];
  const { state, pair } = readSwitch(node, keys);
  // A patch names a container without its image; what it leaves out stands elsewhere.
  if (state === 'absent' && !pairAt(node, 'image')) return undefined;
  return withEdits(
    { state, span: pair?.span ?? span, path: [path, ...keys].join('/') },
    {
      turnOn: lazy(() => turnOn(source, node, keys, ['name', 'image'])),
      removal: lazy(() => pair && removeEntries(source, node, new Set([pair]))),
    },
  );
}

const withEdits = lazyProperties<Pick<Switch, 'turnOn' | 'removal'>>('turnOn', 'removal');

function readSwitch(
  container: YamlNode,
  keys: readonly string[],
): { readonly state: Switch['state']; readonly pair: YamlPair | undefined } {
  let node = container;
  let pair: YamlPair | undefined;
  for (const key of keys) {
    if (node.kind === 'null') return { state: 'absent', pair: undefined };
    if (node.kind !== 'map') return { state: 'unknown', pair: undefined };
    pair = pairAt(node, key);
    // A template may write more entries than are seen.
    if (!pair) return { state: node.pairs.every((one) => isKnown(one.key)) ? 'absent' : 'unknown', pair };
    node = pair.value;
  }
  if (node.kind === 'null') return { state: 'absent', pair };
  const value = asBoolean(node);
  return { state: value === undefined ? 'unknown' : value ? 'on' : 'off', pair };
}

/** The edits that write a setting as on, behind one of these keys where it is new; undefined when unsure. */
export function turnOn(
  source: string,
  container: YamlMap,
  keys: readonly string[],
  behind: readonly string[],
): readonly TextEdit[] | undefined {
  let map = container;
  for (const [index, key] of keys.entries()) {
    if (map.anchor !== undefined) return undefined;
    const pair = map.pairs.findLast((one) => one.key === key);
    if (!pair) {
      const hasOther = pairAt(map, key) !== undefined || !map.pairs.every((one) => isKnown(one.key));
      return hasOther ? undefined : insertEntry(source, map, keys.slice(index), 'true', behind);
    }
    const { value } = pair;
    // An alias's value is that of others too.
    const isAlias = value.span.start < pair.span.start || value.span.end > pair.span.end;
    if (isAlias || value.anchor !== undefined) return undefined;
    if (value.kind === 'scalar' && index === keys.length - 1) {
      const edit = isKnown(value.value) ? replaceScalar(value, 'true') : undefined;
      return edit && [edit];
    }
    if (value.kind !== 'map') return undefined;
    map = value;
  }
  return undefined;
}

/** The capabilities that a container adds; those that are not known are left out. */
export function addedCapabilities(source: string, { node, path }: ContainerNode): readonly AddedCapability[] {
  const added = get(node, 'securityContext', 'capabilities', 'add');
  if (added?.kind !== 'sequence') return [];
  return added.items.flatMap((item) => {
    const text = asString(item.value);
    if (text === undefined || !isKnown(text)) return [];
    const name = text.toUpperCase().replace(/^CAP_/, '');
    return [
      withRemoval(
        { name, span: item.value.span, path: `${path}/securityContext/capabilities/add[${name}]` },
        { removal: lazy(() => removeEntries(source, node, new Set([item]))) },
      ),
    ];
  });
}

const withRemoval = lazyProperties<Pick<AddedCapability, 'removal'>>('removal');

/** What a pod shares with its machine: `hostPID: true` and the like. */
export function hostNamespaces(source: string, { spec, path }: Pod): readonly HostNamespace[] {
  return hostKeys.flatMap(([key, kind]) => {
    const pair = pairAt(spec, key);
    if (!pair || asBoolean(pair.value) !== true) return [];
    return [
      withRemoval(
        { kind, span: pair.span, path: `${path}/${key}` },
        { removal: lazy(() => removeEntries(source, spec, new Set([pair]))) },
      ),
    ];
  });
}

const hostKeys: readonly (readonly [string, HostNamespace['kind']])[] = [
  ['hostPID', 'pid'],
  ['hostNetwork', 'network'],
  ['hostIPC', 'ipc'],
];

/**
 * The operating system that a pod asks for: by `os`, by the label of its nodes, or by settings that only Windows has
 * (https://kubernetes.io/docs/concepts/windows/user-guide/#scheduling).
 */
export function operatingSystemOf({ spec }: Pod, containers: readonly ContainerNode[]): Workload['operatingSystem'] {
  const labels = ['kubernetes.io/os', 'beta.kubernetes.io/os'].map((label) => get(spec, 'nodeSelector', label));
  const isNamed = [get(spec, 'os', 'name'), ...labels].some((node) => asString(node) === 'windows');
  const hasOptions = [spec, ...containers.map(({ node }) => node)].some((node) =>
    get(node, 'securityContext', 'windowsOptions'),
  );
  return isNamed || hasOptions ? 'windows' : 'linux';
}
