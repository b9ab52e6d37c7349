import type { TerraformResource } from '../../languages/terraform/block.ts';
import { passingName } from './passing.ts';
import { namesOfResource } from './resourceNames.ts';
import { keepsState } from './stateStore.ts';

/** Types of buckets whose old versions can be kept. */
export const artifactBuckets: ReadonlySet<string> = new Set([
  'aws_s3_bucket',
  'google_storage_bucket',
  'azurerm_storage_account',
]);

/** Whether a bucket holds state of Terraform, or what is deployed, as far as its names tell. */
export function keepsRollbacks(resource: TerraformResource): boolean {
  const names = namesOfResource(resource);
  if (names.some((name) => passingName.test(name))) return false;
  return keepsState(resource) || names.some((name) => artifactName.test(name));
}

/** What is only handed on between the stages of one pipeline (`codepipeline-artifacts`) is not meant. */
const artifactName = /^(?!.*pipeline).*(?:^|[-_.])(?:artifacts?|releases?)(?:$|[-_.])/i;
