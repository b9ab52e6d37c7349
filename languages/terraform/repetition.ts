import { attributeOf, type HclBody } from '../hcl/syntax.ts';
import { evaluate } from './evaluate.ts';
import { entriesByKey } from './known.ts';
import { type Scope, withNames } from './scope.ts';
import { knownText, textElsewhere, type Value } from './value.ts';

/** The scope of what a `for_each` or `count` repeats: `each` and `count` are known where it makes one of it for certain. */
export function repeatedScope(body: HclBody, scope: Scope): Scope {
  const count = attributeOf(body, 'count');
  if (count) {
    const { span } = count.value;
    const number = evaluate(count.value, scope);
    if (number.kind !== 'number' || number.value !== 1) return scope;
    return withNames(scope, [['count', objectOf({ index: { kind: 'number', value: 0, span, origins: [] } }, number)]]);
  }
  const each = singleElement(body, scope);
  return each ? withNames(scope, [['each', each]]) : scope;
}

/** The scope of a `dynamic` block's `content`. */
export function dynamicScope(body: HclBody, type: string, scope: Scope): Scope {
  const iterator = attributeOf(body, 'iterator')?.value;
  const name = iterator?.kind === 'variable' ? iterator.name : type;
  const element = singleElement(body, scope);
  // The iterator hides what has its name around it, also where it is not known.
  return withNames(scope, [[name, element ?? { kind: 'unknown', span: body.span, origins: [] }]]);
}

/** The `key` and `value` of the only element that `for_each` goes through. */
function singleElement(body: HclBody, scope: Scope): Value | undefined {
  const attribute = attributeOf(body, 'for_each');
  if (!attribute) return undefined;
  const collection = evaluate(attribute.value, scope);
  if ((collection.kind !== 'object' && collection.kind !== 'list') || collection.isPartial) return undefined;
  if (collection.kind === 'object') {
    const entries = entriesByKey(collection.entries);
    const [entry] = entries;
    if (!entry || entries.length > 1) return undefined;
    const { span } = entry.value;
    const key: Value = { kind: 'string', value: textElsewhere(entry.key, span), span, origins: [] };
    return objectOf({ key, value: entry.value }, collection);
  }
  const [item] = collection.items;
  if (!item || collection.items.length > 1) return undefined;
  // The key of a set's element is the element; that of a list's, which a `dynamic` block takes too, its index.
  const isText = knownText(item) !== undefined;
  return objectOf(isText ? { key: item, value: item } : { value: item }, collection);
}

const objectOf = (properties: Readonly<Record<string, Value>>, { span, origins }: Value): Value => ({
  kind: 'object',
  entries: Object.entries(properties).map(([key, value]) => ({ key, value })),
  isPartial: true,
  span,
  origins,
});
