import type { Place } from '../../core/facts.ts';
import { lazy } from '../../core/lazy.ts';
import { attributeOf, type HclAttribute, type HclBlock, type HclBody } from '../hcl/syntax.ts';
import { evaluate } from './evaluate.ts';
import { dynamicScope, repeatedScope } from './repetition.ts';
import { forAnotherValue, type Scope } from './scope.ts';
import { knownText, type Value } from './value.ts';

/** A block as rules read it. `span` is that of its header, `path` names it from the top: `aws_instance.web/provisioner[0]`. */
export interface TerraformBlock extends Place {
  /** `provisioner`, `container`; for a resource its own type, `aws_instance`. */
  readonly type: string;
  readonly labels: readonly string[];
  /** The block itself; of a `dynamic` block that one, so that taking it out takes out all. */
  readonly block: HclBlock;
  /** What stands between its braces, for a `dynamic` block between those of its `content`. */
  readonly body: HclBody;
  readonly isDynamic: boolean;
  attribute(name: string): HclAttribute | undefined;
  /** The value of an attribute, through variables and locals of the module; undefined when it is not there. */
  value(name: string): Value | undefined;
  /** The nested blocks of a type, those of `dynamic` blocks included. */
  blocks(type: string): readonly TerraformBlock[];
}

/** `resource "aws_instance" "web"` or `data "aws_ami" "web"`. */
export interface TerraformResource extends TerraformBlock {
  readonly name: string;
  /** `aws_instance.web`, `data.aws_ami.web` */
  readonly address: string;
}

/** A top-level block that is no resource; its path is its type and labels, joined by dots. */
export function toBlock(block: HclBlock, scope: () => Scope): TerraformBlock {
  const path = [block.type, ...block.labels.map(({ text }) => text)].join('.');
  return toView(block, block.body, block.type, path, scopeOf(block, scope));
}

/** A resource or data source; none when half its header is missing. */
export function toResource(block: HclBlock, scope: () => Scope): readonly TerraformResource[] {
  const type = block.labels[0]?.text;
  const name = block.labels[1]?.text;
  if (type === undefined || name === undefined) return [];
  const address = block.type === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
  return [{ ...toView(block, block.body, type, address, scopeOf(block, scope)), name, address }];
}

const scopeOf = (block: HclBlock, scope: () => Scope): (() => Scope) => lazy(() => repeatedScope(block.body, scope()));

function toView(block: HclBlock, body: HclBody, type: string, path: string, scope: () => Scope): TerraformBlock {
  // Several facts ask for the same values and blocks, of most blocks none does.
  let values: Map<string, Value> | undefined;
  let nested: Map<string, readonly TerraformBlock[]> | undefined;
  return {
    type,
    labels: block.labels.map(({ text }) => text),
    span: block.headerSpan,
    path,
    block,
    body,
    isDynamic: body !== block.body,
    attribute: (name) => attributeOf(body, name),
    value: (name) => {
      const attribute = attributeOf(body, name);
      if (!attribute) return undefined;
      const known = values?.get(name);
      if (known) return known;
      const value = evaluate(attribute.value, forAnotherValue(scope()));
      values ??= new Map();
      values.set(name, value);
      return value;
    },
    blocks: (nestedType) => {
      if (body.blocks.length === 0) return noBlocks;
      const known = nested?.get(nestedType);
      if (known) return known;
      const blocks = nestedBlocks(body, nestedType, path, scope);
      // Most are asked for what they have not.
      if (blocks.length === 0) return noBlocks;
      nested ??= new Map();
      nested.set(nestedType, blocks);
      return blocks;
    },
  };
}

const noBlocks: readonly TerraformBlock[] = [];

function nestedBlocks(body: HclBody, type: string, parentPath: string, scope: () => Scope): readonly TerraformBlock[] {
  const found: TerraformBlock[] = [];
  for (const block of body.blocks) {
    const isDynamic = block.type === 'dynamic';
    if ((isDynamic ? block.labels[0]?.text : block.type) !== type) continue;
    const content = isDynamic ? block.body.blocks.find((inner) => inner.type === 'content')?.body : block.body;
    if (!content) continue;
    const innerScope = isDynamic ? lazy(() => dynamicScope(block.body, type, scope())) : scope;
    const name = attributeOf(content, 'name');
    const key = (name && knownText(evaluate(name.value, forAnotherValue(innerScope())))) || String(found.length);
    found.push(toView(block, content, type, `${parentPath}/${type}[${key}]`, innerScope));
  }
  return found;
}
