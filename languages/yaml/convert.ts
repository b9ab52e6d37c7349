import { isAlias, isCollection, isMap, isScalar, type Node, type Scalar } from 'yaml';
import type { Span } from '../../core/text.ts';
import type { YamlItem, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence } from './node.ts';

export interface Conversion {
  readonly node: YamlNode;
  /** How many values it has, those that aliases stand for counted wherever they are used. */
  readonly size: number;
  /** How many of them come through aliases. */
  readonly aliasedSize: number;
}

/**
 * Turns the parser's tree into ours. `source` is the text that it was read from, `base` its offset in the whole text.
 * Says what the parser does not: keys that are there twice, aliases of nothing.
 */
export function toNodes(
  contents: unknown,
  source: string,
  base: number,
  report: (start: number, end: number, message: string) => void,
): Conversion {
  const anchors = new Map<string, Conversion>();

  const spanOf = (node: Node): Span => ({ start: base + node.range![0], end: base + node.range![1] });

  const convert = (node: unknown, at: number): Conversion & { readonly span: Span } => {
    if (isAlias(node)) {
      const span = spanOf(node);
      // An anchor inside itself is not there yet, so nothing can contain itself.
      const target = anchors.get(node.source);
      if (target) return { node: target.node, size: target.size, aliasedSize: target.size, span };
      report(span.start, span.end, `\`*${node.source}\` stands for nothing; no anchor of that name comes before it`);
      return { ...leaf({ kind: 'null', span, anchor: undefined }), span };
    }
    const conversion = convertValue(node as Node | null, at);
    const { anchor, span } = conversion.node;
    if (anchor !== undefined) anchors.set(anchor, conversion);
    return { ...conversion, span };
  };

  const convertValue = (node: Node | null, at: number): Conversion => {
    if (isCollection(node)) return isMap(node) ? convertMap(node) : convertSequence(node);
    if (!isScalar(node) || !node.range) {
      return leaf({ kind: 'null', span: { start: at, end: at }, anchor: undefined });
    }
    return leaf(toScalar(node as Scalar));
  };

  const toScalar = (scalar: Scalar): YamlNode => {
    const { source: value = '', anchor } = scalar;
    const span = spanOf(scalar);
    const style = styles[scalar.type ?? 'PLAIN'] ?? 'plain';
    const isNull = style === 'plain' && /^(?:~|null|Null|NULL)?$/.test(value);
    if (isNull || isOpen(scalar, source)) return { kind: 'null', span, anchor };
    return { kind: 'scalar', span, anchor, style, value };
  };

  const convertMap = (map: Node & { items: unknown[]; flow?: boolean; anchor?: string }): Conversion => {
    let size = 1;
    let aliasedSize = 0;
    const seen = new Set<string>();
    const pairs: YamlPair[] = [];
    for (const item of map.items) {
      if (!isPairLike(item) || !item.key?.range) continue;
      const keySpan = spanOf(item.key);
      const key = isScalar(item.key) ? (item.key.source ?? '') : source.slice(item.key.range[0], item.key.range[1]);
      const value = convert(item.value, keySpan.end);
      size += value.size;
      aliasedSize += value.aliasedSize;
      if (seen.has(key) && key !== '<<')
        report(keySpan.start, keySpan.end, `\`${key}\` is there twice; the last one counts`);
      seen.add(key);
      pairs.push({
        key,
        keySpan,
        value: value.node,
        span: { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) },
      });
    }
    const node: YamlMap = {
      kind: 'map',
      anchor: map.anchor,
      isFlow: map.flow === true,
      span: collectionSpan(map, pairs),
      pairs,
      merged: seen.has('<<') ? mergedPairs(pairs, seen) : [],
    };
    return { node, size, aliasedSize };
  };

  const convertSequence = (sequence: Node & { items: unknown[]; flow?: boolean; anchor?: string }): Conversion => {
    let size = 1;
    let aliasedSize = 0;
    let at = base + sequence.range![0];
    const items: YamlItem[] = [];
    for (const item of sequence.items) {
      const converted = convert(item, at);
      size += converted.size;
      aliasedSize += converted.aliasedSize;
      at = converted.span.end;
      items.push({ value: converted.node, span: converted.span });
    }
    const node: YamlSequence = {
      kind: 'sequence',
      anchor: sequence.anchor,
      isFlow: sequence.flow === true,
      span: collectionSpan(sequence, items),
      items,
    };
    return { node, size, aliasedSize };
  };

  /** The parser counts blank lines and comments behind a block collection as part of it. */
  const collectionSpan = (node: Node & { flow?: boolean }, entries: readonly { readonly span: Span }[]): Span => {
    const { start, end } = spanOf(node);
    const last = entries.at(-1);
    if (node.flow || !last) return { start, end };
    const trimmed = source.slice(0, last.span.end - base).trimEnd().length + base;
    return { start, end: Math.max(start, Math.min(trimmed, last.span.end)) };
  };

  return convert(contents, base);
}

const leaf = (node: YamlNode): Conversion => ({ node, size: 1, aliasedSize: 0 });

const styles: Readonly<Record<string, YamlScalar['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** What `<<: *a` or `<<: [*a, *b]` brings in: earlier ones win, and the map's own keys win over all (https://yaml.org/type/merge.html). */
function mergedPairs(pairs: readonly YamlPair[], own: ReadonlySet<string>): readonly YamlPair[] {
  const seen = new Set(own);
  const sources = pairs
    .filter(({ key }) => key === '<<')
    .flatMap(({ value }) => (value.kind === 'sequence' ? value.items.map((item) => item.value) : [value]));
  const merged: YamlPair[] = [];
  for (const source of sources) {
    if (source.kind !== 'map') continue;
    for (const pair of [...source.pairs, ...source.merged]) {
      if (seen.has(pair.key)) continue;
      seen.add(pair.key);
      merged.push(pair);
    }
  }
  return merged;
}

/** Whether a quoted scalar has no closing quote. */
export function isOpen(scalar: Scalar, source: string): boolean {
  if (scalar.type !== 'QUOTE_DOUBLE' && scalar.type !== 'QUOTE_SINGLE') return false;
  const [start, end] = scalar.range!;
  if (end - start < 2 || source[end - 1] !== source[start]) return true;
  if (scalar.type === 'QUOTE_DOUBLE') {
    const backslashes = /\\*$/.exec(source.slice(start + 1, end - 1))![0].length;
    return backslashes % 2 === 1;
  }
  const quotes = /'*$/.exec(source.slice(start + 1, end))![0].length;
  return quotes % 2 === 0;
}

/** Whether an entry of the parser's collections is a pair. */
export const isPairLike = (value: unknown): value is { key: Node; value: Node | null } =>
  typeof value === 'object' && value !== null && 'key' in value && 'value' in value && !('range' in value);
