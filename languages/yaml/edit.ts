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
  const found = new Set<YamlEntry>();
  const edits: TextEdit[] = [];

  /** Whether the node is to go as a whole; undefined when unsure. */
  const visit = (node: YamlNode): boolean | undefined => {
    const children = entriesOf(node);
    const isGone: boolean[] = [];
    for (const child of children) {
      const isTarget = entries.has(child);
      if (isTarget) found.add(child);
      if (isTarget && hasAnchor(child)) return undefined;
      const gone = isTarget || (isInPlace(child) && entriesOf(child.value).length > 0 && visit(child.value));
      if (gone === undefined) return undefined;
      isGone.push(gone);
    }
    if (isGone.length === 0 || !isGone.includes(true)) return false;
    // What goes from an anchor's value goes from all its users.
    if (node.anchor !== undefined) return undefined;
    if (!isGone.includes(false)) return true;
    const collection = node as YamlMap | YamlSequence;
    const removed = collection.isFlow ? removeFlow : removeBlock;
    const result = removed(source, collection, isGone);
    if (!result) return undefined;
    edits.push(...result);
    return false;
  };

  return visit(root) === false && found.size === entries.size ? joinDeletions(edits) : undefined;
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

const entriesOf = (node: YamlNode): readonly YamlEntry[] =>
  node.kind === 'map' ? node.pairs : node.kind === 'sequence' ? node.items : [];

/** Whether the value is written here, and not an alias of something elsewhere. */
const isInPlace = ({ span, value }: YamlEntry): boolean => value.span.start >= span.start && value.span.end <= span.end;

function hasAnchor(entry: YamlEntry): boolean {
  if (!isInPlace(entry)) return false;
  return entry.value.anchor !== undefined || entriesOf(entry.value).some(hasAnchor);
}

function removeFlow(
  source: string,
  collection: YamlMap | YamlSequence,
  isGone: readonly boolean[],
): readonly TextEdit[] | undefined {
  const entries = entriesOf(collection);
  // Between two entries nothing but a comma may stand, or an anchor, a tag, a comment would be cut in two.
  for (let index = 1; index < entries.length; index++) {
    const between = source.slice(entries[index - 1]!.span.end, entries[index]!.span.start);
    if (!/^\s*,\s*$/.test(between)) return undefined;
  }
  if (!/^[[{]\s*$/.test(source.slice(collection.span.start, entries[0]!.span.start))) return undefined;

  const edits: TextEdit[] = [];
  for (let first = 0; first < entries.length; first++) {
    if (!isGone[first]) continue;
    let next = first;
    while (isGone[next]) next++;
    const following = entries[next];
    // Up to the next entry, or, at the end, from the one before.
    const span = following
      ? { start: entries[first]!.span.start, end: following.span.start }
      : { start: entries[first - 1]!.span.end, end: entries[next - 1]!.span.end };
    edits.push({ span, newText: '' });
    first = next;
  }
  return edits;
}

function removeBlock(
  source: string,
  collection: YamlMap | YamlSequence,
  isGone: readonly boolean[],
): readonly TextEdit[] | undefined {
  const places = placesOf(source, collection);
  if (!places) return undefined;
  const edits: TextEdit[] = [];
  for (let index = 0; index < places.length; index++) {
    if (!isGone[index]) continue;
    const { start, end } = places[index]!;
    const lineStart = lineSpanAt(source, start).start;
    const before = source.slice(lineStart, start);
    const lineEnd = endOfLine(source, end);
    if (lineEnd === undefined) return undefined;

    if (/^ *$/.test(before)) {
      edits.push({ span: wholeLines(source, lineStart, lineEnd), newText: '' });
      continue;
    }
    // The first entry of an item stands behind its dash: the next entry moves up to there.
    let next = index + 1;
    while (isGone[next]) next++;
    const following = places[next];
    if (index > 0 || !following || !/^[ -]*- *$/.test(before)) return undefined;
    // A comment behind the entry goes with it; one between two entries would move.
    const between = source.slice(next === index + 1 ? lineEnd : start, following.start);
    if (between.includes('#')) return undefined;
    edits.push({ span: { start, end: following.start }, newText: '' });
    index = next - 1;
  }
  return edits;
}

/** Where each entry of a block collection starts (a key, a dash) and its content ends; undefined when something unusual stands there. */
function placesOf(source: string, collection: YamlMap | YamlSequence): readonly Span[] | undefined {
  const places: Span[] = [];
  let previousEnd = collection.span.start;
  for (const entry of entriesOf(collection)) {
    const gap = source.slice(previousEnd, entry.span.start);
    let { start } = entry.span;
    if (collection.kind === 'sequence') {
      const lines = places.length === 0 ? gap : dropLineRest(gap);
      // Comments and blank lines, then the dash; an anchor or a tag may stand behind it.
      const dash = /^(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*-/.exec(lines);
      if (!dash) return undefined;
      start += dash[0].length - 1 - lines.length;
    } else if (!/(?:^|\n)[ \t]*$/.test(gap)) {
      // `? key`, or an anchor or a tag before the key.
      return undefined;
    }
    const end = source.slice(0, entry.span.end).trimEnd().length;
    places.push({ start, end: Math.max(start, end) });
    previousEnd = entry.span.end;
  }
  return places;
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
