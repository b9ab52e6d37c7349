import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { roleOf } from '../../languages/terraform/files.ts';
import type { ModuleBlock } from '../../languages/terraform/wholeModule.ts';

/**
 * The block at which a finding about a module as a whole stands: its `terraform` block, or else the first provider, resource or
 * call, of `main.tf` if that has one. Undefined in all documents of the module but the one with the block, so that it is said once.
 */
export function moduleBlockOf({ module, file }: TerraformDocument): ModuleBlock | undefined {
  const blocks = module.blocks.filter(
    (block) => roleOf(block.file.path) === 'configuration' && block.block.openBrace !== undefined,
  );
  const main = blocks.filter((block) => /(?:^|\/)main\.(?:tf|tofu)$/.test(block.file.path));
  const block =
    blocks.find(({ type }) => type === 'terraform') ??
    main.find(({ type }) => telling.has(type)) ??
    blocks.find(({ type }) => telling.has(type));
  return block?.file.path === file.path ? block : undefined;
}

const telling: ReadonlySet<string> = new Set(['provider', 'resource', 'data', 'module']);
