import type { Span } from '../../../core/text.ts';
import { entriesByKey, equalityKey, isWhollyKnown } from '../known.ts';
import {
  itemsOf,
  knownNumber,
  knownText,
  type ObjectEntry,
  property,
  textElsewhere,
  throughContainer,
  type Value,
} from '../value.ts';
import { boolValue, listValue, maxListLength, numberValue, originsOf, type StaticFunction } from './function.ts';

/** developer.hashicorp.com/terraform/language/functions, "Collection Functions", and those that choose a value. */
export const collectionFunctions: readonly (readonly [string, StaticFunction])[] = [
  ['can', ([value], span) => canBeMade(value, span)],
  ['coalesce', coalesce],
  ['coalescelist', coalesceList],
  ['compact', ([list], span) => compact(list, span)],
  ['concat', concat],
  ['contains', ([list, value], span) => contains(list, value, span)],
  ['distinct', ([list], span) => distinct(list, span)],
  ['element', ([list, index], span) => element(list, index, span)],
  ['flatten', ([list], span) => flatten(list, span)],
  ['keys', ([map], span) => keys(map, span)],
  ['length', ([value], span) => length(value, span)],
  ['lookup', lookup],
  ['merge', merge],
  ['one', ([list], span) => one(list, span)],
  ['range', range],
  ['toset', ([list], span) => toSet(list, span)],
  ['try', firstThatCanBeMade],
  ['values', ([map], span) => values(map, span)],
  ['zipmap', ([names, items], span) => zipMap(names, items, span)],
];

/** The first argument that is neither null nor an empty string, as long as those before it are known to be that. */
function coalesce(given: readonly Value[], span: Span): Value | undefined {
  const first = given.find((value) => value.kind !== 'null' && knownText(value) !== '');
  return first && { ...first, span };
}

function coalesceList(given: readonly Value[], span: Span): Value | undefined {
  const first = given.find((value) => value.kind !== 'list' || value.isPartial || value.items.length > 0);
  return first && { ...first, span };
}

/** What is not wholly known may yet fail, and then the next one would be it. */
function firstThatCanBeMade(given: readonly Value[], span: Span): Value | undefined {
  const first = given.find((value) => value.kind !== 'unknown' || !value.isError);
  return first && isWhollyKnown(first) ? { ...first, span } : undefined;
}

function canBeMade(value: Value | undefined, span: Span): Value | undefined {
  if (value?.kind === 'unknown' && value.isError) return boolValue(false, span);
  return value && isWhollyKnown(value) ? boolValue(true, span) : undefined;
}

/** What is not known is left out, and the list said to be partial. */
function concat(given: readonly Value[], span: Span): Value | undefined {
  const isPartial = given.some((value) => value.kind !== 'list' || value.isPartial);
  return listValue(given.flatMap(itemsOf), given, span, { isPartial });
}

function flatten(list: Value | undefined, span: Span): Value | undefined {
  if (list?.kind !== 'list') return undefined;
  const items: Value[] = [];
  let isPartial = list.isPartial;
  const waiting = [...list.items].reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.kind === 'list') {
      isPartial ||= next.isPartial;
      // In reverse, since the last one is taken next.
      for (let index = next.items.length - 1; index >= 0; index--) {
        waiting.push(throughContainer(next.items[index]!, next));
      }
      if (waiting.length > maxListLength) return undefined;
    } else if (next.kind === 'unknown') isPartial = true;
    else if (items.push(next) > maxListLength) return undefined;
  }
  return listValue(items, [list], span, { isPartial });
}

function compact(list: Value | undefined, span: Span): Value | undefined {
  if (list?.kind !== 'list') return undefined;
  const items = list.items.filter((item) => item.kind !== 'null' && item.kind !== 'unknown' && knownText(item) !== '');
  // What is unknown may be empty.
  const isPartial = list.isPartial || list.items.some(({ kind }) => kind === 'unknown');
  return listValue(items, [list], span, { isPartial });
}

function contains(list: Value | undefined, value: Value | undefined, span: Span): Value | undefined {
  const wanted = value && equalityKey(value);
  if (list?.kind !== 'list' || wanted === undefined) return undefined;
  const found = list.items.map(equalityKey);
  if (found.includes(wanted)) return boolValue(true, span);
  return list.isPartial || found.includes(undefined) ? undefined : boolValue(false, span);
}

function distinct(list: Value | undefined, span: Span): Value | undefined {
  if (list?.kind !== 'list') return undefined;
  const byKey = new Map<string, Value>();
  for (const item of list.items) {
    const key = equalityKey(item);
    if (key === undefined) return undefined;
    if (!byKey.has(key)) byKey.set(key, item);
  }
  return listValue([...byKey.values()], [list], span, list);
}

/** A set's elements have no order that counts, but a loop goes through texts by theirs. */
function toSet(list: Value | undefined, span: Span): Value | undefined {
  if (list?.kind !== 'list') return undefined;
  const set = distinct(list, span);
  // Which of the elements are the same is not known, nor how many there are.
  if (set?.kind !== 'list') return { ...list, isPartial: true, span };
  return { ...set, items: [...set.items].sort((a, b) => ((knownText(a) ?? '') < (knownText(b) ?? '') ? -1 : 1)) };
}

function element(list: Value | undefined, index: Value | undefined, span: Span): Value | undefined {
  const position = knownNumber(index);
  if (list?.kind !== 'list' || list.isPartial || position === undefined) return undefined;
  const item = list.items[position % list.items.length];
  return item && { ...throughContainer(item, list), span };
}

function one(list: Value | undefined, span: Span): Value | undefined {
  if (list?.kind !== 'list' || list.isPartial || list.items.length > 1) return undefined;
  const [item] = list.items;
  return item ? { ...throughContainer(item, list), span } : { kind: 'null', span, origins: list.origins };
}

function length(value: Value | undefined, span: Span): Value | undefined {
  if (value?.kind === 'list') return value.isPartial ? undefined : numberValue(value.items.length, span);
  if (value?.kind === 'object') {
    return value.isPartial ? undefined : numberValue(entriesByKey(value.entries).length, span);
  }
  const text = knownText(value);
  // Terraform counts what a person sees as one character.
  return text !== undefined && /^[\x20-\x7e\n]*$/.test(text) ? numberValue(text.length, span) : undefined;
}

function keys(map: Value | undefined, span: Span): Value | undefined {
  if (map?.kind !== 'object') return undefined;
  const items = entriesByKey(map.entries).map(({ key }): Value => {
    return { kind: 'string', value: textElsewhere(key, span), span, origins: map.origins };
  });
  return listValue(items, [map], span, map);
}

function values(map: Value | undefined, span: Span): Value | undefined {
  if (map?.kind !== 'object') return undefined;
  const items = entriesByKey(map.entries).map(({ value }) => value);
  return listValue(items, [map], span, map);
}

function zipMap(names: Value | undefined, items: Value | undefined, span: Span): Value | undefined {
  if (names?.kind !== 'list' || items?.kind !== 'list' || names.isPartial || items.isPartial) return undefined;
  const entries = names.items.flatMap((name, index) => {
    const key = knownText(name);
    const value = items.items[index];
    return key === undefined || !value ? [] : [{ key, value }];
  });
  const isPartial = entries.length < names.items.length;
  return { kind: 'object', entries, isPartial, span, origins: originsOf([names, items]) };
}

/** An unknown argument may replace any key of those before it. */
function merge(given: readonly Value[], span: Span): Value {
  const maps = given.filter(({ kind }) => kind !== 'null');
  const lastUnknown = maps.findLastIndex((value) => value.kind !== 'object' || value.isPartial);
  const merged = new Map<string, ObjectEntry>();
  for (const value of maps.slice(Math.max(0, lastUnknown))) {
    if (value.kind === 'object') for (const entry of value.entries) merged.set(entry.key, entry);
  }
  const entries = [...merged.values()];
  return { kind: 'object', entries, isPartial: lastUnknown !== -1, span, origins: originsOf(given) };
}

function lookup([map, key, fallback]: readonly Value[], span: Span): Value | undefined {
  const name = knownText(key);
  if (map?.kind !== 'object' || name === undefined) return undefined;
  const found = property(map, name);
  if (found) return { ...throughContainer(found, map), span };
  return fallback && !map.isPartial ? { ...fallback, span } : undefined;
}

/** Terraform makes no more than 1024 numbers. */
function range(given: readonly Value[], span: Span): Value | undefined {
  const numbers = given.map(knownNumber);
  const [first, second, third] = numbers;
  if (first === undefined || numbers.includes(undefined)) return undefined;
  const [start, end] = second === undefined ? [0, first] : [first, second];
  const step = third ?? (start <= end ? 1 : -1);
  if (step === 0) return undefined;
  const count = Math.max(0, Math.ceil((end - start) / step));
  if (count > 1024) return undefined;
  return listValue(
    Array.from({ length: count }, (_, index) => numberValue(start + index * step, span)),
    given,
    span,
  );
}
