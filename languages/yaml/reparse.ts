import { lineSpanAt, type Span } from '../../core/text.ts';
import type { YamlEntry } from './edit.ts';
import type { YamlItem, YamlMap, YamlNode, YamlPair, YamlSequence } from './node.ts';
import { parseYaml, type YamlDocument } from './parse.ts';
import { shiftFrom } from './shift.ts';

/**
 * What `parseYaml` gives for the document at `span`, which starts where `previous` does in an earlier text. Where the edit
 * lies inside an entry of a block map or list and leaves it one, only that entry is read again.
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
  if (!last || !isSelfContained(last.entry)) return undefined;

  const read = parseYaml(text, { start: last.start, end: last.end + by });
  let entry = read.problems.length > 0 ? undefined : onlyEntryOf(read.root);
  if (!entry || !isSameStart(entry, last.entry) || !isSelfContained(entry)) return undefined;

  const { copyPair, copyItem } = shiftFrom(last.end, by);
  for (const [depth, step] of [...steps.entries()].reverse()) {
    const root = withEntry(text, step, entry, copyPair, copyItem);
    if (!root) return undefined;
    const outer = steps[depth - 1];
    if (!outer) return { span, root, problems: [] };
    entry = { ...outer.entry, value: root, span: { start: outer.entry.span.start, end: root.span.end } };
  }
  return undefined;
}

function onlyEntryOf(node: YamlNode): YamlEntry | undefined {
  const entries = node.kind === 'map' ? node.pairs : node.kind === 'sequence' ? node.items : [];
  return entries.length === 1 ? entries[0] : undefined;
}

function isSameStart(entry: YamlEntry, before: YamlEntry): boolean {
  if (!('key' in entry)) return !('key' in before) && entry.span.start === before.span.start;
  if (!('key' in before) || entry.key !== before.key) return false;
  return entry.keySpan.start === before.keySpan.start && entry.keySpan.end === before.keySpan.end;
}

/** A block collection with another entry in the place of one, and what follows moved. */
function withEntry(
  text: string,
  { node, index }: Step,
  entry: YamlEntry,
  copyPair: (pair: YamlPair) => YamlPair,
  copyItem: (item: YamlItem) => YamlItem,
): YamlMap | YamlSequence | undefined {
  if (node.kind === 'map') {
    if (!('key' in entry)) return undefined;
    const pairs = [...node.pairs.slice(0, index), entry, ...node.pairs.slice(index + 1).map(copyPair)];
    return { ...node, pairs, span: spanTo(text, node, pairs) };
  }
  const items = [...node.items.slice(0, index), entry, ...node.items.slice(index + 1).map(copyItem)];
  return { ...node, items, span: spanTo(text, node, items) };
}

/** A block collection ends where its last entry does, blanks taken off. */
function spanTo(text: string, { span }: YamlNode, entries: readonly YamlEntry[]): Span {
  const { start } = span;
  const { end } = entries.at(-1)!.span;
  const trimmed = start + text.slice(start, end).trimEnd().length;
  return { start, end: Math.max(start, Math.min(trimmed, end)) };
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

/** An entry of a block collection, with the lines that belong to it. */
interface Step {
  readonly node: YamlMap | YamlSequence;
  readonly index: number;
  readonly entry: YamlEntry;
  readonly start: number;
  readonly end: number;
}

/** The way down to the smallest entry whose lines, behind its key or its dash, hold a change. */
function stepsTo(change: Span, text: string, { root, span }: YamlDocument): readonly Step[] {
  const steps: Step[] = [];
  let node = root;
  let { end } = span;
  while ((node.kind === 'map' && node.merged.length === 0) || node.kind === 'sequence') {
    const collection: YamlMap | YamlSequence = node;
    if (collection.isFlow || collection.anchor !== undefined) break;
    const entries: readonly YamlEntry[] = collection.kind === 'map' ? collection.pairs : collection.items;
    const index = entries.findLastIndex((entry) =>
      'key' in entry ? entry.keySpan.end < change.start : entry.span.start < change.start,
    );
    const entry = entries[index];
    if (!entry || entry.value.span.start < entry.span.start || entry.value.span.end > entry.span.end) break;
    const { start } = lineSpanAt(text, startOf(entry));
    const next = entries[index + 1];
    if (next) end = lineSpanAt(text, startOf(next)).start;
    // The line end before the next entry stays.
    const isInside = change.end < end || end === text.length;
    const mark = collection.kind === 'map' ? /^ *$/ : /^ *- +$/;
    if (!isInside || !mark.test(text.slice(start, startOf(entry)))) break;
    steps.push({ node: collection, index, entry, start, end });
    node = entry.value;
  }
  return steps;
}

const startOf = (entry: YamlEntry): number => ('key' in entry ? entry.keySpan.start : entry.span.start);

/** Whether nothing in an entry is an anchor, an alias or a merge of one, so that it says the same wherever it stands. */
function isSelfContained({ value, span }: YamlEntry): boolean {
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
