import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import { knownText, type Value } from '../../languages/terraform/value.ts';
import type { ModuleBlock, TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { referencesIn, usersOf } from './terraformReferences.ts';

/** Whether a bucket keeps old versions of its objects. */
export type BucketVersioning =
  | { readonly state: 'on' | 'unknown' }
  /** With the block of the bucket's own, or the other resource, that turns it off; neither where nothing is said. */
  | { readonly state: 'off'; readonly inside?: TerraformBlock | undefined; readonly other?: ModuleBlock };

/** Versioning as the bucket has it inside, or as another resource of the module gives it (registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_versioning). */
export function bucketVersioning(bucket: TerraformResource, module: TerraformModule): BucketVersioning {
  const inside = bucket.blocks(bucket.type === 'azurerm_storage_account' ? 'blob_properties' : 'versioning')[0];
  const argument = bucket.type === 'azurerm_storage_account' ? 'versioning_enabled' : 'enabled';
  const value = inside?.value(argument);
  if (inside?.isDynamic) return { state: 'unknown' };
  if (value) {
    if (value.kind !== 'bool' || value.origins.length > 0) return { state: 'unknown' };
    return value.value ? { state: 'on' } : { state: 'off', inside };
  }
  const users = usersOf(bucket.address, module);
  // A called module may do whatever it likes with a bucket that it is given.
  if (users.some(({ type }) => type === 'module')) return { state: 'unknown' };
  const others = module.blocks.filter(({ labels }) => labels[0] === 'aws_s3_bucket_versioning');
  for (const other of others) {
    const isOfThis = users.includes(other) || isSameName(other.value('bucket'), bucket.value('bucket'));
    if (isOfThis) return stateOf(other);
    if (mayBeOfAny(other)) return { state: 'unknown' };
  }
  return { state: 'off' };
}

function stateOf(other: ModuleBlock): BucketVersioning {
  const status = knownText(other.blocks('versioning_configuration')[0]?.value('status'));
  if (status === undefined) return { state: 'unknown' };
  return status === 'Enabled' ? { state: 'on' } : { state: 'off', other };
}

const isSameName = (a: Value | undefined, b: Value | undefined): boolean =>
  knownText(a) !== undefined && knownText(a) === knownText(b);

/** Whether nobody knows which bucket a resource is for: neither its name nor the resource that has it is there. */
const mayBeOfAny = (other: ModuleBlock): boolean =>
  knownText(other.value('bucket')) === undefined &&
  ![...referencesIn(other.attribute('bucket')?.value)].some((name) => name.startsWith('aws_s3_bucket.'));
