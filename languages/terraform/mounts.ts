import type { Mount } from '../../core/facts.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import type { TerraformBlock, TerraformResource } from './block.ts';
import { blocksAt, podSpecPathOf, type TerraformContainer } from './containers.ts';
import type { TerraformFile } from './document.ts';
import { manifestOf } from './manifest.ts';
import { manifestMounts } from './manifestMounts.ts';
import { type ContainerMount, hostPathOf, type MountEdits, mayBeTrue, noEdits, toMount, turnOnAll } from './mount.ts';
import { removalOfBlock } from './removal.ts';
import { itemsOf, knownText, property } from './value.ts';

/** Everything that a resource's containers mount from outside their image. */
export const mountsOf = (
  resource: TerraformResource,
  containers: readonly TerraformContainer[],
  file: TerraformFile,
): readonly Mount[] => containerMountsOf(resource, containers, file).map(({ mount }) => mount);

/** The same, each with the container that has it. */
export function containerMountsOf(
  resource: TerraformResource,
  containers: readonly TerraformContainer[],
  file: TerraformFile,
): readonly ContainerMount[] {
  const { type, path } = resource;
  if (type === 'aws_ecs_task_definition') return taskMounts(resource, containers, file);
  if (type === 'docker_container') return dockerMounts(resource, file).map((mount) => ({ mount, container: path }));
  const manifest = manifestOf(resource);
  if (manifest) return manifestMounts(manifest, path, file);
  const specPath = podSpecPathOf(type);
  if (specPath === undefined) return [];
  const claims = blocksAt(resource, 'spec/volume_claim_template');
  return blocksAt(resource, specPath).flatMap((spec) => podMounts(spec, claims, file));
}

/** The volumes of a task, each once for each container that mounts it, or once when none does. */
function taskMounts(
  resource: TerraformResource,
  containers: readonly TerraformContainer[],
  file: TerraformFile,
): readonly ContainerMount[] {
  const volumes = resource.blocks('volume');
  if (volumes.length === 0) return [];
  const mountPoints = containers.flatMap(({ value, path }) =>
    itemsOf(value('mountPoints')).map((point) => ({ point, container: path })),
  );
  return volumes.flatMap((volume): readonly ContainerMount[] => {
    const name = knownText(volume.value('name'));
    const hostPath = volume.value('host_path');
    const place = { span: hostPath?.span ?? volume.span, path: volume.path, source: hostPathOf(hostPath) };
    const own = mountPoints.filter(
      ({ point }) => name !== undefined && knownText(property(point, 'sourceVolume')) === name,
    );
    const holders = own.map(({ point }) => ({ block: undefined, object: point }));
    // What mounts the volume stands in JSON, where it cannot be taken out.
    const edits: MountEdits = { ...noEdits, readOnly: () => turnOnAll(holders, 'readOnly', file) };
    if (own.length === 0) return [{ mount: toMount(place, undefined, false, edits), container: undefined }];
    return own.map(({ point, container }) => {
      const target = knownText(property(point, 'containerPath'));
      return { mount: toMount(place, target, mayBeTrue(property(point, 'readOnly')), edits), container };
    });
  });
}

/** https://registry.terraform.io/providers/kreuzwerker/docker/latest/docs/resources/container */
function dockerMounts(resource: TerraformResource, file: TerraformFile): readonly Mount[] {
  const editsOf = (block: TerraformBlock): MountEdits => ({
    removal: () => removalOfBlock(block, file.text),
    readOnly: () => turnOnAll([{ block, object: undefined }], 'read_only', file),
  });
  const volumes = resource.blocks('volumes').map((block) => {
    const hostPath = block.value('host_path');
    return toMount(
      { span: hostPath?.span ?? block.span, path: block.path, source: hostPathOf(hostPath) },
      knownText(block.value('container_path')),
      mayBeTrue(block.value('read_only')),
      editsOf(block),
    );
  });
  const mounts = resource.blocks('mounts').map((block) => {
    const isBind = knownText(block.value('type')) === 'bind';
    const from = block.value('source');
    return toMount(
      { span: from?.span ?? block.span, path: block.path, source: isBind ? hostPathOf(from) : { kind: 'other' } },
      knownText(block.value('target')),
      mayBeTrue(block.value('read_only')),
      editsOf(block),
    );
  });
  return [...volumes, ...mounts];
}

/** The volumes of a pod, each once for each container that mounts it, or once when none does; the claims of a StatefulSet too. */
function podMounts(
  spec: TerraformBlock,
  claims: readonly TerraformBlock[],
  file: TerraformFile,
): readonly ContainerMount[] {
  const containers = [...spec.blocks('init_container'), ...spec.blocks('container')];
  const volumeMounts = containers.flatMap((container) =>
    container.blocks('volume_mount').map((block): VolumeMount => {
      return { name: knownText(block.value('name')), container: container.path, block };
    }),
  );
  const areNamed = volumeMounts.every(({ name }) => name !== undefined);
  const ownOf = (name: string | undefined) => volumeMounts.filter((mount) => name !== undefined && mount.name === name);
  const volumes = spec.blocks('volume').flatMap((volume): readonly ContainerMount[] => {
    const name = knownText(volume.value('name'));
    const { span, mountSource } = podVolumeSource(volume);
    const own = ownOf(name);
    const blocks = [volume, ...own.map(({ block }) => block)];
    const holders = own.map(({ block }) => ({ block, object: undefined }));
    const isKnownWhole = name !== undefined && areNamed;
    const edits: MountEdits = {
      removal: () => (isKnownWhole ? removalOfAll(blocks, file.text) : undefined),
      readOnly: () => (isKnownWhole ? turnOnAll(holders, 'read_only', file) : undefined),
    };
    const place = { span, path: volume.path, source: mountSource };
    if (own.length === 0) return [{ mount: toMount(place, undefined, false, edits), container: undefined }];
    return own.map((mount) => toPodMount(place, mount, edits));
  });
  const claimed = claims.flatMap((claim) => {
    const nameValue = claim.blocks('metadata')[0]?.value('name');
    const name = knownText(nameValue);
    const place = {
      span: nameValue?.span ?? claim.span,
      path: claim.path,
      source: { kind: 'claim', claim: name },
    } as const;
    return ownOf(name).map((mount) => toPodMount(place, mount, noEdits));
  });
  return [...volumes, ...claimed];
}

interface VolumeMount {
  readonly name: string | undefined;
  readonly container: string;
  readonly block: TerraformBlock;
}

function toPodMount(
  place: Pick<Mount, 'span' | 'path' | 'source'>,
  { block, container }: VolumeMount,
  edits: MountEdits,
): ContainerMount {
  const mount = toMount(place, knownText(block.value('mount_path')), mayBeTrue(block.value('read_only')), edits);
  return { mount, container };
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

function removalOfAll(blocks: readonly TerraformBlock[], source: string): readonly TextEdit[] | undefined {
  const removals = blocks.map((block) => removalOfBlock(block, source));
  return removals.some((removal) => removal === undefined) ? undefined : removals.flatMap((removal) => removal ?? []);
}
