import { defineRefactoring, type Offer } from '../../core/refactoring.ts';
import type { HclBlock } from '../../languages/hcl/syntax.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { placeholderIn } from '../shared/placeholder.ts';
import {
  addRollingUpdateInNumbers,
  instanceRefresh,
  keepsMachines,
  nodeGroupUpdate,
  proactiveUpdate,
  type RollingUpdate,
  rollingUpgrade,
  setRollingMode,
  tellsHealth,
  zonesOf,
} from '../shared/rollingUpdates.ts';

/** A group of machines without a word on how they are replaced gets the block that says it, with the numbers that are a matter of the service. */
export default defineRefactoring<TerraformDocument>({
  id: 'rolling-update-block',
  kind: 'rewrite',
  languages: ['terraform'],

  *offers(document, at) {
    for (const group of document.resources) {
      const { span } = group.block;
      if (at.end < span.start || span.end < at.start || !isOnLines(group.block, document.file.text)) continue;
      const update = updateOf(group, document);
      const offer = update && group.blocks(update.block).length === 0 ? toOffer(group, update, document) : undefined;
      if (offer) yield offer;
    }
  },
});

/** Half a block, or one on one line, is no place for another one. */
const isOnLines = ({ openBrace, closeBrace }: HclBlock, text: string): boolean =>
  openBrace !== undefined && closeBrace !== undefined && text.slice(openBrace, closeBrace).includes('\n');

function updateOf(group: TerraformResource, { module }: TerraformDocument): RollingUpdate | undefined {
  switch (group.type) {
    case 'aws_autoscaling_group':
      return instanceRefresh;
    case 'aws_eks_node_group':
      return nodeGroupUpdate;
    case 'google_compute_instance_group_manager':
      return keepsMachines(group, module) ? undefined : proactiveUpdate(1);
    case 'google_compute_region_instance_group_manager': {
      const zones = zonesOf(group);
      return zones === undefined || keepsMachines(group, module) ? undefined : proactiveUpdate(zones);
    }
    case 'azurerm_linux_virtual_machine_scale_set':
    case 'azurerm_windows_virtual_machine_scale_set':
      return tellsHealth(group) ? rollingUpgrade : undefined;
    default:
      return undefined;
  }
}

function toOffer(group: TerraformResource, update: RollingUpdate, { file }: TerraformDocument): Offer | undefined {
  const mode = update === rollingUpgrade ? setRollingMode(group, file.text) : [];
  if (!mode) return undefined;
  const edits = [...mode, ...addRollingUpdateInNumbers(group, update, file.text)];
  const placeholder = placeholderIn(edits, update.first);
  return {
    title: `Add a rolling update with \`${update.block}\``,
    edits,
    ...(placeholder !== undefined && { placeholder }),
  };
}
