import type { Mount } from '../../core/facts.ts';
import { lazyProperties } from '../../core/lazy.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import type { TerraformBlock, TerraformResource } from './block.ts';
import { blocksAt, containersOf, podSpecPathOf } from './containers.ts';
import { removalOfBlock } from './removal.ts';
import { itemsOf, knownText, property, type Value } from './value.ts';

/** Everything that a resource's containers mount from outside their image. */
export function mountsOf(resource: TerraformResource, source: string): readonly Mount[] {
  if (resource.type === 'aws_ecs_task_definition') return taskMounts(resource).map(({ mount }) => mount);
  if (resource.type === 'docker_container') return dockerMounts(resource, source);
  const specPath = podSpecPathOf(resource.type);
  if (specPath === undefined) return [];
  return blocksAt(resource, specPath).flatMap((spec) => podMounts(spec, source).map(({ mount }) => mount));
}

/** A mount and the path of the container that has it, if one does. */
export interface ContainerMount {
  readonly mount: Mount;
  readonly container: string | undefined;
}

/** The volumes of a task, each once for each container that mounts it, or once when none does. */
export function taskMounts(resource: TerraformResource): readonly ContainerMount[] {
  const volumes = resource.blocks('volume');
  if (volumes.length === 0) return [];
  const mountPoints = containersOf(resource).flatMap(({ value, path }) =>
    itemsOf(value('mountPoints')).map((point) => ({ point, container: path })),
  );
  return volumes.flatMap((volume): readonly ContainerMount[] => {
    const name = knownText(volume.value('name'));
    const hostPath = volume.value('host_path');
    const place = { span: hostPath?.span ?? volume.span, path: volume.path, source: hostPathOf(hostPath) };
    // What mounts the volume stands in JSON, where it cannot be taken out.
    const removal = () => undefined;
    const own = mountPoints.filter(
      ({ point }) => name !== undefined && knownText(property(point, 'sourceVolume')) === name,
    );
    if (own.length === 0) return [{ mount: toMount(place, undefined, false, removal), container: undefined }];
    return own.map(({ point, container }) => {
      const target = knownText(property(point, 'containerPath'));
      return { mount: toMount(place, target, isTrue(property(point, 'readOnly')), removal), container };
    });
  });
}

/** https://registry.terraform.io/providers/kreuzwerker/docker/latest/docs/resources/container */
export function dockerMounts(resource: TerraformResource, source: string): readonly Mount[] {
  const volumes = resource.blocks('volumes').map((block) => {
    const hostPath = block.value('host_path');
    return toMount(
      { span: hostPath?.span ?? block.span, path: block.path, source: hostPathOf(hostPath) },
      knownText(block.value('container_path')),
      isTrue(block.value('read_only')),
      () => removalOfBlock(block, source),
    );
  });
  const mounts = resource.blocks('mounts').map((block) => {
    const isBind = knownText(block.value('type')) === 'bind';
    const from = block.value('source');
    return toMount(
      { span: from?.span ?? block.span, path: block.path, source: isBind ? hostPathOf(from) : { kind: 'other' } },
      knownText(block.value('target')),
      isTrue(block.value('read_only')),
      () => removalOfBlock(block, source),
    );
  });
  return [...volumes, ...mounts];
}

/** The volumes of a pod, each once for each container that mounts it, or once when none does. */
export function podMounts(spec: TerraformBlock, source: string): readonly ContainerMount[] {
  const volumes = spec.blocks('volume');
  if (volumes.length === 0) return [];
  const volumeMounts = [...spec.blocks('init_container'), ...spec.blocks('container')].flatMap((container) =>
    container.blocks('volume_mount').map((block) => ({ block, container: container.path })),
  );
  const areNamed = volumeMounts.every(({ block }) => isKnownText(block.value('name')));
  return volumes.flatMap((volume): readonly ContainerMount[] => {
    const name = knownText(volume.value('name'));
    const { span, mountSource } = podVolumeSource(volume);
    const own = name === undefined ? [] : volumeMounts.filter(({ block }) => knownText(block.value('name')) === name);
    const blocks = [volume, ...own.map(({ block }) => block)];
    const removal = () => (name === undefined || !areNamed ? undefined : removalOfAll(blocks, source));
    const place = { span, path: volume.path, source: mountSource };
    if (own.length === 0) return [{ mount: toMount(place, undefined, false, removal), container: undefined }];
    return own.map(({ block, container }) => {
      const target = knownText(block.value('mount_path'));
      return { mount: toMount(place, target, isTrue(block.value('read_only')), removal), container };
    });
  });
}

function podVolumeSource(volume: TerraformBlock): { readonly span: Span; readonly mountSource: Mount['source'] } {
  const hostPath = volume.blocks('host_path')[0]?.value('path');
  if (hostPath) return { span: hostPath.span, mountSource: hostPathOf(hostPath) };
  const claim = volume.blocks('persistent_volume_claim')[0];
  if (claim) {
    const name = claim.value('claim_name');
    return { span: name?.span ?? claim.span, mountSource: { kind: 'claim', claim: knownText(name) } };
  }
  const emptyDir = volume.blocks('empty_dir')[0];
  if (emptyDir) return { span: emptyDir.span, mountSource: { kind: 'empty-dir' } };
  return { span: volume.span, mountSource: { kind: 'other' } };
}

/** A path that is known at least in part; a volume without one is Docker's own. */
function hostPathOf(value: Value | undefined): Mount['source'] {
  return value?.kind === 'string' ? { kind: 'host-path', path: value.value.text } : { kind: 'other' };
}

const isTrue = (value: Value | undefined): boolean => value?.kind === 'bool' && value.value;
const isKnownText = (value: Value | undefined): boolean => knownText(value) !== undefined;

function removalOfAll(blocks: readonly TerraformBlock[], source: string): readonly TextEdit[] | undefined {
  const removals = blocks.map((block) => removalOfBlock(block, source));
  return removals.some((removal) => removal === undefined) ? undefined : removals.flatMap((removal) => removal ?? []);
}

function toMount(
  place: Pick<Mount, 'span' | 'path' | 'source'>,
  target: string | undefined,
  isReadOnly: boolean,
  removalOf: () => Mount['removal'],
): Mount {
  return withRemoval({ ...place, target, isReadOnly }, { removal: removalOf });
}

const withRemoval = lazyProperties<Pick<Mount, 'removal'>>('removal');
