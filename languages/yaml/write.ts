import { lineEndOf, lineSpanAt } from '../../core/text.ts';
import { entriesOf, isInPlace } from './edit.ts';
import type { YamlNode, YamlPair } from './node.ts';

/** What is to be written: a scalar as it is to stand in the text, or a collection of them. Keys are written as they are, too. */
export type Written = string | readonly Written[] | WrittenMap;

export interface WrittenMap {
  readonly [key: string]: Written;
}

/** How somebody indents. */
export interface YamlStyle {
  /** How many columns a map is further in than its key. */
  readonly width: number;
  /** How many columns a dash is further in than the key of its list; most write 0 or `width`. */
  readonly dash: number;
  readonly lineEnd: string;
}

/** How the block collections in a node are indented; where it has none, as the text around it is. */
export function styleOf(source: string, node: YamlNode): YamlStyle {
  // Every container of a large pod may have something written beside it.
  const known = indentations.get(node) ?? indentationOf(source, node);
  indentations.set(node, known);
  const width = known.width ?? (/\n( {1,8})[^\s#-]/.exec(source)?.[1] ?? '  ').length;
  return { width, dash: known.dash ?? width, lineEnd: lineEndOf(source) };
}

type Indentation = { readonly [Of in 'width' | 'dash']: number | undefined };

const indentations = new WeakMap<YamlNode, Indentation>();

function indentationOf(source: string, node: YamlNode): Indentation {
  let width: number | undefined;
  let dash: number | undefined;
  const visit = (one: YamlNode): void => {
    for (const entry of entriesOf(one)) {
      if (width !== undefined && dash !== undefined) return;
      if (!isInPlace(entry)) continue;
      const { value } = entry;
      if ('keySpan' in entry && isBelow(source, entry)) {
        const by = columnOf(source, value.span.start) - columnOf(source, entry.keySpan.start);
        if (value.kind === 'map') width ??= by;
        else dash ??= by;
      }
      visit(value);
    }
  };
  visit(node);
  return { width, dash };
}

/** Whether a pair's value is a block collection, which begins on a line below the key. */
function isBelow(source: string, { keySpan, value }: YamlPair): boolean {
  if (value.kind !== 'map' && value.kind !== 'sequence') return false;
  return !value.isFlow && source.slice(keySpan.end, value.span.start).includes('\n');
}

/** Lines of a block map whose keys stand in a column, each with its end. */
export function writeLines(map: WrittenMap, column: number, style: YamlStyle): string {
  return Object.entries(map)
    .map(([key, value]) => {
      const start = `${' '.repeat(column)}${key}:`;
      if (typeof value === 'string') return `${start} ${value}${style.lineEnd}`;
      const below = isList(value)
        ? writeItems(value, column + style.dash, style)
        : writeLines(value, column + style.width, style);
      return `${start}${style.lineEnd}${below}`;
    })
    .join('');
}

/** Lines of a block list whose dashes stand in a column, each with its end. */
export function writeItems(items: readonly Written[], column: number, style: YamlStyle): string {
  const dash = `${' '.repeat(column)}- `;
  return items
    .map((item) => {
      if (typeof item === 'string') return `${dash}${item}${style.lineEnd}`;
      const lines = isList(item) ? writeItems(item, dash.length, style) : writeLines(item, dash.length, style);
      return dash + lines.slice(dash.length);
    })
    .join('');
}

/** In braces and brackets, on one line; `isJson` puts quotes where JSON wants them. */
export function writeFlow(value: Written, isJson: boolean): string {
  if (typeof value === 'string') return isJson && !jsonLiteral.test(value) ? JSON.stringify(value) : value;
  if (isList(value)) return `[${value.map((item) => writeFlow(item, isJson)).join(', ')}]`;
  return `{ ${writeFlowEntries(value, isJson)} }`;
}

export const writeFlowEntries = (map: WrittenMap, isJson: boolean): string =>
  Object.entries(map)
    .map(([key, value]) => `${isJson ? `"${key}"` : key}: ${writeFlow(value, isJson)}`)
    .join(', ');

/** The column that an offset stands in; a BOM takes none. */
export function columnOf(source: string, offset: number): number {
  const { start } = lineSpanAt(source, offset);
  return offset - start - (source[start] === '\uFEFF' ? 1 : 0);
}

const isList = (value: Written): value is readonly Written[] => Array.isArray(value);

const jsonLiteral = /^(?:-?\d+(?:\.\d+)?|true|false|null|["[{].*)$/;
