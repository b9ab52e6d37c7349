import type { Span } from '../../core/text.ts';

/**
 * A value of a YAML (or JSON) text. Aliases are resolved: an entry whose `value.span` lies outside its own `span` is an
 * alias, and the value is that of the anchor. A value never contains itself.
 */
export type YamlNode = YamlMap | YamlSequence | YamlScalar | YamlNull;

interface YamlValue {
  /** From the first to the last character of the value; anchors, tags and comments around it are not part of it. */
  readonly span: Span;
  /** The name that aliases use for it. */
  readonly anchor: string | undefined;
}

export interface YamlMap extends YamlValue {
  readonly kind: 'map';
  /** Whether it is written with braces. */
  readonly isFlow: boolean;
  /** As written, in order, a `<<` pair included. */
  readonly pairs: readonly YamlPair[];
  /** What `<<` brings in and `pairs` does not override; the spans are those of the anchor's text. */
  readonly merged: readonly YamlPair[];
}

export interface YamlSequence extends YamlValue {
  readonly kind: 'sequence';
  /** Whether it is written with brackets. */
  readonly isFlow: boolean;
  readonly items: readonly YamlItem[];
}

export interface YamlScalar extends YamlValue {
  readonly kind: 'scalar';
  /** What the text says: quotes and escapes taken off, lines folded. Numbers and booleans as they are written. */
  readonly value: string;
  readonly style: 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded';
}

/** Nothing, `~`, `null`, or what could not be read. */
export interface YamlNull extends YamlValue {
  readonly kind: 'null';
}

/** `span` reaches from the key to the value's end, in this place of the text. */
export interface YamlPair {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
  readonly span: Span;
}

/** `span` is that of the value in this place of the text, without the dash. */
export interface YamlItem {
  readonly value: YamlNode;
  readonly span: Span;
}

/** The value at a path of keys and indexes; undefined when it is not there. */
export function get(node: YamlNode | undefined, ...path: readonly (string | number)[]): YamlNode | undefined {
  let current = node;
  for (const step of path) {
    if (typeof step === 'string') current = pairAt(current, step)?.value;
    else current = current?.kind === 'sequence' ? current.items[step]?.value : undefined;
    if (!current) return undefined;
  }
  return current;
}

/** The pair of a key. Of duplicates the last one counts, as in Kubernetes' parser; merged pairs count when the map has none. */
export function pairAt(node: YamlNode | undefined, key: string): YamlPair | undefined {
  if (node?.kind !== 'map') return undefined;
  return lastOf(node.pairs, key) ?? lastOf(node.merged, key);
}

/** A loop, as every fact looks up several keys: a closure for each look-up would be most of what a key press allocates. */
function lastOf(pairs: readonly YamlPair[], key: string): YamlPair | undefined {
  for (let index = pairs.length - 1; index >= 0; index--) if (pairs[index]!.key === key) return pairs[index];
  return undefined;
}

/** All pairs of a map, merged ones last and `<<` left out; none when it is not a map. */
export function pairsOf(node: YamlNode | undefined): readonly YamlPair[] {
  if (node?.kind !== 'map') return [];
  return node.merged.length === 0 ? node.pairs : [...node.pairs.filter(({ key }) => key !== '<<'), ...node.merged];
}

/** The values of a sequence; none when it is not a sequence. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'sequence' ? node.items.map(({ value }) => value) : [];
}

/** The text of a scalar of any type. */
export function asString(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.value : undefined;
}

/** A number that is written as one; quoted digits are text. Octal is `010` or `0o10`, as in YAML 1.1 and 1.2. */
export function asNumber(node: YamlNode | undefined): number | undefined {
  if (node?.kind !== 'scalar' || node.style !== 'plain') return undefined;
  const { value } = node;
  if (/^[-+]?0o?[0-7]+$/.test(value)) return Number.parseInt(value.replace('o', ''), 8);
  if (/^0x[0-9a-fA-F]+$/.test(value)) return Number.parseInt(value, 16);
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A boolean, which Kubernetes also reads from `yes`, `no`, `on` and `off` (YAML 1.1, https://yaml.org/type/bool.html). */
export function asBoolean(node: YamlNode | undefined): boolean | undefined {
  if (node?.kind !== 'scalar' || node.style !== 'plain') return undefined;
  if (/^(?:true|True|TRUE|yes|Yes|YES|on|On|ON)$/.test(node.value)) return true;
  return /^(?:false|False|FALSE|no|No|NO|off|Off|OFF)$/.test(node.value) ? false : undefined;
}
