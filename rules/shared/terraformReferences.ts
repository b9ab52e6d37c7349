import type { HclTraversal } from '../../languages/hcl/syntax.ts';
import type { TerraformModule } from '../../languages/terraform/wholeModule.ts';

/** What a piece of HCL's tree refers to: `aws_instance.web`, `data.aws_ami.web`, `local.image`, `module.network`. */
export function referencesIn(node: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null) return;
    if (isTraversal(inner)) {
      const name = referenceOf(inner);
      if (name !== undefined) found.add(name);
    }
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

/** An address, and the locals of the module that come from it, through others too. */
export function namesFor(address: string, module: TerraformModule): ReadonlySet<string> {
  const locals = module.blocks
    .filter(({ type }) => type === 'locals')
    .flatMap(({ body }) => body.attributes.map(({ name, value }) => ({ name: `local.${name}`, value })))
    .map(({ name, value }) => ({ name, references: referencesIn(value) }));
  const names = new Set([address]);
  for (let size = 0; size !== names.size; ) {
    size = names.size;
    for (const { name, references } of locals) if ([...references].some((one) => names.has(one))) names.add(name);
  }
  return names;
}
