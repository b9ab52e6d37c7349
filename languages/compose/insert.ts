import { lineEndOf, lineSpanAt, type TextEdit } from '../../core/text.ts';
import type { YamlMap, YamlPair } from '../yaml/node.ts';

/**
 * The edit that writes another pair into a map, in the way of its others: behind the first one that is written on a line
 * of its own, or at the end of braces. Undefined when unsure: other maps take this one's pairs over, it is empty, or the
 * text around it is unusual.
 */
export function insertPair(source: string, map: YamlMap, key: string, value: string): readonly TextEdit[] | undefined {
  const last = map.pairs.at(-1);
  if (!last || map.anchor !== undefined) return undefined;
  const isQuoted = source[last.keySpan.start] === '"';
  const pair = `${isQuoted ? `"${key}"` : key}: ${value}`;
  if (map.isFlow) {
    return /^\s*\}$/.test(source.slice(last.span.end, map.span.end))
      ? [{ span: { start: last.span.end, end: last.span.end }, newText: `, ${pair}` }]
      : undefined;
  }
  const neighbour = map.pairs.find((one) => isOnOwnLine(source, one));
  if (!neighbour) return undefined;
  const { start, end } = lineSpanAt(source, neighbour.keySpan.start);
  const indentation = source.slice(start, neighbour.keySpan.start);
  return [{ span: { start: end, end }, newText: `${lineEndOf(source)}${indentation}${pair}` }];
}

/** Whether nothing but the pair and perhaps a comment stands on its line. */
export function isOnOwnLine(source: string, { keySpan, span }: YamlPair): boolean {
  const line = lineSpanAt(source, keySpan.start);
  return (
    span.end <= line.end &&
    /^ *$/.test(source.slice(line.start, keySpan.start)) &&
    /^(?:[ \t]*|[ \t]+#.*)$/.test(source.slice(span.end, line.end)) &&
    !/[|>][-+0-9]*$/.test(source.slice(keySpan.end, span.end))
  );
}
