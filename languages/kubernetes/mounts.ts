import type { Mount } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { TextEdit } from '../../core/text.ts';
import { removeEntries } from '../yaml/edit.ts';
import { asBoolean, asString, get, itemsOf, type YamlItem, type YamlNode, type YamlSequence } from '../yaml/node.ts';
import type { ContainerNode } from './container.ts';
import { contentSpan, type KubernetesObject } from './object.ts';
import type { Pod } from './pods.ts';
import { turnOn } from './settings.ts';

export interface PodMounts {
  /** The mounts of each container. */
  readonly byContainer: ReadonlyMap<ContainerNode, readonly Mount[]>;
  /** Host paths that no container mounts. */
  readonly unused: readonly Mount[];
}

/** A mount without what its container says of it. */
type Volume = Pick<Mount, 'span' | 'path' | 'source'> & {
  readonly isReadOnly: boolean;
  readonly removal: () => readonly TextEdit[] | undefined;
  readonly readOnly: () => readonly TextEdit[] | undefined;
};

/** Joins the mounts of a pod's containers with its volumes, and with the claim templates of a StatefulSet. */
export function mountsOf(
  source: string,
  object: KubernetesObject,
  pod: Pod,
  containers: readonly ContainerNode[],
): PodMounts {
  const volumes = volumesOf(source, object, pod, containers);
  const used = new Set<string>();
  const byContainer = new Map(
    containers.map((container) => {
      const mounts = itemsOf(get(container.node, 'volumeMounts')).flatMap((mount): Mount[] => {
        const nameNode = get(mount, 'name');
        const name = asString(nameNode);
        if (!nameNode || name === undefined) return [];
        used.add(name);
        // A volume that another file brings in, by a Kustomize patch say.
        const elsewhere: Volume = {
          span: contentSpan(nameNode),
          path: `${pod.path}/volumes[${name}]`,
          source: { kind: 'other' },
          isReadOnly: false,
          removal: () => undefined,
          readOnly: () => undefined,
        };
        const volume = volumes.get(name) ?? elsewhere;
        return [toMount(volume, asString(get(mount, 'mountPath')), mayBeTrue(get(mount, 'readOnly')))];
      });
      return [container, mounts] as const;
    }),
  );
  const unused = [...volumes]
    .filter(([name, volume]) => volume.source.kind === 'host-path' && !used.has(name))
    .map(([, volume]) => toMount(volume, undefined, false));
  return { byContainer, unused };
}

function toMount(volume: Volume, target: string | undefined, isReadOnly: boolean): Mount {
  const { span, path, source, removal, readOnly } = volume;
  return withEdits({ span, path, source, target, isReadOnly: isReadOnly || volume.isReadOnly }, { removal, readOnly });
}

const mayBeTrue = (node: YamlNode | undefined): boolean => node?.kind === 'scalar' && asBoolean(node) !== false;

const withEdits = lazyProperties<Pick<Mount, 'removal' | 'readOnly'>>('removal', 'readOnly');

function volumesOf(
  source: string,
  { get: getFromObject }: KubernetesObject,
  { spec, path }: Pod,
  containers: readonly ContainerNode[],
): ReadonlyMap<string, Volume> {
  const volumes = new Map<string, Volume>();
  const mountItems = lazy(() => mountItemsByVolume(containers));
  for (const template of itemsOf(getFromObject('spec', 'volumeClaimTemplates'))) {
    const nameNode = get(template, 'metadata', 'name');
    const name = asString(nameNode);
    if (!nameNode || name === undefined) continue;
    volumes.set(name, {
      span: contentSpan(nameNode),
      path: `${path}/volumeClaimTemplates[${name}]`,
      source: { kind: 'claim', claim: name },
      isReadOnly: false,
      removal: () => undefined,
      readOnly: () => undefined,
    });
  }
  const list = get(spec, 'volumes');
  for (const item of list?.kind === 'sequence' ? list.items : []) {
    const nameNode = get(item.value, 'name');
    const name = asString(nameNode);
    if (!nameNode || name === undefined) continue;
    const { node, kind } = toSource(item.value, nameNode);
    volumes.set(name, {
      span: contentSpan(node),
      path: `${path}/volumes[${name}]`,
      source: kind,
      isReadOnly: mayBeTrue(get(item.value, 'persistentVolumeClaim', 'readOnly')),
      removal: lazy(() =>
        removeEntries(source, spec, new Set([item, ...(mountItems().get(name) ?? []).map((one) => one.item)])),
      ),
      readOnly: lazy(() =>
        spec.anchor === undefined ? readOnlyMounts(source, mountItems().get(name) ?? []) : undefined,
      ),
    });
  }
  return volumes;
}

/** What a volume is, and the node that says it. */
function toSource(volume: YamlNode, nameNode: YamlNode): { readonly node: YamlNode; readonly kind: Mount['source'] } {
  const hostPath = get(volume, 'hostPath', 'path');
  if (hostPath?.kind === 'scalar') return { node: hostPath, kind: { kind: 'host-path', path: hostPath.value } };
  if (get(volume, 'persistentVolumeClaim')) {
    const claim = get(volume, 'persistentVolumeClaim', 'claimName');
    return { node: claim?.kind === 'scalar' ? claim : nameNode, kind: { kind: 'claim', claim: asString(claim) } };
  }
  // A claim that lives as long as the pod (https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/).
  if (get(volume, 'ephemeral')) return { node: nameNode, kind: { kind: 'other' } };
  return { node: nameNode, kind: get(volume, 'emptyDir') ? { kind: 'empty-dir' } : { kind: 'other' } };
}

/** An entry of a container's `volumeMounts`. */
interface MountItem {
  readonly item: YamlItem;
  readonly mounts: YamlSequence;
  readonly container: YamlNode;
}

function mountItemsByVolume(containers: readonly ContainerNode[]): ReadonlyMap<string, readonly MountItem[]> {
  const items = new Map<string, MountItem[]>();
  for (const { node } of containers) {
    const mounts = get(node, 'volumeMounts');
    if (mounts?.kind !== 'sequence') continue;
    for (const item of mounts.items) {
      const name = asString(get(item.value, 'name'));
      if (name === undefined) continue;
      const mount = { item, mounts, container: node };
      const others = items.get(name);
      if (others) others.push(mount);
      else items.set(name, [mount]);
    }
  }
  return items;
}

/** Undefined where a mount stands in the text of an anchor, which others may use. */
function readOnlyMounts(source: string, items: readonly MountItem[]): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const { item, mounts, container } of items) {
    const { value } = item;
    if (value.kind !== 'map' || asBoolean(get(value, 'readOnly')) === true) continue;
    const isOwn = value.span.start >= container.span.start && value.span.end <= container.span.end;
    const edit =
      isOwn && container.anchor === undefined && mounts.anchor === undefined
        ? turnOn(source, value, ['readOnly'], ['name', 'mountPath'])
        : undefined;
    if (!edit) return undefined;
    edits.push(...edit);
  }
  return edits.length > 0 ? edits : undefined;
}
