import { type EmbeddedText, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import { joinEmbedded, skipQuotation, skipVariable, skipVariableName } from './words.ts';

/** What is known of a variable at some place of a Dockerfile. */
export interface Variable {
  /**
   * - `set`: it has this value unless the build says otherwise.
   * - `unset`: nothing gives it a value, but the build may (an ARG without a default).
   * - `unknown`: it has a value that only the build knows (`TARGETARCH`, what the base image sets).
   */
  readonly kind: 'set' | 'unset' | 'unknown';
  /** Empty unless `set`. Its pieces stand where the value is written. */
  readonly value: EmbeddedText;
  /** Where the value comes from, nearest first. */
  readonly origins: readonly Origin[];
  /** What gives the value: containers see that of ENV alone. */
  readonly definedBy?: 'ARG' | 'ENV';
}

export type Lookup = (name: string) => Variable;

/** A word after expansion, with what it was expanded through. */
export interface Expansion {
  readonly value: EmbeddedText;
  readonly origins: readonly Origin[];
}

/** Longer values are unknown: `ENV A=$B$B` repeated would double them each time. */
const maxLength = 2048;

/** Of a longer chain of definitions, only the nearest are told. */
const maxOrigins = 10;

const maxDepth = 20;

/**
 * Expands variables and takes off quotes and escapes as BuildKit's shell lexer does
 * (https://docs.docker.com/reference/dockerfile/#environment-replacement). What is unknown or malformed, and
 * modifiers that cut or replace parts of a value, give `UNKNOWN`.
 */
export function expand(word: EmbeddedText, lookup: Lookup, escapeCharacter: string): Expansion {
  const parts: EmbeddedText[] = [];
  const origins: Origin[] = [];
  expandRange({ word, lookup, escapeCharacter, parts, origins }, 0, word.text.length, 0);
  const length = parts.reduce((sum, part) => sum + part.text.length, 0);
  const value = length > maxLength ? unknownAt(word, 0, word.text.length) : joinEmbedded(parts);
  return { value, origins: [...new Set(origins)].slice(0, maxOrigins) };
}

interface Context {
  readonly word: EmbeddedText;
  readonly lookup: Lookup;
  readonly escapeCharacter: string;
  readonly parts: EmbeddedText[];
  readonly origins: Origin[];
}

function expandRange(context: Context, start: number, end: number, depth: number): void {
  const { word, escapeCharacter, parts } = context;
  const { text } = word;
  let keptFrom = start;
  let isQuoted = false;
  for (let at = start; at < end; ) {
    const character = text[at]!;
    const isSpecial =
      character === '$' || character === '"' || character === escapeCharacter || (character === "'" && !isQuoted);
    if (!isSpecial) {
      at++;
      continue;
    }
    keep(context, keptFrom, at);
    if (character === '$') {
      const next = skipVariable(text, at, escapeCharacter);
      if (next === undefined || next > end) {
        parts.push(unknownAt(word, at, end));
        return;
      }
      expandVariable(context, at, next, depth);
      at = next;
      keptFrom = at;
    } else if (character === "'") {
      const next = Math.min(skipQuotation(text, at, escapeCharacter) ?? end, end);
      keep(context, at + 1, next - 1);
      at = next;
      keptFrom = at;
    } else if (character === '"') {
      isQuoted = !isQuoted;
      at++;
      keptFrom = at;
    } else {
      // In double quotes only these can be escaped; before another character the escape is a character itself.
      const escaped = text[at + 1];
      const isKept = isQuoted && escaped !== '"' && escaped !== '$' && escaped !== escapeCharacter;
      keptFrom = isKept ? at : at + 1;
      at += 2;
    }
  }
  keep(context, keptFrom, end);
}

function keep({ word, parts }: Context, start: number, end: number): void {
  if (end > start) parts.push(sliceEmbedded(word, start, end));
}

function expandVariable(context: Context, start: number, end: number, depth: number): void {
  const { word, lookup, parts, origins } = context;
  const { text } = word;
  const isBraced = text[start + 1] === '{';
  const nameStart = start + (isBraced ? 2 : 1);
  const nameEnd = isBraced ? skipVariableName(text, nameStart) : end;
  if (nameEnd === nameStart) {
    // A `$` before anything but a name is itself.
    keep(context, start, end);
    return;
  }
  const variable = lookup(text.slice(nameStart, nameEnd));
  origins.push(...variable.origins);
  const modifierPattern = /(:?)([-+?}])|/y;
  modifierPattern.lastIndex = nameEnd;
  const [modifier = '', colon, sign] = (isBraced && modifierPattern.exec(text)) || [];
  const isPlain = !isBraced || sign === '}' || sign === '?';
  const isEmpty = variable.kind === 'unset' || (colon === ':' && variable.value.text === '');

  if (depth > maxDepth || variable.kind === 'unknown' || (isBraced && sign === undefined)) {
    parts.push(unknownAt(word, start, end));
  } else if (isPlain) {
    parts.push(variable.kind === 'set' ? variable.value : unknownAt(word, start, end));
  } else if (sign === '-') {
    if (isEmpty) expandRange(context, nameEnd + modifier.length, end - 1, depth + 1);
    else parts.push(variable.value);
  } else if (variable.kind === 'unset') {
    // `${V:+word}` is there for those who do set it.
    parts.push(unknownAt(word, start, end));
  } else if (!isEmpty) {
    expandRange(context, nameEnd + modifier.length, end - 1, depth + 1);
  }
}

function unknownAt(word: EmbeddedText, start: number, end: number): EmbeddedText {
  return { text: UNKNOWN, pieces: [{ offset: 0, length: 1, source: toSource(word, start, end) }] };
}
