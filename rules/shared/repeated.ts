import type { TerraformBlock } from '../../languages/terraform/block.ts';
import { knownNumber } from '../../languages/terraform/value.ts';

/** Whether there may be more than one of it. */
export function isRepeated({ attribute, value }: TerraformBlock): boolean {
  if (attribute('for_each')) return true;
  const count = attribute('count');
  if (!count || knownNumber(value('count')) === 1) return false;
  // `var.enabled ? 1 : 0`
  const branches = count.value.kind === 'conditional' ? [count.value.whenTrue, count.value.whenFalse] : [];
  return branches.length === 0 || !branches.every((branch) => branch.kind === 'number' && branch.value <= 1);
}
