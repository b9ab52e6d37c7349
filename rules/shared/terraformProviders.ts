import type { Span } from '../../core/text.ts';
import { knownText, property, type Value } from '../../languages/terraform/value.ts';
import type { ModuleBlock, TerraformModule } from '../../languages/terraform/wholeModule.ts';

/** What a module asks of a provider: an entry of `required_providers`, or the `version` that `provider` blocks had before Terraform 0.13. */
export interface ProviderRequirement {
  /** What the module calls it: `aws`, `google-beta`. */
  readonly name: string;
  /** Its address without the registry's host: `hashicorp/aws`. */
  readonly source: string;
  /** Where it is named. */
  readonly span: Span;
  /** The entry, or the `version`. */
  readonly value: Value;
  /** Undefined where there is none. */
  readonly version: Value | undefined;
  /** Whether callers must hand it over, as they do with the configurations that `configuration_aliases` names. */
  readonly isHandedOver: boolean;
  readonly path: string;
  readonly block: ModuleBlock;
}

export function requirementsOf(module: TerraformModule): readonly ProviderRequirement[] {
  return module.blocks.flatMap((block) => {
    if (block.type === 'provider') return legacyRequirement(block);
    if (block.type !== 'terraform') return [];
    return block.blocks('required_providers').flatMap((required) =>
      required.body.attributes.flatMap(({ name, nameSpan: span }): readonly ProviderRequirement[] => {
        const value = required.value(name);
        if (value?.kind !== 'object' && value?.kind !== 'string') return [];
        const source = knownText(property(value, 'source')) ?? `hashicorp/${name}`;
        const version = value.kind === 'string' ? value : property(value, 'version');
        const isHandedOver = property(value, 'configuration_aliases') !== undefined;
        const path = `${required.path}/${name}`;
        return isBuiltIn(name, source) ? [] : [{ name, source, span, value, version, isHandedOver, path, block }];
      }),
    );
  });
}

function legacyRequirement(block: ModuleBlock): readonly ProviderRequirement[] {
  const name = block.labels[0];
  const version = block.value('version');
  if (name === undefined || !version) return [];
  return [
    {
      name,
      source: `hashicorp/${name}`,
      span: version.span,
      value: version,
      version,
      isHandedOver: false,
      path: block.path,
      block,
    },
  ];
}

/** The providers that a module's own blocks use, each with the block that shows it best: its `provider` block, or the first resource. */
export function usedProvidersOf(module: TerraformModule): ReadonlyMap<string, ModuleBlock> {
  const used = new Map<string, ModuleBlock>();
  const blocks = module.blocks.filter(({ block }) => block.openBrace !== undefined);
  const inOrder = [...blocks.filter(({ type }) => type === 'provider'), ...blocks.filter(isManaged)];
  for (const block of inOrder) {
    const name = providerOf(block);
    if (name !== undefined && !used.has(name) && !isBuiltIn(name, '')) used.set(name, block);
  }
  return used;
}

const isManaged = ({ type }: ModuleBlock): boolean => type === 'resource' || type === 'data' || type === 'ephemeral';

/** The provider of a resource is what its `provider` argument names, or else what its type begins with. */
function providerOf(block: ModuleBlock): string | undefined {
  const [label] = block.labels;
  if (block.type === 'provider') return label;
  const argument = block.attribute('provider')?.value;
  if (argument?.kind === 'variable') return argument.name;
  if (argument?.kind === 'traversal') return argument.source.kind === 'variable' ? argument.source.name : undefined;
  if (argument) return knownText(block.value('provider'))?.split('.')[0];
  return label?.split('_')[0] || undefined;
}

/** `terraform_data` and `terraform_remote_state` are a part of Terraform, of its version. */
const isBuiltIn = (name: string, source: string): boolean =>
  name === 'terraform' || source.startsWith('terraform.io/builtin/');

/** The version that a lock file holds a provider at. */
export function lockedVersionOf({ lockFile = '' }: TerraformModule, source: string): string | undefined {
  for (const [, address, version] of lockFile.matchAll(/^provider\s+"([^"]+)"\s*\{\s*version\s*=\s*"([^"]+)"/gm)) {
    if (`/${address}`.endsWith(`/${source}`)) return version;
  }
  return undefined;
}

/** The modules that a module can be reached from, or that can be reached from it, through calls of any length. */
export function reachable(
  module: TerraformModule,
  next: (module: TerraformModule) => readonly TerraformModule[],
): readonly TerraformModule[] {
  const reached = new Set<TerraformModule>();
  const visit = (one: TerraformModule): void => {
    for (const other of next(one)) {
      if (reached.has(other)) continue;
      reached.add(other);
      visit(other);
    }
  };
  visit(module);
  return [...reached];
}
