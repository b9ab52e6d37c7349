import { lazyFor } from '../../core/lazy.ts';
import type { HclAttribute, HclTraversal } from '../../languages/hcl/syntax.ts';
import type { ModuleBlock, TerraformModule } from '../../languages/terraform/wholeModule.ts';

/** What a piece of HCL's tree refers to: `aws_instance.web`, `data.aws_ami.web`, `local.image`, `module.network`. */
export const referencesIn = (node: unknown): ReadonlySet<string> =>
  new Set(traversalsIn(node).flatMap((traversal) => referenceOf(traversal) ?? []));

/** Every traversal in a piece of HCL's tree, those in another one's index included. */
export function traversalsIn(node: unknown): readonly HclTraversal[] {
  const found: HclTraversal[] = [];
  const visit = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null) return;
    if (isTraversal(inner)) found.push(inner);
    for (const value of Object.values(inner)) visit(value);
  };
  visit(node);
  return found;
}

const isTraversal = (node: object): node is HclTraversal => 'kind' in node && node.kind === 'traversal';

/** What a traversal begins with: two names, or three of a data source. */
export function referenceOf({ source, steps }: HclTraversal): string | undefined {
  if (source.kind !== 'variable') return undefined;
  const names = steps.slice(0, source.name === 'data' ? 2 : 1);
  if (names.length === 0 || !names.every((step) => step.kind === 'attribute')) return undefined;
  return [source.name, ...names.map(({ name }) => name)].join('.');
}

/** Whether a block of the module refers to something. */
export const isReferredTo = (address: string, module: TerraformModule): boolean =>
  referencesOfModule(module).has(address);

const referencesOfModule = lazyFor(({ blocks }: TerraformModule) => referencesIn(blocks.map(({ body }) => body)));

/** An address, and the locals of the module that come from it, through others too. */
export function namesFor(address: string, module: TerraformModule): ReadonlySet<string> {
  const names = new Set([address]);
  // A set is gone through to what is added meanwhile.
  for (const name of names) for (const local of localsByReference(module).get(name) ?? []) names.add(local);
  return names;
}

/** The locals of a module that refer to something, by what that is. */
const localsByReference = lazyFor((module: TerraformModule): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, string[]>();
  for (const [name, { value }] of localsOf(module)) {
    for (const reference of referencesIn(value)) {
      const group = groups.get(reference);
      if (group) group.push(`local.${name}`);
      else groups.set(reference, [`local.${name}`]);
    }
  }
  return groups;
});

export interface Local extends HclAttribute {
  /** The path of its file. */
  readonly file: string;
}

/** The locals of a module by name. */
export const localsOf = lazyFor(
  ({ blocks }: TerraformModule): ReadonlyMap<string, Local> =>
    new Map(
      blocks
        .filter(({ type }) => type === 'locals')
        .flatMap(({ body, file }) => body.attributes.map((local) => [local.name, { ...local, file: file.path }])),
    ),
);

/** The resources and module calls of a module that refer to something, through locals too. */
export function usersOf(address: string, module: TerraformModule): readonly ModuleBlock[] {
  const users = usersByReference(module);
  return [...new Set([...namesFor(address, module)].flatMap((name) => users.get(name) ?? []))];
}

/** The resources and module calls of a module by what they refer to. */
const usersByReference = lazyFor(({ blocks }: TerraformModule): ReadonlyMap<string, readonly ModuleBlock[]> => {
  const users = new Map<string, ModuleBlock[]>();
  for (const block of blocks) {
    if (block.type !== 'resource' && block.type !== 'module') continue;
    for (const reference of referencesIn(block.body)) {
      const known = users.get(reference);
      if (known) known.push(block);
      else users.set(reference, [block]);
    }
  }
  return users;
});
