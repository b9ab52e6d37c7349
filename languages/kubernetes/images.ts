import { toSource } from '../../core/embedded.ts';
import type { ImageReference, ImageUsage } from '../../core/facts.ts';
import { toImageReference } from '../image.ts';
import { asString, get, itemsOf, type YamlNode } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import type { ContainerNode } from './container.ts';
import type { Pod } from './pods.ts';

const usages: Readonly<Record<ContainerNode['role'], ImageUsage>> = {
  main: 'container',
  init: 'init-container',
  ephemeral: 'ephemeral-container',
};

/** The image of a container; undefined when it has none, or a stand-in that is no image reference. */
export function containerImage(source: string, { node, path, role }: ContainerNode): ImageReference | undefined {
  return toImage(source, get(node, 'image'), `${path}/image`, usages[role]);
}

/** The images that a pod mounts as volumes (https://kubernetes.io/docs/concepts/storage/volumes/#image). */
export function volumeImages(source: string, { spec, path }: Pod): readonly ImageReference[] {
  return itemsOf(get(spec, 'volumes')).flatMap((volume, index) => {
    const place = `${path}/volumes[${asString(get(volume, 'name')) ?? index}]/image`;
    return toImage(source, get(volume, 'image', 'reference'), place, 'volume') ?? [];
  });
}

function toImage(
  source: string,
  node: YamlNode | undefined,
  path: string,
  usage: ImageUsage,
): ImageReference | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const value = textOf(source, node);
  const span = toSource(value, 0, value.text.length);
  return toImageReference({ span, path, usage, source, value, origins: [] });
}
