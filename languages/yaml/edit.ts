import { lineSpanAt, type Span, type TextEdit } from '../../core/text.ts';
import type { YamlItem, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence } from './node.ts';

export type YamlEntry = YamlPair | YamlItem;

/**
 * The edits that take entries out of the tree of `root`, together with every entry that would be left empty (the
 * `volumes:` of the last volume). Block entries go with their lines, comments on lines of their own stay. Undefined
 * when unsure: nothing would be left of `root`, an entry is not written under `root` itself or something else uses it
 * through an alias, or the text around it is unusual. The result of an edit of JSON is JSON.
 */
export function removeEntries(
  source: string,
  root: YamlNode,
  entries: ReadonlySet<YamlEntry>,
): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  let foundCount = 0;

  /** Whether the node is to go as a whole, given what is to go of it; undefined when unsure. */
  const visit = (node: YamlNode, targets: readonly YamlEntry[]): boolean | undefined => {
    const children = entriesOf(node);
    const gone: number[] = [];
    for (const [index, inside] of groupByChild(children, targets)) {
      const child = children[index]!;
      const isTarget = inside.includes(child);
      if (isTarget) foundCount++;
      if (isTarget && hasAnchor(child)) return undefined;
      const isGone = isTarget || (isInPlace(child) && visit(child.value, inside));
      if (isGone === undefined) return undefined;
      if (isGone) gone.push(index);
    }
    if (gone.length === 0) return false;
    // What goes from an anchor's value goes from all its users.
    if (node.anchor !== undefined) return undefined;
    if (gone.length === children.length) return true;
    const collection = node as YamlMap | YamlSequence;
    const removed = collection.isFlow ? removeFlow : removeBlock;
    for (const run of runsOf(gone)) {
      const result = removed(source, collection, run);
      if (!result) return undefined;
      edits.push(...result);
    }
    return false;
  };

  return visit(root, [...entries]) === false && foundCount === entries.size ? joinDeletions(edits) : undefined;
}

/**
 * Under which of the children, by index and in order, each target can only be: the last one that does not begin behind
 * it. Looks at few of the children, as each of a thousand entries of one list may be asked for its removal.
 */
function groupByChild(
  children: readonly YamlEntry[],
  targets: readonly YamlEntry[],
): ReadonlyMap<number, readonly YamlEntry[]> {
  const groups = new Map<number, YamlEntry[]>();
  for (const target of targets.toSorted((a, b) => a.span.start - b.span.start)) {
    const index = indexOfChild(children, target);
    const group = groups.get(index);
    if (group) group.push(target);
    else if (index >= 0) groups.set(index, [target]);
  }
  return groups;
}

function indexOfChild(children: readonly YamlEntry[], target: YamlEntry): number {
  let low = -1;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (children[middle]!.span.start <= target.span.start) low = middle;
    else high = middle - 1;
  }
  // Entries with nothing in them begin where the one before them ends.
  for (let index = low; children[index]?.span.start === target.span.start; index--) {
    if (children[index] === target) return index;
  }
  return low;
}

/** Entries next to each other that go together: from `first` up to `next`, which stays. */
interface Run {
  readonly first: number;
  readonly next: number;
}

function runsOf(gone: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const index of gone) {
    const last = runs.at(-1);
    if (last?.next === index) runs[runs.length - 1] = { first: last.first, next: index + 1 };
    else runs.push({ first: index, next: index + 1 });
  }
  return runs;
}

/** On the last lines of a text without a final line end, deletions share the line end between them. */
function joinDeletions(edits: readonly TextEdit[]): readonly TextEdit[] {
  const joined: TextEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    const last = joined.at(-1);
    if (!last || edit.span.start > last.span.end) {
      joined.push(edit);
      continue;
    }
    const end = Math.max(last.span.end, edit.span.end);
    joined[joined.length - 1] = { span: { start: last.span.start, end }, newText: '' };
  }
  return joined;
}

/** The edits that take out one pair of a map; undefined when it is the only one, or when unsure. */
export function removePair(source: string, map: YamlMap, pair: YamlPair): readonly TextEdit[] | undefined {
  return removeEntries(source, map, new Set([pair]));
}

/** The edits that take out one item of a sequence; undefined when it is the only one, or when unsure. */
export function removeItem(source: string, sequence: YamlSequence, item: YamlItem): readonly TextEdit[] | undefined {
  return removeEntries(source, sequence, new Set([item]));
}

/**
 * The edit that writes another value in a scalar's place, its quotes kept. Undefined for block scalars, for text that
 * would need quotes or escapes, and for a number or boolean that would become text, which JSON would want quotes for.
 */
export function replaceScalar({ style, span, value }: YamlScalar, newText: string): TextEdit | undefined {
  if (style === 'literal' || style === 'folded' || !/^[\w./][\w./:@%+-]*$/.test(newText)) return undefined;
  if (style !== 'plain') return { span: { start: span.start + 1, end: span.end - 1 }, newText };
  if (newText.endsWith(':') || (jsonLiteral.test(value) && !jsonLiteral.test(newText))) return undefined;
  return { span, newText };
}

const jsonLiteral = /^(?:-?\d+(?:\.\d+)?|true|false)$/;

export const entriesOf = (node: YamlNode): readonly YamlEntry[] =>
  node.kind === 'map' ? node.pairs : node.kind === 'sequence' ? node.items : [];

/** Whether the value is written here, and not an alias of something elsewhere. */
export const isInPlace = ({ span, value }: YamlEntry): boolean =>
  value.span.start >= span.start && value.span.end <= span.end;

function hasAnchor(entry: YamlEntry): boolean {
  if (!isInPlace(entry)) return false;
  return entry.value.anchor !== undefined || entriesOf(entry.value).some(hasAnchor);
}

function removeFlow(
  source: string,
  collection: YamlMap | YamlSequence,
  { first, next }: Run,
): readonly TextEdit[] | undefined {
  const entries = entriesOf(collection);
  // Between two entries nothing but a comma may stand, or an anchor, a tag, a comment would be cut in two.
  for (let index = Math.max(first, 1); index <= next && index < entries.length; index++) {
    const between = source.slice(entries[index - 1]!.span.end, entries[index]!.span.start);
    if (!/^\s*,\s*$/.test(between)) return undefined;
  }
  const opening = source.slice(collection.span.start, entries[0]!.span.start);
  if (first === 0 && !/^[[{]\s*$/.test(opening)) return undefined;
  const following = entries[next];
  // Up to the next entry, or, at the end, from the one before.
  const span = following
    ? { start: entries[first]!.span.start, end: following.span.start }
    : { start: entries[first - 1]!.span.end, end: entries[next - 1]!.span.end };
  return [{ span, newText: '' }];
}

function removeBlock(
  source: string,
  collection: YamlMap | YamlSequence,
  { first, next }: Run,
): readonly TextEdit[] | undefined {
  const following = placeOf(source, collection, next);
  if (!following && next < entriesOf(collection).length) return undefined;
  const edits: TextEdit[] = [];
  for (let index = first; index < next; index++) {
    const place = placeOf(source, collection, index);
    if (!place) return undefined;
    const { start, end } = place;
    const lineStart = lineSpanAt(source, start).start;
    const before = source.slice(lineStart, start);
    const lineEnd = endOfLine(source, end);
    if (lineEnd === undefined) return undefined;

    if (/^ *$/.test(before)) {
      edits.push({ span: wholeLines(source, lineStart, lineEnd), newText: '' });
      continue;
    }
    // The first entry of an item stands behind its dash: the next entry moves up to there.
    if (index > 0 || !following || !/^[ -]*- *$/.test(before)) return undefined;
    // A comment behind the entry goes with it; one between two entries would move.
    const between = source.slice(next === index + 1 ? lineEnd : start, following.start);
    if (between.includes('#')) return undefined;
    return [{ span: { start, end: following.start }, newText: '' }];
  }
  return edits;
}

/** Where an entry of a block collection starts (a key, a dash) and its content ends; undefined when something unusual stands there. */
function placeOf(source: string, collection: YamlMap | YamlSequence, index: number): Span | undefined {
  const entries = entriesOf(collection);
  const entry = entries[index];
  if (!entry) return undefined;
  const gap = source.slice(entries[index - 1]?.span.end ?? collection.span.start, entry.span.start);
  let { start } = entry.span;
  if (collection.kind === 'sequence') {
    const lines = index === 0 ? gap : dropLineRest(gap);
    // Comments and blank lines, then the dash; an anchor or a tag may stand behind it.
    const dash = /^(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*-/.exec(lines);
    if (!dash) return undefined;
    start += dash[0].length - 1 - lines.length;
  } else if (!/(?:^|\n)[ \t]*$/.test(gap)) {
    // `? key`, or an anchor or a tag before the key.
    return undefined;
  }
  const end = source.slice(0, entry.span.end).trimEnd().length;
  return { start, end: Math.max(start, end) };
}

/** What follows the rest of the line on which the entry before ended; a block scalar has ended with its line. */
const dropLineRest = (gap: string): string => gap.replace(/^[ \t]*(?:#.*)?\r?\n/, '');

/** The end of the line, without its line end, when only blanks and a comment follow; else undefined. */
function endOfLine(source: string, offset: number): number | undefined {
  const newline = source.indexOf('\n', offset);
  const end = newline === -1 ? source.length : newline;
  return /^(?:[ \t]*|[ \t]+#.*)\r?$/.test(source.slice(offset, end)) ? end : undefined;
}

/** With the line's end, or, on the last line of a text that has none, with that of the line before. */
function wholeLines(source: string, lineStart: number, lineEnd: number): Span {
  if (lineEnd < source.length) return { start: lineStart, end: lineEnd + 1 };
  const start = lineStart === 0 ? 0 : source[lineStart - 2] === '\r' ? lineStart - 2 : lineStart - 1;
  return { start, end: lineEnd };
}
