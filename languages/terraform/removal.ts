import type { TextEdit } from '../../core/text.ts';
import { removeAttribute, removeBlock } from '../hcl/edit.ts';
import type { TerraformBlock } from './block.ts';

/** The edits that take a block out; undefined for a `dynamic` one, which stands for others too. */
export function removalOfBlock(block: TerraformBlock, source: string): readonly TextEdit[] | undefined {
  return block.isDynamic || block.block.closeBrace === undefined ? undefined : removeBlock(source, block.block);
}

export function removalOfAttribute(
  block: TerraformBlock,
  name: string,
  source: string,
): readonly TextEdit[] | undefined {
  const attribute = block.attribute(name);
  return attribute && removeAttribute(source, attribute);
}
