import type { Origin } from '../../core/facts.ts';
import { lazy } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import type { HclAttribute, HclBlock, HclBody } from '../hcl/syntax.ts';
import { type TerraformBlock, toBlock } from './block.ts';
import type { TerraformFile } from './document.ts';
import { filesOfModule, headerOf, roleOf, topBlocksOf } from './files.ts';
import { moduleScopeOf } from './module.ts';
import { fromElsewhere } from './value.ts';

/**
 * Blocks as override files make them, seen in their own file, whose text stays where it is. What another file decides is at
 * the header, and no edit there is right. Attributes replace each other, and so do all nested blocks of a type; `lifecycle`
 * is merged (developer.hashicorp.com/terraform/language/files/override). A block that overrides nothing is left out.
 */
export const withOverrides = <Block extends TerraformBlock>(
  blocks: readonly Block[],
  folder: string,
  project: Project,
): readonly Block[] => {
  const allParts = partsIn(folder, project);
  if (allParts.size === 0) return blocks;
  return blocks.flatMap((block) => {
    const parts = allParts.get(headerOf(block.block));
    if (!parts) return [block];
    return parts.some(({ file }) => roleOf(file.path) === 'configuration') ? [mergedBlock(block, parts)] : [];
  });
};

/** The headers of a file's blocks that other files say something of too, with the places where they do. */
export function overriddenHeaders(
  file: TerraformFile,
  project: Project,
): readonly { readonly span: Span; readonly origins: readonly Origin[] }[] {
  const allParts = partsIn(folderOf(file.path), project);
  if (allParts.size === 0) return [];
  return topBlocksOf(file).flatMap((block) => {
    const parts = allParts.get(headerOf(block));
    if (!parts) return [];
    const others = parts.filter(({ view }) => view.block !== block);
    const origins = others.map(({ view, file: other }) => ({ file: other.path, span: view.span, name: view.path }));
    return [{ span: block.headerSpan, origins }];
  });
}

/** What one of several files says of a block. */
interface BlockPart {
  readonly view: TerraformBlock;
  readonly file: TerraformFile;
}

/** The parts of each top-level block that an override file says something of, by `headerOf`: what is overridden first, the last word last. */
const partsIn = (folder: string, project: Project): ReadonlyMap<string, readonly BlockPart[]> =>
  project.once(`terraform overrides ${folder}`, () => {
    const files = filesOfModule(folder, project);
    const overrides = files.filter(({ path }) => roleOf(path) === 'override');
    const parts = new Map<string, BlockPart[]>(overrides.flatMap(topBlocksOf).map((block) => [headerOf(block), []]));
    if (parts.size === 0) return parts;
    for (const file of [...files.filter(({ path }) => roleOf(path) === 'configuration'), ...overrides]) {
      const scope = lazy(() => moduleScopeOf(file, project));
      for (const block of topBlocksOf(file)) parts.get(headerOf(block))?.push({ view: toBlock(block, scope), file });
    }
    return parts;
  });

function mergedBlock<Block extends TerraformBlock>(own: Block, parts: readonly BlockPart[]): Block {
  const strongestFirst = parts.toReversed();
  const isOwn = ({ view }: BlockPart): boolean => view.block === own.block;
  const deciding = (name: string) => strongestFirst.find(({ view }) => view.attribute(name) !== undefined);
  return {
    ...own,
    attribute(name) {
      const part = deciding(name);
      return part && (isOwn(part) ? own.attribute(name) : attributeElsewhere(name, own));
    },
    value(name) {
      const part = deciding(name);
      return part && (isOwn(part) ? own.value(name) : valueElsewhere(name, part, own));
    },
    blocks(type) {
      const having = strongestFirst.filter(({ view }) => view.blocks(type).length > 0);
      const taken = type === 'lifecycle' ? having : having.slice(0, 1);
      const found = taken.flatMap((part) =>
        isOwn(part) ? own.blocks(type) : part.view.blocks(type).map((block) => blockElsewhere(block, part, own)),
      );
      return type === 'lifecycle' && found.length > 1 ? [joined(found)] : found;
    },
  };
}

const attributeElsewhere = (name: string, { span }: TerraformBlock): HclAttribute => ({
  kind: 'attribute',
  span,
  name,
  nameSpan: span,
  value: { kind: 'missing', span },
});

function valueElsewhere(name: string, { view, file }: BlockPart, { span }: TerraformBlock) {
  const attribute = view.attribute(name);
  const value = view.value(name);
  const origin = attribute && originOf(view, attribute, file);
  return value && origin && fromElsewhere(value, span, origin);
}

const originOf = ({ path }: TerraformBlock, { name, span }: HclAttribute, { path: file }: TerraformFile): Origin => ({
  file,
  span,
  name: `${path}.${name}`,
});

/** A nested block of another file; it can be read, and not edited from here. */
function blockElsewhere(view: TerraformBlock, { file }: BlockPart, around: TerraformBlock): TerraformBlock {
  const { span } = around;
  return {
    ...view,
    span,
    block: blockWithoutText(view.block, around),
    body: emptyBody(around),
    isDynamic: true,
    attribute: (name) => view.attribute(name) && attributeElsewhere(name, around),
    value: (name) => valueElsewhere(name, { view, file }, around),
    blocks: (type) => view.blocks(type).map((inner) => blockElsewhere(inner, { view: inner, file }, around)),
  };
}

const blockWithoutText = (block: HclBlock, around: TerraformBlock): HclBlock => ({
  ...block,
  span: around.span,
  typeSpan: around.span,
  labels: block.labels.map(({ text }) => ({ text, span: around.span })),
  headerSpan: around.span,
  body: emptyBody(around),
  openBrace: undefined,
  closeBrace: undefined,
});

const emptyBody = ({ span }: TerraformBlock): HclBody => ({ span, items: [], attributes: [], blocks: [] });

/** One block of several, the strongest first. */
function joined(blocks: readonly TerraformBlock[]): TerraformBlock {
  const own = blocks.find(({ isDynamic }) => !isDynamic) ?? blocks[0]!;
  const having = (name: string) => blocks.find((block) => block.attribute(name) !== undefined);
  return {
    ...own,
    attribute: (name) => having(name)?.attribute(name),
    value: (name) => having(name)?.value(name),
    blocks: (type) => blocks.map((block) => block.blocks(type)).find((found) => found.length > 0) ?? [],
  };
}
