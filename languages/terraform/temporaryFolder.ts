import type { TextEdit } from '../../core/text.ts';
import { insertBlock } from '../hcl/edit.ts';
import type { TerraformBlock, TerraformResource } from './block.ts';
import { blocksAt, podSpecPathOf } from './containers.ts';
import { knownText } from './value.ts';

/**
 * The edits that mount an empty folder into one container of a resource of the `kubernetes` or the `docker` provider.
 * Undefined where the container is no block of its own, a name is not known or taken, or the resource has no such folder.
 */
export function temporaryFolder(
  source: string,
  resource: TerraformResource,
  container: TerraformBlock | undefined,
  path: string,
): readonly TextEdit[] | undefined {
  if (!container || container.isDynamic) return undefined;
  if (resource.type === 'docker_container') {
    return insertBlock(source, resource.block, 'mounts', [`target = "${path}"`, 'type = "tmpfs"']);
  }
  const specPath = podSpecPathOf(resource.type);
  const [spec, second] = specPath === undefined ? [] : blocksAt(resource, specPath);
  if (!spec || second || spec.isDynamic) return undefined;
  const containers = [...spec.blocks('init_container'), ...spec.blocks('container')];
  const folder = path.slice(path.lastIndexOf('/') + 1);
  const name = containers.length === 1 ? folder : `${knownText(container.value('name'))}-${folder}`;
  const named = [...spec.blocks('volume'), ...containers.flatMap((one) => one.blocks('volume_mount'))];
  if (!isVolumeName.test(name) || named.some((one) => [name, undefined].includes(knownText(one.value('name'))))) {
    return undefined;
  }
  return [
    ...insertBlock(source, container.block, 'volume_mount', [`name = "${name}"`, `mount_path = "${path}"`]),
    ...insertBlock(source, spec.block, 'volume', [`name = "${name}"`, '', 'empty_dir {}']),
  ];
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const isVolumeName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
