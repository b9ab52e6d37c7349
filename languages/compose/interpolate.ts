import { type EmbeddedText, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';

/**
 * What is known of a variable before anything runs.
 * - `set`: it has this value unless the shell says otherwise.
 * - `unset`: nothing here gives it a value, but the shell may.
 * - `unknown`: it has a value that only the run knows.
 */
export type Variable =
  | {
      readonly kind: 'set';
      readonly value: string;
      /** Where the value comes from, nearest first. */
      readonly origins: readonly Origin[];
    }
  | { readonly kind: 'unset' }
  | { readonly kind: 'unknown' };

export type Lookup = (name: string) => Variable;

/** A text after interpolation, with what it was resolved through. */
export interface Interpolation {
  readonly value: EmbeddedText;
  readonly origins: readonly Origin[];
}

/** Longer values are unknown: variables that repeat each other would double them each time. */
const maxLength = 20_000;

/** Of a longer chain of definitions, only the nearest are told. */
const maxOrigins = 10;

const maxDepth = 20;

/**
 * Replaces `$NAME`, `${NAME}`, `${NAME:-default}` and its family, defaults in defaults too, as Compose does with every
 * value of its files, whatever the quotes (https://docs.docker.com/reference/compose-file/interpolation/); `$$` is `$`.
 * A default keeps its own place in the source. What is not set, and what is malformed, is `UNKNOWN`.
 */
export function interpolate(text: EmbeddedText, lookup: Lookup): Interpolation {
  if (!text.text.includes('$')) return { value: text, origins: none };
  const context: Context = { text, lookup, parts: [], origins: [] };
  interpolateRange(context, 0, text.text.length, 0);
  const length = context.parts.reduce((sum, part) => sum + part.text.length, 0);
  if (length > Math.max(maxLength, text.text.length)) {
    return { value: joinPieces([{ text: UNKNOWN, source: toSource(text, 0, text.text.length) }]), origins: [] };
  }
  return { value: joinPieces(context.parts), origins: [...new Set(context.origins)].slice(0, maxOrigins) };
}

const none: readonly Origin[] = [];

interface Context {
  readonly text: EmbeddedText;
  readonly lookup: Lookup;
  readonly parts: { readonly text: string; readonly source: Span }[];
  readonly origins: Origin[];
}

function interpolateRange(context: Context, start: number, end: number, depth: number): void {
  const { text } = context.text;
  const pattern = /\$(?:\$|\{|[A-Za-z_]\w*)/g;
  let keptFrom = start;
  pattern.lastIndex = start;
  for (let match = pattern.exec(text); match && match.index < end; match = pattern.exec(text)) {
    const from = match.index;
    keep(context, keptFrom, from);
    let to = from + match[0].length;
    if (match[0] === '$$') {
      add(context, '$', from, to);
    } else if (match[0] === '${') {
      const closing = closingBrace(text, to, end);
      if (closing === undefined || depth > maxDepth) {
        add(context, UNKNOWN, from, end);
        return;
      }
      to = closing + 1;
      substituteBraced(context, from, to, depth);
    } else {
      substitute(context, context.lookup(text.slice(from + 1, to)), from, to);
    }
    keptFrom = to;
    pattern.lastIndex = to;
  }
  keep(context, keptFrom, end);
}

function closingBrace(text: string, from: number, end: number): number | undefined {
  let depth = 1;
  const pattern = /\$\{|\}/g;
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match && match.index < end; match = pattern.exec(text)) {
    depth += match[0] === '}' ? -1 : 1;
    if (depth === 0) return match.index;
  }
  return undefined;
}

function substituteBraced(context: Context, start: number, end: number, depth: number): void {
  const pattern = /([A-Za-z_]\w*)(?:(:?)([-?+])|(?=\}))/y;
  pattern.lastIndex = start + 2;
  const match = pattern.exec(context.text.text);
  if (!match) {
    add(context, UNKNOWN, start, end);
    return;
  }
  const [, name, colon, operator] = match;
  const variable = context.lookup(name!);
  const isMissing = variable.kind === 'unset' || (variable.kind === 'set' && colon === ':' && variable.value === '');
  const toOperand = () => interpolateRange(context, pattern.lastIndex, end - 1, depth + 1);
  if (operator === '-' && isMissing) {
    toOperand();
  } else if (operator === '+' && variable.kind === 'set') {
    context.origins.push(...variable.origins);
    if (!isMissing) toOperand();
  } else if (operator === '+') {
    // `${NAME:+word}` is there for those who do set it.
    add(context, UNKNOWN, start, end);
  } else {
    substitute(context, variable, start, end);
  }
}

function substitute(context: Context, variable: Variable, start: number, end: number): void {
  if (variable.kind === 'set') context.origins.push(...variable.origins);
  add(context, variable.kind === 'set' ? variable.value : UNKNOWN, start, end);
}

function add({ text, parts }: Context, value: string, start: number, end: number): void {
  parts.push({ text: value, source: toSource(text, start, end) });
}

function keep({ text, parts }: Context, start: number, end: number): void {
  if (end <= start) return;
  const kept = sliceEmbedded(text, start, end);
  for (const { offset, length, source } of kept.pieces) {
    parts.push({ text: kept.text.slice(offset, offset + length), source });
  }
}
