import { lineSpanAt, type Span } from '../../core/text.ts';
import type { YamlMap, YamlNode, YamlPair } from './node.ts';
import { parseYaml, type YamlDocument } from './parse.ts';
import { shiftFrom } from './shift.ts';

/**
 * What `parseYaml` gives for the document at `span`, which starts where `previous` does in an earlier text. Where the edit
 * lies inside an entry of a block map and leaves it one, only that entry is read again.
 */
export function reparseYaml(text: string, span: Span, previousText: string, previous: YamlDocument): YamlDocument {
  return reparseEntry(text, span, previousText, previous) ?? parseYaml(text, span);
}

function reparseEntry(
  text: string,
  span: Span,
  previousText: string,
  previous: YamlDocument,
): YamlDocument | undefined {
  if (previous.span.start !== span.start || previous.problems.length > 0) return undefined;
  const change = changeBetween(previousText, previous.span, text, span);
  const by = span.end - previous.span.end;
  const steps = stepsTo(change, previousText, previous);
  const last = steps.at(-1);
  if (!last || !isSelfContained(last.pair)) return undefined;

  const entry = parseYaml(text, { start: last.start, end: last.end + by });
  if (entry.problems.length > 0 || entry.root.kind !== 'map' || entry.root.pairs.length !== 1) return undefined;
  let pair = entry.root.pairs[0]!;
  const { keySpan } = last.pair;
  if (pair.key !== last.pair.key || pair.keySpan.start !== keySpan.start || pair.keySpan.end !== keySpan.end) {
    return undefined;
  }
  if (!isSelfContained(pair)) return undefined;

  const { copyPair } = shiftFrom(last.end, by);
  for (const step of steps.toReversed()) {
    const { map, index } = step;
    const pairs = [...map.pairs.slice(0, index), pair, ...map.pairs.slice(index + 1).map(copyPair)];
    const root = withPairs(text, map, pairs);
    const outer = steps[steps.indexOf(step) - 1];
    if (!outer) return { span, root, problems: [] };
    pair = { ...outer.pair, value: root, span: { start: outer.pair.span.start, end: root.span.end } };
  }
  return undefined;
}

/** The stretch of the earlier text that is another one now. */
function changeBetween(before: string, beforeSpan: Span, after: string, afterSpan: Span): Span {
  let start = beforeSpan.start;
  while (start < beforeSpan.end && start < afterSpan.end && before.charCodeAt(start) === after.charCodeAt(start))
    start++;
  let end = beforeSpan.end;
  const by = afterSpan.end - beforeSpan.end;
  while (end > start && end + by > start && before.charCodeAt(end - 1) === after.charCodeAt(end + by - 1)) end--;
  return { start, end };
}

/** An entry of a block map, with the lines that belong to it. */
interface Step {
  readonly map: YamlMap;
  readonly index: number;
  readonly pair: YamlPair;
  readonly start: number;
  readonly end: number;
}

/** The way down to the smallest entry whose lines, behind its key, hold a change. */
function stepsTo(change: Span, text: string, { root, span }: YamlDocument): readonly Step[] {
  const steps: Step[] = [];
  let node = root;
  let { end } = span;
  while (node.kind === 'map' && !node.isFlow && node.anchor === undefined && node.merged.length === 0) {
    const map: YamlMap = node;
    const index = map.pairs.findLastIndex(({ keySpan }) => keySpan.end < change.start);
    const pair = map.pairs[index];
    if (!pair || pair.value.span.start < pair.span.start || pair.value.span.end > pair.span.end) break;
    const { start } = lineSpanAt(text, pair.keySpan.start);
    const next = map.pairs[index + 1];
    if (next) end = lineSpanAt(text, next.keySpan.start).start;
    // The line end before the next entry stays.
    const isInside = change.end < end || end === text.length;
    if (!isInside || !/^ *$/.test(text.slice(start, pair.keySpan.start))) break;
    steps.push({ map, index, pair, start, end });
    node = pair.value;
  }
  return steps;
}

/** Whether nothing in an entry is an anchor, an alias or a merge of one, so that it says the same wherever it stands. */
function isSelfContained({ value, span }: YamlPair): boolean {
  if (value.span.start < span.start || value.span.end > span.end) return false;
  return isSelfContainedNode(value);
}

function isSelfContainedNode(node: YamlNode): boolean {
  if (node.anchor !== undefined) return false;
  if (node.kind === 'map') return node.merged.length === 0 && node.pairs.every(isSelfContained);
  if (node.kind !== 'sequence') return true;
  return node.items.every(
    ({ value, span }) => value.span.start >= span.start && value.span.end <= span.end && isSelfContainedNode(value),
  );
}

/** A block map with other entries; it ends where the last one does, blanks taken off. */
function withPairs(text: string, map: YamlMap, pairs: readonly YamlPair[]): YamlMap {
  const { start } = map.span;
  const { end } = pairs.at(-1)!.span;
  const trimmed = start + text.slice(start, end).trimEnd().length;
  return { ...map, pairs, span: { start, end: Math.max(start, Math.min(trimmed, end)) } };
}
