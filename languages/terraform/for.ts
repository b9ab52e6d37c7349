import type { Span } from '../../core/text.ts';
import type { HclFor } from '../hcl/syntax.ts';
import { entriesByKey } from './known.ts';
import { type Scope, withNames } from './scope.ts';
import type { Evaluate } from './template.ts';
import {
  knownText,
  type ObjectEntry,
  textElsewhere,
  throughContainer,
  toText,
  unknownAt,
  type Value,
} from './value.ts';

/** One turn of a loop: what its key and its value are. */
export interface Turn {
  readonly key: Value;
  readonly value: Value;
}

/** What a loop goes through, and whether there may be more; undefined when that is not known at all. */
export function turnsOf(
  collection: Value,
  span: Span,
): { readonly turns: readonly Turn[]; readonly isPartial: boolean } | undefined {
  if (collection.kind === 'list') {
    const { items, isPartial } = collection;
    const turns = items.map((item, index): Turn => {
      const key: Value = isPartial ? unknownAt(span) : { kind: 'number', value: index, span, origins: [] };
      return { key, value: throughContainer(item, collection) };
    });
    return { turns, isPartial };
  }
  if (collection.kind !== 'object') return undefined;
  const turns = entriesByKey(collection.entries).map(({ key, value }): Turn => {
    const text = textElsewhere(key, span);
    return {
      key: { kind: 'string', value: text, span, origins: collection.origins },
      value: throughContainer(value, collection),
    };
  });
  return { turns, isPartial: collection.isPartial };
}

/** The scope of one turn; `names` are the key's and the value's, or the value's alone. */
export function turnScope(names: readonly string[], { key, value }: Turn, scope: Scope): Scope {
  const [first = '', second] = names;
  return withNames(
    scope,
    second === undefined
      ? [[first, value]]
      : [
          [first, key],
          [second, value],
        ],
  );
}

/** `[for ...]` gives a list, `{for ...}` an object. What hangs on an unknown condition or key is left out of it. */
export function evaluateFor(expression: HclFor, scope: Scope, evaluate: Evaluate): Value {
  const { span, key, value, condition, isGrouped, names } = expression;
  const collection = evaluate(expression.collection, scope);
  const loop = turnsOf(collection, expression.collection.span);
  if (!loop) return unknownAt(span);
  let { isPartial } = loop;
  const items: Value[] = [];
  const entries: ObjectEntry[] = [];
  for (const turn of loop.turns) {
    const inner = turnScope(names, turn, scope);
    const test = condition && evaluate(condition, inner);
    if (test?.kind === 'bool' && !test.value) continue;
    const itemKey = key && evaluate(key, inner);
    const name = itemKey && (knownText(itemKey) ?? scalarText(itemKey));
    if ((test && test.kind !== 'bool') || (key && name === undefined)) isPartial = true;
    else if (name === undefined) items.push(evaluate(value, inner));
    else entries.push({ key: name, value: evaluate(value, inner) });
  }
  // Out of breath in the middle of a loop, nothing is known of the rest.
  if (scope.progress.stepsLeft <= 0) return unknownAt(span);
  const { origins } = collection;
  if (!key) return { kind: 'list', items, isPartial, span, origins };
  return { kind: 'object', entries: isGrouped ? grouped(entries, span) : entries, isPartial, span, origins };
}

const scalarText = (value: Value): string | undefined =>
  value.kind === 'number' || value.kind === 'bool' ? toText(value).text : undefined;

function grouped(entries: readonly ObjectEntry[], span: Span): readonly ObjectEntry[] {
  const groups = new Map<string, Value[]>();
  for (const { key, value } of entries) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return [...groups].map(([key, items]) => ({
    key,
    value: { kind: 'list', items, isPartial: false, span, origins: [] },
  }));
}
