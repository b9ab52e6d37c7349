import type { TerraformResource } from '../../languages/terraform/block.ts';
import { knownText, property } from '../../languages/terraform/value.ts';

/** The names by which people know a resource: its address and label, what it is called in its cloud, its `Name` tag. */
export function namesOfResource(resource: TerraformResource): readonly string[] {
  const given = nameArguments.map((name) => resource.value(name));
  const known = [...given, property(resource.value('tags'), 'Name')].map(knownText);
  return [resource.address, resource.name, ...known.filter((name) => name !== undefined)];
}

const nameArguments = ['name', 'identifier', 'cluster_identifier', 'bucket', 'bucket_prefix'];
