import { type EmbeddedText, isKnown, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
import { concatenate, knownText, property, textElsewhere, toText, unknownAt, type Value } from './value.ts';

/** Longer strings and lists are unknown: locals that double each other grow without end. */
export const maxTextLength = 1_000_000;
const maxListLength = 10_000;

/** The result of a call at `span`; unknown when the function or what it is given is not known well enough. */
export function callFunction(name: string, values: readonly Value[], span: Span): Value {
  const call = functions.get(name.startsWith('core::') ? name.slice('core::'.length) : name);
  return call?.(values, span) ?? unknownAt(span);
}

type StaticFunction = (values: readonly Value[], span: Span) => Value | undefined;

/** The first argument, seen as the call: for functions that change its type, or how it is written and not what it says. */
const passThrough: StaticFunction = ([value], span) => value && { ...value, span };

// base64 and gzip are how scripts are handed over; a reader of `user_data` wants the script.
const passedThrough = [
  'base64encode',
  'base64gzip',
  'nonsensitive',
  'sensitive',
  'tolist',
  'tomap',
  'tonumber',
  'toset',
];

const encode: StaticFunction = ([value], span) => value && { kind: 'json', value, span, origins: value.origins };
const decode: StaticFunction = ([value], span) => (value?.kind === 'json' ? { ...value.value, span } : undefined);

const functions: ReadonlyMap<string, StaticFunction> = new Map([
  ...passedThrough.map((name) => [name, passThrough] as const),
  ['chomp', (values, span) => trim(values, span, () => 0, chomp)],
  ['coalesce', coalesce],
  ['concat', concat],
  ['format', format],
  ['join', join],
  ['jsondecode', decode],
  ['jsonencode', encode],
  ['lookup', lookup],
  ['merge', merge],
  ['tostring', (values, span) => textValue(values, span, ([value]) => value && toText(value))],
  [
    'trimspace',
    (values, span) =>
      trim(
        values,
        span,
        (text) => text.length - text.trimStart().length,
        (text) => text.trimEnd().length,
      ),
  ],
  ['yamldecode', decode],
  ['yamlencode', encode],
]);

/** A string made of the values; unknown when all of it is. */
function textValue(
  values: readonly Value[],
  span: Span,
  make: (values: readonly Value[]) => EmbeddedText | undefined,
): Value {
  const value = make(values);
  if (!value || value.text === UNKNOWN || value.text.length > maxTextLength) return unknownAt(span);
  return { kind: 'string', value, span, origins: originsOf(values) };
}

const originsOf = (values: readonly Value[]): readonly Origin[] => [
  ...new Set(values.flatMap(({ origins }) => origins)),
];

function trim(
  [value]: readonly Value[],
  span: Span,
  startOf: (text: string) => number,
  endOf: (text: string) => number,
): Value | undefined {
  if (value?.kind !== 'string') return undefined;
  const start = startOf(value.value.text);
  return { ...value, value: sliceEmbedded(value.value, start, Math.max(start, endOf(value.value.text))), span };
}

/** Where a text ends without the line ends at its end. */
function chomp(text: string): number {
  let end = text.length;
  while (text[end - 1] === '\n' || text[end - 1] === '\r') end--;
  return end;
}

/** The first argument that is neither null nor an empty string, as long as those before it are known to be that. */
function coalesce(values: readonly Value[], span: Span): Value | undefined {
  const first = values.find((value) => value.kind !== 'null' && knownText(value) !== '');
  return first && { ...first, span };
}

/** What is not known is left out, and the list said to be partial. */
function concat(values: readonly Value[], span: Span): Value | undefined {
  const items = values.flatMap((value) => (value.kind === 'list' ? value.items : []));
  if (items.length > maxListLength) return undefined;
  const isPartial = values.some((value) => value.kind !== 'list' || value.isPartial);
  return { kind: 'list', items, isPartial, span, origins: originsOf(values) };
}

/** An unknown argument may replace any key of those before it. */
function merge(values: readonly Value[], span: Span): Value {
  const given = values.filter(({ kind }) => kind !== 'null');
  const lastUnknown = given.findLastIndex((value) => value.kind !== 'object' || value.isPartial);
  const merged = new Map<string, Value>();
  for (const value of given.slice(Math.max(0, lastUnknown))) {
    if (value.kind === 'object') for (const { key, value: entry } of value.entries) merged.set(key, entry);
  }
  const entries = [...merged].map(([key, value]) => ({ key, value }));
  return { kind: 'object', entries, isPartial: lastUnknown !== -1, span, origins: originsOf(values) };
}

function lookup([map, key, fallback]: readonly Value[], span: Span): Value | undefined {
  const name = knownText(key);
  if (map?.kind !== 'object' || name === undefined) return undefined;
  const found = property(map, name);
  if (found) return { ...found, span, origins: [...new Set([...map.origins, ...found.origins])] };
  return fallback && !map.isPartial ? { ...fallback, span } : undefined;
}

function join([separator, ...lists]: readonly Value[], span: Span): Value | undefined {
  if (!separator || lists.some((list) => list.kind !== 'list' || list.isPartial)) return undefined;
  const items = lists.flatMap((list) => (list.kind === 'list' ? list.items : []));
  const { text } = toText(separator);
  return textValue([separator, ...items], span, () => {
    const texts = items.flatMap((item, index) => {
      const { start } = item.span;
      // The separator stands before all items; between two of them it has no place of its own.
      return index === 0 ? [toText(item)] : [joinPieces([{ text, source: { start, end: start } }]), toText(item)];
    });
    return concatenate(texts, span);
  });
}

/** `%s`, `%d` and `%v` without flags, and `%%`; any other verb gives text that is not known. */
function format([pattern, ...values]: readonly Value[], span: Span): Value | undefined {
  if (pattern?.kind !== 'string' || !isKnown(pattern.value.text)) return undefined;
  const template = pattern.value;
  const parts: EmbeddedText[] = [];
  let copied = 0;
  let used = 0;
  for (const verb of template.text.matchAll(/%[^a-zA-Z%]*[a-zA-Z%]/g)) {
    const end = verb.index + verb[0].length;
    const source = toSource(template, verb.index, end);
    parts.push(sliceEmbedded(template, copied, verb.index));
    copied = end;
    if (verb[0] === '%%') {
      parts.push(joinPieces([{ text: '%', source }]));
      continue;
    }
    const value = values[used++];
    const isPlain = value && /^%[sdv]$/.test(verb[0]);
    parts.push(textElsewhere(isPlain ? toText(value).text : UNKNOWN, source));
  }
  parts.push(sliceEmbedded(template, copied, template.text.length));
  return textValue([pattern, ...values], span, () => concatenate(parts, span));
}
