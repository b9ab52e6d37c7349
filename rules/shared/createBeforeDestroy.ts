import { lazyFor } from '../../core/lazy.ts';
import type { TextEdit } from '../../core/text.ts';
import { insertAttribute, insertBlock, replaceValue } from '../../languages/hcl/edit.ts';
import type { HclExpression } from '../../languages/hcl/syntax.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import { moduleSourceOf } from '../../languages/terraform/moduleSource.ts';
import { knownText } from '../../languages/terraform/value.ts';
import type { ModuleBlock, TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { ignoredChangesOf } from './ignoreChanges.ts';
import type { Naming } from './replacedResources.ts';
import { reachable } from './terraformProviders.ts';
import { localsOf, referencesIn } from './terraformReferences.ts';

/**
 * Whether Terraform makes the new one of a resource before it destroys the old one: it says so, or something that depends on
 * it does (developer.hashicorp.com/terraform/language/meta-arguments#lifecycle).
 */
export const isCreatedFirst = (resource: TerraformResource, module: TerraformModule): boolean =>
  saysCreatedFirst(resource) || createdFirst(module).has(resource.address);

/** The same, or something in a called module that depends on it may say so. */
export const mayBeCreatedFirst = (resource: TerraformResource, module: TerraformModule): boolean =>
  isCreatedFirst(resource, module) || neededByCalls(module).has(resource.address);

function saysCreatedFirst(block: TerraformBlock): boolean {
  return block.blocks('lifecycle').some((lifecycle) => {
    const value = lifecycle.value('create_before_destroy');
    return value?.kind === 'bool' ? value.value : knownText(value) === 'true';
  });
}

/** What resources that are created first depend on. */
const createdFirst = lazyFor((module: TerraformModule): ReadonlySet<string> => {
  const resources = module.blocks.filter((block) => block.type === 'resource' && saysCreatedFirst(block));
  return neededBy(resources, module);
});

/** What called modules depend on in which something may be created first. */
const neededByCalls = lazyFor((module: TerraformModule): ReadonlySet<string> => {
  const calls = module.blocks.filter((block) => block.type === 'module' && mayHoldCreatedFirst(block, module));
  return neededBy(calls, module);
});

/** What blocks refer to, through resources, data sources and locals too. */
function neededBy(blocks: readonly ModuleBlock[], module: TerraformModule): ReadonlySet<string> {
  const found = new Set(referencesIn(blocks.map(({ body }) => body)));
  const bodies = bodiesByAddress(module);
  // A set is gone through to what is added meanwhile.
  for (const address of found) for (const reference of referencesIn(bodies.get(address))) found.add(reference);
  return found;
}

const bodiesByAddress = lazyFor(
  (module: TerraformModule): ReadonlyMap<string, unknown> =>
    new Map<string, unknown>([
      ...module.blocks.filter(isManaged).map((block) => [addressOf(block), block.body] as const),
      ...[...localsOf(module)].map(([name, { value }]) => [`local.${name}`, value] as const),
    ]),
);

/** Whether something in a called module may be created first: nobody can know of a module that is not here. */
const mayHoldCreatedFirst = (call: ModuleBlock, module: TerraformModule): boolean =>
  moduleSourceOf(knownText(call.value('source')) ?? '')?.kind !== 'local' ||
  reachable(module, ({ callees }) => callees).some(({ blocks }) =>
    blocks.some((block) => block.type === 'resource' && saysCreatedFirst(block)),
  );

const isManaged = ({ type }: ModuleBlock): boolean => type === 'resource' || type === 'data';

const addressOf = ({ type, labels }: ModuleBlock): string =>
  (type === 'data' ? ['data', ...labels] : labels).slice(0, type === 'data' ? 3 : 2).join('.');

/** Whether Terraform never replaces the resource by itself: it ignores all changes, or must not destroy it. */
export const isNeverReplaced = (resource: TerraformResource): boolean =>
  ignoredChangesOf(resource).some(({ names }) => names.length === 0) ||
  resource.blocks('lifecycle').some((lifecycle) => {
    const value = lifecycle.value('prevent_destroy');
    return value !== undefined && value.kind !== 'null' && !(value.kind === 'bool' && !value.value);
  });

/** Makes Terraform create the new one first. */
export function createFirst(resource: TerraformResource, text: string): readonly TextEdit[] {
  const [lifecycle] = resource.blocks('lifecycle');
  const known = lifecycle?.attribute('create_before_destroy');
  if (known) return [replaceValue(known, 'true')];
  const line = 'create_before_destroy = true';
  return lifecycle
    ? insertAttribute(text, lifecycle.block, line)
    : insertBlock(text, resource.block, 'lifecycle', [line]);
}

/**
 * Whether a resource has a name that its next one has too. One that is made of something else that the resource has, such
 * as a version, changes with it.
 */
export function hasFixedName(resource: TerraformResource, { name }: Naming): boolean {
  const attribute = resource.attribute(name);
  if (!attribute || !knownText(resource.value(name))) return false;
  const inName = referencesIn(attribute.value);
  if (inName.size === 0) return true;
  const others = resource.body.items.filter(
    (item) => item !== attribute && !(item.kind === 'attribute' && changedInPlace.has(item.name)),
  );
  const elsewhere = referencesIn(others);
  return ![...inName].some((reference) => elsewhere.has(reference));
}

const changedInPlace: ReadonlySet<string> = new Set(['labels', 'tags', 'tags_all']);

/** Turns a fixed name into a prefix; undefined where it is too long for one, or is made by a function. */
export function toPrefix(
  resource: TerraformResource,
  { name, prefix, maxPrefixLength }: Naming,
  text: string,
): readonly TextEdit[] | undefined {
  const attribute = resource.attribute(name);
  const fixed = knownText(resource.value(name)) ?? '';
  const dash = fixed.endsWith('-') ? '' : '-';
  if (!attribute || fixed.length + dash.length > maxPrefixLength) return undefined;
  const value = prefixText(attribute.value, dash, text);
  if (value === undefined) return undefined;
  return [
    { span: attribute.nameSpan, newText: prefix },
    { span: attribute.value.span, newText: value },
  ];
}

function prefixText({ kind, span }: HclExpression, dash: string, text: string): string | undefined {
  const written = text.slice(span.start, span.end);
  if (kind === 'template') return `${written.slice(0, -1)}${dash}"`;
  return kind === 'traversal' ? `"\${${written}}${dash}"` : undefined;
}
