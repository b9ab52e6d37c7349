import { lineEndOf, lineSpanAt, type TextEdit } from '../../core/text.ts';
import type { YamlMap, YamlPair } from './node.ts';

/**
 * The edit that writes a new entry into a map, with its keys in each other (`securityContext:`, in it
 * `readOnlyRootFilesystem: true`): on lines of its own behind the last of the entries called `behind` that can be written
 * behind, else before all others. Undefined when unsure: an alias uses the map, or the text around is unusual. The result
 * of an edit of JSON is JSON. Keys and value are written as they are.
 */
export function insertEntry(
  source: string,
  map: YamlMap,
  keys: readonly string[],
  value: string,
  behind: readonly string[],
): readonly TextEdit[] | undefined {
  if (map.anchor !== undefined) return undefined;
  return map.isFlow ? insertFlow(source, map, keys, value) : insertBlock(source, map, keys, value, behind);
}

function insertFlow(
  source: string,
  { pairs, span }: YamlMap,
  keys: readonly string[],
  value: string,
): readonly TextEdit[] | undefined {
  const [first] = pairs;
  const before = source.slice(span.start + 1, first?.keySpan.start ?? span.end - 1);
  if (!/^\s*$/.test(before)) return undefined;
  const quote = first
    ? source[first.keySpan.start] === '"'
    : /"\s*:\s*$/.test(source.slice(Math.max(0, span.start - 20), span.start));
  const inner = keys.reduceRight((content, key, index) => {
    const entry = `${quote ? `"${key}"` : key}: ${content}`;
    return index === 0 ? entry : `{ ${entry} }`;
  }, value);
  if (!first) return [{ span, newText: `{ ${inner} }` }];
  const { start } = first.keySpan;
  return [{ span: { start, end: start }, newText: `${inner},${before === '' ? ' ' : before}` }];
}

function insertBlock(
  source: string,
  { pairs }: YamlMap,
  keys: readonly string[],
  value: string,
  behind: readonly string[],
): readonly TextEdit[] | undefined {
  const first = pairs[0];
  if (!first) return undefined;
  const { start } = first.keySpan;
  const before = source.slice(lineSpanAt(source, start).start, start);
  if (!/^[ -]*$/.test(before)) return undefined;
  const indentation = ' '.repeat(before.length);
  const lines = keys.map((key, index) => {
    const isLast = index === keys.length - 1;
    return `${indentation}${'  '.repeat(index)}${key}:${isLast ? ` ${value}` : ''}`;
  });
  const lineEnd = lineEndOf(source);
  for (const key of behind.toReversed()) {
    const [pair, second] = pairs.filter((one) => one.key === key);
    const end = pair && !second ? endOfOneLine(source, pair) : undefined;
    if (end !== undefined)
      return [{ span: { start: end, end }, newText: lines.map((line) => lineEnd + line).join('') }];
  }
  const newText = `${lines.join(lineEnd).slice(indentation.length)}${lineEnd}${indentation}`;
  return [{ span: { start, end: start }, newText }];
}

/** The end of the line that an entry stands on, when nothing but a comment stands behind it; undefined when it has more lines. */
function endOfOneLine(source: string, { span, value }: YamlPair): number | undefined {
  const { end } = lineSpanAt(source, span.start);
  const isText = value.kind === 'scalar' && value.style !== 'literal' && value.style !== 'folded';
  return isText && span.end <= end && /^\s*(?:\s#.*)?$/.test(source.slice(span.end, end)) ? end : undefined;
}
