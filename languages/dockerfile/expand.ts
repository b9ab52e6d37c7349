import { type EmbeddedText, isKnown, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import { type Pattern, type PatternItem, withoutPrefix, withoutSuffix, withReplaced } from '../shell/pattern.ts';
import { joinEmbedded, skipQuotation, skipTo, skipVariable, skipVariableName } from './words.ts';

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

/** Matching takes as many steps as pattern and value are long, one times the other. */
const maxPattern = 100;

/**
 * Expands variables and takes off quotes and escapes as BuildKit's shell lexer does
 * (https://docs.docker.com/reference/dockerfile/#environment-replacement). What is unknown or malformed gives
 * `UNKNOWN`.
 */
export function expand(word: EmbeddedText, lookup: Lookup, escapeCharacter: string): Expansion {
  if (word.text.length <= maxLength && !special.test(word.text)) return { value: word, origins: [] };
  const parts: EmbeddedText[] = [];
  const origins: Origin[] = [];
  expandRange({ word, lookup, escapeCharacter, parts, origins }, 0, word.text.length, 0);
  const length = parts.reduce((sum, part) => sum + part.text.length, 0);
  const value = length > maxLength ? unknownAt(word, 0, word.text.length) : joinEmbedded(parts);
  return { value, origins: [...new Set(origins)].slice(0, maxOrigins) };
}

/** What a word is expanded for, either escape character included. */
const special = /[$"'\\`]/;

interface Context {
  readonly word: EmbeddedText;
  readonly lookup: Lookup;
  readonly escapeCharacter: string;
  readonly parts: EmbeddedText[];
  readonly origins: Origin[];
  /** Whether escapes outside quotes stay, as in the pattern of `${V#pattern}`. */
  readonly hasRawEscapes?: boolean;
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
      const isKept =
        context.hasRawEscapes || (isQuoted && escaped !== '"' && escaped !== '$' && escaped !== escapeCharacter);
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

  if (depth > maxDepth || variable.kind === 'unknown') {
    parts.push(unknownAt(word, start, end));
  } else if (isBraced && sign === undefined) {
    const value = variable.kind === 'set' ? cutValue(context, variable.value.text, nameEnd, end - 1, depth) : undefined;
    parts.push(value === undefined ? unknownAt(word, start, end) : textAt(word, value, start, end));
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

/** The value of `${V#pattern}` and the like, whose operator stands at `start`; undefined when it is not known. */
function cutValue(context: Context, value: string, start: number, end: number, depth: number): string | undefined {
  const { text } = context.word;
  const operator = text[start];
  const isDoubled = text[start + 1] === operator;
  const from = start + (isDoubled ? 2 : 1);
  if (!isKnown(value)) return undefined;
  if (operator !== '/') {
    const pattern = patternOf(operandAt(context, from, end, depth));
    if (!pattern) return undefined;
    return operator === '#' ? withoutPrefix(value, pattern, isDoubled) : withoutSuffix(value, pattern, isDoubled);
  }
  const patternEnd = skipTo('/', text, from, context.escapeCharacter, depth);
  if (patternEnd === undefined || patternEnd > end) return undefined;
  const pattern = patternOf(operandAt(context, from, patternEnd - 1, depth));
  const replacement = operandAt(context, patternEnd, end, depth);
  // BuildKit takes `$1` in it for a group of the pattern.
  if (!pattern || !isKnown(replacement) || replacement.includes('$')) return undefined;
  return withReplaced(value, pattern, replacement, isDoubled);
}

/** The text after an operator, its own variables expanded and escapes kept. */
function operandAt(context: Context, start: number, end: number, depth: number): string {
  const parts: EmbeddedText[] = [];
  expandRange({ ...context, parts, hasRawEscapes: true }, start, end, depth + 1);
  return joinEmbedded(parts).text;
}

/** As `convertShellPatternToRegex` of BuildKit reads it; undefined when it refuses it. */
function patternOf(text: string): Pattern | undefined {
  if (!isKnown(text) || text.length > maxPattern) return undefined;
  const pattern: PatternItem[] = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === '*' || character === '?') pattern.push(character);
    else if (character !== '\\') pattern.push({ character });
    else {
      const escaped = characters[++at];
      if (escaped === undefined || !'*?\\}/'.includes(escaped)) return undefined;
      pattern.push({ character: escaped });
    }
  }
  return pattern;
}

const unknownAt = (word: EmbeddedText, start: number, end: number): EmbeddedText => textAt(word, UNKNOWN, start, end);

/** A text that `[start, end)` of the word stands for. */
const textAt = (word: EmbeddedText, text: string, start: number, end: number): EmbeddedText =>
  joinPieces([{ text, source: toSource(word, start, end) }]);
