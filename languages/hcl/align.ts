import { lineSpanAt, type Span, type TextEdit } from '../../core/text.ts';
import type { HclExpression } from './syntax.ts';

/** An attribute, or an item of an object that is written with `=`. */
interface Assignment {
  readonly span: Span;
  readonly nameSpan: Span;
  readonly value: HclExpression;
}

/**
 * A new attribute behind `previous`, one of `siblings`, its `=` where `terraform fmt` puts it, and edits that move those of its neighbours as far
 * as its longer name asks for. Nothing is aligned with attributes that are not aligned themselves.
 */
export function alignBehind(
  source: string,
  siblings: readonly Assignment[],
  previous: Assignment,
  text: string,
): { readonly text: string; readonly edits: readonly TextEdit[] } {
  const neighbours = neighboursOf(source, siblings, previous);
  const width = Math.max(0, ...neighbours.map(({ nameSpan }) => nameSpan.end - nameSpan.start));
  const name = assignment.exec(text)?.[1];
  if (name === undefined || text.includes('\n') || width === 0) return { text, edits: [] };
  const signs = neighbours.map(({ nameSpan }) => source.indexOf('=', nameSpan.end));
  if (neighbours.some(({ nameSpan }, index) => signs[index]! - nameSpan.start !== width + 1))
    return { text, edits: [] };
  const missing = name.length - width;
  if (missing <= 0) return { text: padded(text, width), edits: [] };
  return { text, edits: signs.map((at) => ({ span: { start: at, end: at }, newText: ' '.repeat(missing) })) };
}

/** The lines of a block, neighbours aligned among each other. */
export function alignLines(lines: readonly string[]): readonly string[] {
  const names = lines.map((line) => (opensLines.test(line) ? undefined : assignment.exec(line)?.[1]));
  return lines.map((line, index) => {
    if (names[index] === undefined) return line;
    const above = names.slice(0, index);
    const start = above.lastIndexOf(undefined) + 1;
    const end = names.indexOf(undefined, index);
    const run = names.slice(start, end === -1 ? names.length : end);
    return padded(line, Math.max(...run.map((name) => name!.length)));
  });
}

/** Indentation counts as part of a name, so that what is indented further is not aligned. */
const assignment = /^(\s*(?:[\w-]+|"[^"]*"))\s*=(?!=)/;

const opensLines = /[[({]\s*$/;

const padded = (text: string, width: number): string =>
  text.replace(assignment, (_, name: string) => `${name.padEnd(width)} =`);

/** The attributes that `terraform fmt` aligns with a line behind one: those in lines next to each other, whose values are not in several lines. */
function neighboursOf(source: string, attributes: readonly Assignment[], previous: Assignment): readonly Assignment[] {
  const index = attributes.indexOf(previous);
  const above = runOf(source, attributes.slice(0, index + 1).reverse(), (upper, lower) => isNext(source, upper, lower));
  const next = attributes[index + 1];
  if (!next || !isNext(source, previous, next)) return above;
  return [...above, ...runOf(source, attributes.slice(index + 1), (lower, upper) => isNext(source, upper, lower))];
}

function runOf(
  source: string,
  attributes: readonly Assignment[],
  follows: (attribute: Assignment, before: Assignment) => boolean,
): readonly Assignment[] {
  const end = attributes.findIndex((attribute, index) => {
    return !isAligned(source, attribute) || (index > 0 && !follows(attribute, attributes[index - 1]!));
  });
  return end === -1 ? attributes : attributes.slice(0, end);
}

const isAligned = (source: string, { span, value }: Assignment): boolean =>
  value.kind === 'heredoc' || !source.slice(span.start, span.end).includes('\n');

/** Whether an attribute begins the line behind another's. */
function isNext(source: string, { span }: Assignment, { nameSpan }: Assignment): boolean {
  const { end } = lineSpanAt(source, span.end);
  return /^\r?\n[ \t]*$/.test(source.slice(end, nameSpan.start));
}
