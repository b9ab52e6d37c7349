import { lineEndOf, lineSpanAt, type Span, type TextEdit } from '../../core/text.ts';
import { alignBehind } from './align.ts';
import type { HclBody, HclObject } from './syntax.ts';

/** The object expression that covers a span exactly. */
export function objectAt(body: HclBody, span: Span): HclObject | undefined {
  const find = (node: unknown): HclObject | undefined => {
    if (typeof node !== 'object' || node === null) return undefined;
    if (Array.isArray(node)) return find(lastFrom(node, span.start));
    if (isPlaced(node)) {
      if (node.span.start > span.start || node.span.end < span.end) return undefined;
      if (isObject(node) && node.span.start === span.start && node.span.end === span.end) return node;
    }
    for (const inner of Object.values(node)) {
      const found = find(inner);
      if (found) return found;
    }
    return undefined;
  };
  return find(body.items);
}

/** Of a list of nodes in order, the last one that does not begin behind the offset. */
function lastFrom(nodes: readonly unknown[], offset: number): unknown {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const node = nodes[middle];
    if (typeof node === 'object' && node !== null && isPlaced(node) && node.span.start > offset) high = middle - 1;
    else low = middle;
  }
  return nodes[low];
}

const isPlaced = (node: object): node is { readonly span: Span } => 'span' in node;
const isObject = (node: object): node is HclObject => 'kind' in node && node.kind === 'object';

/** Adds an item behind an object's last, written as that one is. `keys` lead to the value through objects that are new too. */
export function insertObjectItem(
  source: string,
  object: HclObject,
  keys: readonly string[],
  value: string,
): TextEdit[] {
  const last = object.items.at(-1);
  if (!last) return [{ span: object.span, newText: `{ ${itemText(keys, value, ' = ', '')} }` }];
  const separator = source.slice(last.key.span.end, last.value.span.start).includes(':') ? ': ' : ' = ';
  const text = itemText(keys, value, separator, source[last.key.span.start] === '"' ? '"' : '');
  const line = lineSpanAt(source, last.span.end);
  const rest = /^[ \t]*(,?)[ \t]*(?:$|#|\/\/)/.exec(source.slice(last.span.end, line.end));
  if (!rest) return [{ span: { start: last.span.end, end: last.span.end }, newText: `, ${text}` }];
  const indentation = /^[ \t]*/.exec(source.slice(lineSpanAt(source, last.span.start).start))![0];
  const items = object.items.map(({ span, key, value: written }) => ({ span, nameSpan: key.span, value: written }));
  const aligned = alignBehind(source, items, items.at(-1)!, text);
  const newText = `${lineEndOf(source)}${indentation}${aligned.text}${rest[1]}`;
  return [...aligned.edits, { span: { start: line.end, end: line.end }, newText }];
}

/** Adds a property before the first of an object of JSON that stands in a file's text as it is; undefined when it does not. */
export function insertJsonProperty(
  source: string,
  { start, end }: Span,
  keys: readonly string[],
  value: string,
): TextEdit | undefined {
  const opening = /^\{(\s*)"/.exec(source.slice(start, end));
  const at = start + 1;
  return opening
    ? { span: { start: at, end: at }, newText: `${opening[1]}${itemText(keys, value, ': ', '"')},` }
    : undefined;
}

function itemText(keys: readonly string[], value: string, separator: string, quote: '"' | ''): string {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const inner = itemText(rest, value, separator, quote);
  return `${quote}${key}${quote}${separator}${rest.length > 0 ? `{ ${inner} }` : inner}`;
}

/** Takes out an item of an object or a list, of HCL or of JSON, with the comma that parts it from its neighbour. */
export function removeListed(source: string, { start, end }: Span): readonly TextEdit[] {
  const behind = /^[ \t]*,/.exec(source.slice(end, lineSpanAt(source, end).end));
  const contentEnd = end + (behind?.[0].length ?? 0);
  const before = source.slice(0, start).trimEnd().length;
  const commaBefore = !behind && source[before - 1] === ',' ? before - 1 : undefined;
  const startLine = lineSpanAt(source, start);
  const endLine = lineSpanAt(source, contentEnd);
  const isAlone = source.slice(startLine.start, start).trim() === '' && isBlank(source, contentEnd, endLine.end);
  if (isAlone) {
    const newline = source.indexOf('\n', endLine.end);
    const lines = { span: { start: startLine.start, end: newline === -1 ? source.length : newline + 1 }, newText: '' };
    if (commaBefore === undefined) return [lines];
    return [{ span: { start: commaBefore, end: commaBefore + 1 }, newText: '' }, lines];
  }
  if (behind) {
    const blanks = /^[ \t]*/.exec(source.slice(contentEnd, endLine.end))![0].length;
    return [{ span: { start, end: contentEnd + blanks }, newText: '' }];
  }
  return [{ span: { start: commaBefore ?? before, end }, newText: '' }];
}

/** Takes out several items; neighbours share a comma. */
export function removeAllListed(source: string, items: readonly Span[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  for (const edit of items.flatMap((item) => removeListed(source, item)).sort(byStart)) {
    const last = edits.at(-1);
    if (!last || edit.span.start > last.span.end) edits.push(edit);
    else edits[edits.length - 1] = { span: { ...last.span, end: Math.max(last.span.end, edit.span.end) }, newText: '' };
  }
  return edits;
}

const byStart = (a: TextEdit, b: TextEdit): number => a.span.start - b.span.start;

const isBlank = (source: string, start: number, end: number): boolean => source.slice(start, end).trim() === '';
