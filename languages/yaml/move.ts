import { lineSpanAt, type Span, type TextEdit } from '../../core/text.ts';
import { entriesOf, isInPlace, type YamlEntry } from './edit.ts';
import type { YamlMap, YamlNode, YamlPair } from './node.ts';
import { columnOf } from './write.ts';

/** The pair of a map that is written there, once, and in the map itself: not merged into it, not standing for something elsewhere. */
export function ownPair(map: YamlMap, key: string): YamlPair | undefined {
  const [pair, second] = map.pairs.filter((one) => one.key === key);
  return pair && !second && isInPlace(pair) ? pair : undefined;
}

/**
 * The lines of a block map's entry, from the start of the key's line to behind the end of the last one, with the comments
 * and blank lines that stand below it and further in. Undefined when something else stands before the key on its line.
 */
export function linesOfEntry(source: string, { keySpan, span }: YamlPair): Span | undefined {
  const line = lineSpanAt(source, keySpan.start).start;
  const start = source[line] === '\uFEFF' ? line + 1 : line;
  if (!/^ *$/.test(source.slice(start, keySpan.start))) return undefined;
  const column = keySpan.start - start;
  const last = Math.max(keySpan.end, start + source.slice(start, span.end).trimEnd().length);
  let end = behindLine(source, last);
  for (let at = end; at < source.length; at = behindLine(source, at)) {
    const { end: lineEnd } = lineSpanAt(source, at);
    const content = source.slice(at, lineEnd);
    const indentation = /^ */.exec(content)![0].length;
    if (indentation > column ? !/^ *(?:#|$)/.test(content) : content.trim() !== '') break;
    // Blanks may be text of a block scalar.
    if (indentation > column) end = behindLine(source, at);
  }
  return { start, end };
}

/** Where comments begin that stand directly above a line, which starts at `offset`; the line itself when there are none. */
export function startWithComments(source: string, offset: number): number {
  let start = offset;
  while (start > 0) {
    const above = lineSpanAt(source, start - 1);
    if (!/^ *#/.test(source.slice(above.start, above.end))) break;
    start = above.start;
  }
  return start;
}

function behindLine(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  return newline === -1 ? source.length : newline + 1;
}

/**
 * The edits that move lines to the right. What they say stays the same: the text of a block scalar begins where its first
 * line does, folded lines begin anywhere. Lines with nothing in them stay so.
 */
export function indentLines(source: string, { start, end }: Span, by: number): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = start; at < end; at = behindLine(source, at)) {
    if (/[^\r\n]/.test(source[at]!)) edits.push({ span: { start: at, end: at }, newText: ' '.repeat(by) });
  }
  return edits;
}

/**
 * The lines of an entry as they stand in another column, maybe of another text, whose line ends they take. Undefined when
 * they would say something else there: anchors and aliases, a block scalar that ends with blank lines.
 */
export function copyEntry(source: string, pair: YamlPair, column: number, lineEnd: string): string | undefined {
  const lines = linesOfEntry(source, pair);
  if (!lines || !isSelfContained(source, pair)) return undefined;
  const by = column - columnOf(source, pair.keySpan.start);
  const copied = source.slice(lines.start, lines.end).trimEnd().split(/\r?\n/);
  if (by < 0 && copied.some((line) => line.trim() !== '' && !line.startsWith(' '.repeat(-by)))) return undefined;
  return copied.map((line) => (line === '' ? '' : by < 0 ? line.slice(-by) : ' '.repeat(by) + line) + lineEnd).join('');
}

/** Whether an entry means the same anywhere, at whatever is behind it. */
function isSelfContained(source: string, entry: YamlEntry): boolean {
  const { value } = entry;
  if (!isInPlace(entry) || value.anchor !== undefined) return false;
  if (value.kind !== 'scalar') return entriesOf(value).every((inner) => isSelfContained(source, inner));
  if (!isBlockScalar(value)) return true;
  const isStripped = /^.[1-9]?-/.test(source.slice(value.span.start, value.span.start + 3));
  return (isStripped ? /\S$/ : /\S\n$/).test(value.value);
}

export const isBlockScalar = (node: YamlNode): boolean =>
  node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded');
