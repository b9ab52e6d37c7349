import type { TextEdit } from '../../core/text.ts';
import { insertAttribute, insertBlock, replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import { knownText, type Value } from '../../languages/terraform/value.ts';
import type { TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { namesFor, referencesIn } from './terraformReferences.ts';

/** A block that makes a group replace its machines in steps; `numbers` say how big the steps are. */
export interface RollingUpdate {
  readonly block: string;
  readonly lines: readonly string[];
  readonly numbers: readonly string[];
  /** The first of the numbers, as it is written. */
  readonly first: string;
}

/** For an `aws_autoscaling_group`. AWS keeps 90 % in service by itself. */
export const instanceRefresh: RollingUpdate = {
  block: 'instance_refresh',
  lines: ['strategy = "Rolling"'],
  numbers: ['', 'preferences {', '  min_healthy_percentage = 90', '}'],
  first: '90',
};

/**
 * For a managed instance group of so many zones: each gets a new machine before an old one goes. Of a regional group, the
 * surge is at least the number of its zones (cloud.google.com/compute/docs/instance-groups/regional-mig-rolling-update).
 */
export const proactiveUpdate = (zones: number): RollingUpdate => ({
  block: 'update_policy',
  lines: ['type = "PROACTIVE"', 'minimal_action = "REPLACE"'],
  numbers: [`max_surge_fixed = ${zones}`, 'max_unavailable_fixed = 0'],
  first: String(zones),
});

/** For a scale set of Azure with `upgrade_mode = "Rolling"`. All four are required; Azure's own batch is of 20 %. */
export const rollingUpgrade: RollingUpdate = {
  block: 'rolling_upgrade_policy',
  lines: [],
  numbers: [
    'max_batch_instance_percent = 10',
    'max_unhealthy_instance_percent = 20',
    'max_unhealthy_upgraded_instance_percent = 20',
    'pause_time_between_batches = "PT0S"',
  ],
  first: '10',
};

/** For an `aws_eks_node_group`. EKS takes one node at a time by itself. */
export const nodeGroupUpdate: RollingUpdate = {
  block: 'update_config',
  lines: [],
  numbers: ['max_unavailable = 1'],
  first: '1',
};

/** Adds the block that leaves the size of the steps to the cloud. */
export const addRollingUpdate = (group: TerraformResource, { block, lines }: RollingUpdate, text: string): TextEdit[] =>
  insertBlock(text, group.block, block, lines);

/** Adds the block with the size of the steps in numbers. */
export const addRollingUpdateInNumbers = (
  group: TerraformResource,
  { block, lines, numbers }: RollingUpdate,
  text: string,
): TextEdit[] => insertBlock(text, group.block, block, [...lines, ...numbers]);

/** How many zones a regional managed instance group has its machines in; undefined when that is not known. */
export function zonesOf(group: TerraformResource): number | undefined {
  const zones = group.value('distribution_policy_zones');
  if (!zones || zones.kind === 'null') return 3;
  return zones.kind === 'list' && !zones.isPartial && zones.items.length > 0 ? zones.items.length : undefined;
}

/** Whether machines of a managed instance group are updated by hand: they keep state, or are asked for one by one. */
export function keepsMachines(group: TerraformResource, module: TerraformModule): boolean {
  if (statefulBlocks.some((type) => group.blocks(type).length > 0)) return true;
  const names = namesFor(group.address, module);
  return module.blocks.some(
    ({ labels, body }) =>
      singleMachines.test(labels[0] ?? '') && [...referencesIn(body)].some((reference) => names.has(reference)),
  );
}

const statefulBlocks = ['stateful_disk', 'stateful_internal_ip', 'stateful_external_ip'];
const singleMachines = /^google_compute_(?:region_)?(?:per_instance_config|resize_request)$/;

/** Sets the mode of a scale set of Azure to `Rolling`; undefined when nobody can know what it is. */
export function setRollingMode(scaleSet: TerraformResource, text: string): readonly TextEdit[] | undefined {
  const attribute = scaleSet.attribute('upgrade_mode');
  if (!attribute) return insertAttribute(text, scaleSet.block, 'upgrade_mode = "Rolling"');
  const mode = knownText(scaleSet.value('upgrade_mode'));
  if (attribute.value.kind !== 'template' || mode === undefined) return undefined;
  return mode === 'Manual' ? [replaceValue(attribute, '"Rolling"')] : [];
}

/** Whether Azure can tell how the machines are, without which it takes no such mode: by a probe, or by the extension in them. */
export const tellsHealth = (scaleSet: TerraformResource): boolean =>
  isSet(scaleSet.value('health_probe_id')) ||
  scaleSet.blocks('extension').some((extension) => /^ApplicationHealth/.test(knownText(extension.value('type')) ?? ''));

const isSet = (value: Value | undefined): boolean => value !== undefined && value.kind !== 'null';
