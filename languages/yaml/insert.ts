import { isKnown } from '../../core/embedded.ts';
import { lineSpanAt, type TextEdit } from '../../core/text.ts';
import { isInPlace } from './edit.ts';
import { pairAt, type YamlMap, type YamlPair } from './node.ts';
import {
  styleOf,
  type Written,
  type WrittenMap,
  writeFlow,
  writeFlowEntries,
  writeItems,
  writeLines,
} from './write.ts';

/**
 * The edit that writes a new entry into a map, with its keys in each other (`securityContext:`, in it
 * `readOnlyRootFilesystem: true`): on lines of its own behind the last of the entries called `behind` that can be written
 * behind, else before all others. Undefined when unsure: an alias uses the map, or the text around is unusual. The result
 * of an edit of JSON is JSON. Keys and value are written as they are; a value of several entries is indented as the map is.
 */
export function insertEntry(
  source: string,
  map: YamlMap,
  keys: readonly string[],
  value: Written,
  behind: readonly string[],
): readonly TextEdit[] | undefined {
  if (map.anchor !== undefined) return undefined;
  const entry = keys.reduceRight((inner, key): Written => ({ [key]: inner }), value) as WrittenMap;
  return map.isFlow ? insertFlow(source, map, entry) : insertBlock(source, map, entry, behind);
}

/**
 * The edit that adds an item to the list of a key, before its other items; where the map has no such key, it is written as a
 * new entry. Undefined when unsure, as with `insertEntry`, and where the key holds something else.
 */
export function addToList(
  source: string,
  map: YamlMap,
  key: string,
  item: Written,
  behind: readonly string[],
): readonly TextEdit[] | undefined {
  const pair = pairAt(map, key);
  if (!pair)
    return map.pairs.every((one) => isKnown(one.key)) ? insertEntry(source, map, [key], [item], behind) : undefined;
  const { value } = pair;
  const isOwn = map.anchor === undefined && map.pairs.includes(pair) && isInPlace(pair);
  const [first] = value.kind === 'sequence' ? value.items : [];
  if (!isOwn || value.kind !== 'sequence' || value.anchor !== undefined || !first) return undefined;
  if (value.isFlow) {
    const start = value.span.start + 1;
    const isJson = source[pair.keySpan.start] === '"';
    return [{ span: { start, end: start }, newText: `${writeFlow(item, isJson)}, ` }];
  }
  // Behind the key, so that a comment above the first item stays with it.
  const { end } = lineSpanAt(source, pair.keySpan.start);
  const dash = source.slice(lineSpanAt(source, first.span.start).start, first.span.start);
  if (!/^[ \t]*(?:#.*)?$/.test(source.slice(pair.keySpan.end + 1, end)) || !/^ *- +$/.test(dash)) return undefined;
  const style = styleOf(source, map);
  const lines = writeItems([item], dash.indexOf('-'), style).trimEnd();
  return [{ span: { start: end, end }, newText: style.lineEnd + lines }];
}

function insertFlow(source: string, { pairs, span }: YamlMap, entry: WrittenMap): readonly TextEdit[] | undefined {
  const [first] = pairs;
  const before = source.slice(span.start + 1, first?.keySpan.start ?? span.end - 1);
  if (!/^\s*$/.test(before)) return undefined;
  const isJson = first
    ? source[first.keySpan.start] === '"'
    : /"\s*:\s*$/.test(source.slice(Math.max(0, span.start - 20), span.start));
  const inner = writeFlowEntries(entry, isJson);
  if (!first) return [{ span, newText: `{ ${inner} }` }];
  const { start } = first.keySpan;
  return [{ span: { start, end: start }, newText: `${inner},${before === '' ? ' ' : before}` }];
}

function insertBlock(
  source: string,
  map: YamlMap,
  entry: WrittenMap,
  behind: readonly string[],
): readonly TextEdit[] | undefined {
  const first = map.pairs[0];
  if (!first) return undefined;
  const { start } = first.keySpan;
  const before = source.slice(lineSpanAt(source, start).start, start);
  if (!/^[ -]*$/.test(before)) return undefined;
  const style = styleOf(source, map);
  const lines = writeLines(entry, before.length, style).trimEnd();
  for (const key of behind.toReversed()) {
    const [pair, second] = map.pairs.filter((one) => one.key === key);
    const end = pair && !second ? endOfOneLine(source, pair) : undefined;
    if (end !== undefined) return [{ span: { start: end, end }, newText: style.lineEnd + lines }];
  }
  const newText = `${lines.slice(before.length)}${style.lineEnd}${' '.repeat(before.length)}`;
  return [{ span: { start, end: start }, newText }];
}

/** The end of the line that an entry stands on, when nothing but a comment stands behind it; undefined when it has more lines. */
function endOfOneLine(source: string, { span, value }: YamlPair): number | undefined {
  const { end } = lineSpanAt(source, span.start);
  const isText = value.kind === 'scalar' && value.style !== 'literal' && value.style !== 'folded';
  return isText && span.end <= end && /^\s*(?:\s#.*)?$/.test(source.slice(span.end, end)) ? end : undefined;
}
