import type { Origin } from '../../core/facts.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { Span } from '../../core/text.ts';
import type { HclAttribute, HclBody, HclExpression } from '../../languages/hcl/syntax.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { localsOf } from './terraformReferences.ts';

/** A place in an expression whose value is new in every plan. */
export interface Volatile {
  readonly span: Span;
  /** `timestamp`, `uuid`, `plantimestamp`. */
  readonly call: string;
  /** What stands at the place: `timestamp()`, `local.now`. */
  readonly text: string;
  /** The local that it comes from. */
  readonly origin: Origin | undefined;
}

/** Whether any attribute of a module may have a new value in every plan: most modules name none of the functions. */
export const mayBeVolatile = lazyFor(({ blocks }: TerraformModule): boolean =>
  [...new Set(blocks.map(({ file }) => file.text))].some((text) => /timestamp|uuid/.test(text)),
);

/** The attributes of a resource that have a new value in every plan, each by the name that `ignore_changes` knows it by: that of the outermost block. */
export function* volatileAttributes(
  body: HclBody,
  module: TerraformModule,
  block?: string,
): Iterable<{ readonly name: string; readonly volatile: Volatile }> {
  for (const item of body.items) {
    if (item.kind === 'attribute') {
      const volatile = volatileIn(item.value, module);
      if (volatile) yield { name: block ?? item.name, volatile };
    } else if (block !== undefined || !unplanned.has(item.type)) {
      const isContent = item.type === 'dynamic';
      yield* volatileAttributes(item.body, module, block ?? (isContent ? item.labels[0]?.text : item.type));
    }
  }
}

/** Blocks that say how a resource is made, and are no part of what is compared. */
const unplanned: ReadonlySet<string> = new Set(['provisioner', 'connection', 'lifecycle', 'timeouts']);

const functions: ReadonlySet<string> = new Set(['timestamp', 'uuid', 'plantimestamp']);

function volatileIn(expression: unknown, module: TerraformModule): Volatile | undefined {
  if (typeof expression !== 'object' || expression === null) return undefined;
  if (isExpression(expression)) {
    // A condition or a comparison may come out the same each time.
    if (expression.kind === 'conditional' || expression.kind === 'binary' || expression.kind === 'for')
      return undefined;
    if (expression.kind === 'call') {
      const { name, span } = expression;
      if (functions.has(name)) return { span, call: name, text: `${name}()`, origin: undefined };
      if (settling.has(name)) return undefined;
    }
    if (expression.kind === 'traversal') return volatileLocal(expression, module);
  }
  for (const inner of Object.values(expression)) {
    const found = volatileIn(inner, module);
    if (found) return found;
  }
  return undefined;
}

/** Functions whose value may be the same though that of an argument is not. */
const settling: ReadonlySet<string> = new Set(['timecmp', 'try', 'coalesce', 'length', 'lookup', 'can']);

const isExpression = (node: object): node is HclExpression => 'kind' in node && 'span' in node;

function volatileLocal(
  { source, steps, span }: Extract<HclExpression, { kind: 'traversal' }>,
  module: TerraformModule,
): Volatile | undefined {
  const [step] = steps;
  // What is taken out of a larger value may be another part of it.
  if (source.kind !== 'variable' || source.name !== 'local' || step?.kind !== 'attribute' || steps.length > 1) {
    return undefined;
  }
  const local = localOf(step.name, module);
  return local && { ...local, span, text: `local.${step.name}` };
}

function localOf(name: string, module: TerraformModule): Volatile | undefined {
  const known = knownLocals(module);
  if (known.has(name)) return known.get(name);
  // Locals that refer to each other in a circle are none.
  known.set(name, undefined);
  const local = localsOf(module).get(name);
  const found = local && volatileIn(local.value, module);
  if (found) known.set(name, { ...found, origin: { file: local.file, span: local.span, name: `local.${name}` } });
  return known.get(name);
}

/** Many resources refer to the same locals. */
const knownLocals = lazyFor((_: TerraformModule) => new Map<string, Volatile | undefined>());

/** Whether a resource's `ignore_changes` covers an attribute or block. */
export function isIgnored(resource: TerraformResource, name: string): boolean {
  return resource.blocks('lifecycle').some((lifecycle) => {
    const ignored: HclAttribute | undefined = lifecycle.attribute('ignore_changes');
    if (!ignored) return false;
    if (ignored.value.kind === 'variable') return ignored.value.name === 'all';
    return ignored.value.kind === 'tuple' && ignored.value.items.some((item) => firstName(item) === name);
  });
}

function firstName(expression: HclExpression): string | undefined {
  if (expression.kind === 'variable') return expression.name;
  if (expression.kind === 'traversal') return firstName(expression.source);
  const part = expression.kind === 'template' ? expression.parts[0] : undefined;
  return part?.kind === 'literal' ? /^\w*/.exec(part.value)?.[0] : undefined;
}
