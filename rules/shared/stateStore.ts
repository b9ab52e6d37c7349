import type { TerraformBlock } from '../../languages/terraform/block.ts';
import { knownText } from '../../languages/terraform/value.ts';

/**
 * Whether a top-level block makes the place where Terraform keeps state: a bucket or a container of such a name, or the table for
 * locks, whose key is `LockID` (developer.hashicorp.com/terraform/language/backend/s3). It exists before any state can be kept there.
 */
export function keepsState(block: TerraformBlock): boolean {
  if (block.block.type === 'module') return statePattern.test(knownText(block.value('source')) ?? '');
  const [type = '', label = ''] = block.labels;
  if (block.block.type !== 'resource') return false;
  if (type === 'aws_dynamodb_table') return knownText(block.value('hash_key')) === 'LockID';
  if (!storeTypes.has(type)) return false;
  return [label, ...['bucket', 'bucket_prefix', 'name'].map((name) => knownText(block.value(name)))].some(
    (name) => name !== undefined && statePattern.test(name),
  );
}

const storeTypes: ReadonlySet<string> = new Set([
  'aws_s3_bucket',
  'google_storage_bucket',
  'azurerm_storage_account',
  'azurerm_storage_container',
  'oci_objectstorage_bucket',
  'alicloud_oss_bucket',
]);

const statePattern =
  /(?:tf|terraform|remote|opentofu)[-_]?(?:remote[-_]?)?(?:state|backend)|state[-_]?(?:bucket|store)/i;
