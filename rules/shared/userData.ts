import type { TextEdit } from '../../core/text.ts';
import { insertAttributeAfter, replaceValue } from '../../languages/hcl/edit.ts';
import type { HclAttribute } from '../../languages/hcl/syntax.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';

/** What makes a new instance of changed user data, where without it the AWS provider would change the one that is there. */
export const replacingSetting = 'user_data_replace_on_change';

/** Whether an instance has it, or whether nobody can know here. */
export function mayReplace(instance: TerraformResource): boolean {
  const value = instance.value(replacingSetting);
  return value !== undefined && value.kind !== 'null' && !(value.kind === 'bool' && !value.value);
}

/** Turns it on; `userData` is the argument that it is for. */
export function turnReplacingOn(
  instance: TerraformResource,
  userData: HclAttribute,
  text: string,
): readonly TextEdit[] {
  const known = instance.attribute(replacingSetting);
  return known
    ? [replaceValue(known, 'true')]
    : insertAttributeAfter(text, instance.body, userData, `${replacingSetting} = true`);
}
