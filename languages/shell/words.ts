import type { Assignment, CommandArgument, HereDocBody, Word, WordPart } from 'unbash';
import { type EmbeddedText, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { ShellCommand, ShellWord } from '../../core/script.ts';

/** A script that is being read, and the values of its variables as far as they are known at this point. */
export interface ShellText {
  readonly embedded: EmbeddedText;
  readonly variables: ReadonlyMap<string, string>;
  /** Whether the script sets `IFS`, so that nobody knows where a value is split. */
  readonly hasOwnSeparators: boolean;
}

/** A word as it is run, which can be read once more as a text of its own, for it may hold a script. */
export interface RunWord {
  readonly word: ShellWord;
  /** The word's value with its way back to the document. */
  readonly text: () => EmbeddedText;
}

/** The words of a command as the shell splits them, for those who need nothing but place and value. */
export function readWords(
  name: Word | undefined,
  rest: readonly CommandArgument[],
  context: ShellText,
): readonly ShellWord[] {
  if (!name) return [];
  const words = new Array<ShellWord>(rest.length + 1);
  for (let index = 0; index < words.length; index++) {
    const node = index === 0 ? name : rest[index - 1]!;
    const value = simpleValue(node, context.variables);
    if (value === undefined) return [name, ...rest].flatMap((one) => readFields(one, context).map(({ word }) => word));
    words[index] = { span: toSource(context.embedded, node.pos, node.end), value };
  }
  return words;
}

export function readShellWord(node: CommandArgument, context: ShellText): ShellWord {
  const value = simpleValue(node, context.variables);
  return value === undefined
    ? readWord(node, context).word
    : { span: toSource(context.embedded, node.pos, node.end), value };
}

/**
 * The value of a word that is all bare, all in one pair of quotes, or one variable; undefined for any other, and for one that
 * is split. Most words are simple, and the parser reads a word once more when it is asked for its parts.
 */
function simpleValue(node: CommandArgument, variables: ReadonlyMap<string, string>): string | undefined {
  if (isPlain(node)) return node.text;
  if (node.type !== 'Word') return undefined;
  const { text } = node;
  const quoted = inQuotes.exec(text);
  if (quoted) return quoted[1] ?? quoted[2];
  const [, quote, name, braced] = oneVariable.exec(text) ?? [];
  const value = quote === undefined ? undefined : (variables.get((name ?? braced)!) ?? UNKNOWN);
  return quote === '' && value !== undefined && isSplit(value) ? undefined : value;
}

/** Whether a word is its own value. */
export const isPlain = ({ type, text }: CommandArgument): boolean =>
  !quotingOrExpanding.test(text) && (type === 'Word' || !text.includes('['));

/** Whether commands or assignments may stand within a word or here-document. */
export const mayHoldCode = (text: string): boolean => holdingCode.test(text);

// A literal in a function would be a new object at each call.
const quotingOrExpanding = /[\\'"$`(]/;
const inQuotes = /^(?:'([^']*)'|"([^"\\$`]*)")$/;
const oneVariable = /^("?)\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})\1$/;
/** Anything but plain variables, which are what most scripts expand. */
const holdingCode = /`|[<>]\(|\$(?![\w@*#?$!-]|\{\w+\})/;

export function readWord(node: CommandArgument, context: ShellText): RunWord {
  return runWordOf(node, partsOf(node, context), context.embedded);
}

/**
 * A word among the arguments of a command, as the command gets it: several words, or none, where the shell splits the
 * value of a variable at blanks. All of them stand where it is written.
 */
export function readFields(node: CommandArgument, context: ShellText): readonly RunWord[] {
  const parts = partsOf(node, context);
  if (node.type === 'Assignment' || !parts.some(isSplitPart)) return [runWordOf(node, parts, context.embedded)];
  if (context.hasOwnSeparators) {
    const unknown = parts.map((part) => (isSplitPart(part) ? { ...part, value: UNKNOWN } : part));
    return [runWordOf(node, unknown, context.embedded)];
  }
  return splitParts(parts).map((field) => runWordOf(node, field, context.embedded));
}

/** An assignment before a command. Its value is undefined when it is a list, or adds to what the variable had. */
export function readAssignment(node: Assignment, context: ShellText): ShellCommand['assignments'][number] {
  const isOne = node.value.type === 'Word' && !node.append && !node.index;
  return { name: node.name, value: isOne ? readShellWord(node.value as Word, context) : undefined };
}

/** What a here-document holds, expansions being `UNKNOWN`. */
export function readHeredoc(body: HereDocBody, context: ShellText): EmbeddedText {
  if (!body.parts) return sliceEmbedded(context.embedded, body.pos, body.end);
  return textOf(
    body.parts.flatMap((part) => partOf(part, context, '$`\\')),
    context.embedded,
  );
}

/** As `eval` joins its arguments. */
export function joinedByBlanks(words: readonly RunWord[]): EmbeddedText {
  let position = 0;
  return joinPieces(
    words.flatMap(({ word, text }, index) => {
      const embedded = text();
      const parts = embedded.pieces.map(({ offset, length, source }) => ({
        text: embedded.text.slice(offset, offset + length),
        source,
      }));
      const blank = { text: ' ', source: { start: position, end: word.span.start } };
      position = word.span.end;
      return index === 0 ? parts : [blank, ...parts];
    }),
  );
}

/** A part of a word: its value, and the stretch of the script it comes from. */
interface ValuePart {
  readonly value: string;
  readonly pos: number;
  readonly end: number;
  /** Whether the value stands in the script as it is. */
  readonly isPlain: boolean;
  /** Whether it is an expansion outside quotes, which the shell splits into words. */
  readonly isOpen?: boolean;
}

const isSplitPart = ({ value, isOpen }: ValuePart): boolean => isOpen === true && isSplit(value);

const isSplit = (value: string): boolean => value === '' || /\s/.test(value);

/** The words that the parts of one word make: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_05 */
function splitParts(parts: readonly ValuePart[]): readonly (readonly ValuePart[])[] {
  const fields: ValuePart[][] = [];
  let isBetween = true;
  const add = (part: ValuePart): void => {
    if (isBetween) fields.push([part]);
    else fields.at(-1)!.push(part);
    isBetween = false;
  };
  for (const part of parts) {
    if (!isSplitPart(part)) {
      add(part);
      continue;
    }
    for (const text of part.value.split(/(\s+)/)) {
      if (/\s/.test(text)) isBetween = true;
      else if (text !== '') add({ ...part, value: text });
    }
  }
  return fields;
}

function runWordOf(node: CommandArgument, parts: readonly ValuePart[], embedded: EmbeddedText): RunWord {
  const word: ShellWord = {
    span: toSource(embedded, node.pos, node.end),
    value: parts.map(({ value }) => value).join(''),
  };
  return { word, text: () => textOf(parts, embedded) };
}

function textOf(parts: readonly ValuePart[], embedded: EmbeddedText): EmbeddedText {
  return joinPieces(
    parts.flatMap(({ value, pos, end, isPlain }) => {
      if (!isPlain) return [{ text: value, source: toSource(embedded, pos, end) }];
      return sliceEmbedded(embedded, pos, end).pieces.map(({ offset, length, source }) => {
        return { text: value.slice(offset, offset + length), source };
      });
    }),
  );
}

function partsOf(node: CommandArgument, context: ShellText): readonly ValuePart[] {
  if (node.type === 'Word') {
    return node.parts?.flatMap((part) => partOf(part, context, undefined)) ?? literal(node.text, node.pos, undefined);
  }
  if (node.value.type !== 'Word' || node.index) {
    return [{ value: UNKNOWN, pos: node.pos, end: node.end, isPlain: false }];
  }
  const target = node.text.slice(0, node.value.pos - node.pos);
  return [...literal(target, node.pos, undefined), ...partsOf(node.value, context)];
}

/** `escapable` are the characters that a backslash escapes; undefined where it escapes all. */
function partOf(part: WordPart, context: ShellText, escapable: string | undefined): readonly ValuePart[] {
  const { pos, end } = part;
  switch (part.type) {
    case 'Literal':
    case 'Glob':
    case 'BraceExpansion':
    case 'ExtendedGlob':
      return literal(part.text, pos, escapable);
    case 'SingleQuoted':
      return [{ value: part.value, pos: pos + 1, end: pos + 1 + part.value.length, isPlain: true }];
    case 'AnsiCQuoted': {
      const isPlain = part.text === `$'${part.value}'`;
      return [{ value: part.value, pos: isPlain ? pos + 2 : pos, end: isPlain ? end - 1 : end, isPlain }];
    }
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.flatMap((child) => partOf(child, context, '$`"\\'));
    case 'SimpleExpansion':
    case 'ParameterExpansion': {
      const value = context.variables.get(variableOf(part) ?? '') ?? UNKNOWN;
      return [{ value, pos, end, isPlain: false, isOpen: escapable === undefined }];
    }
    default:
      return [{ value: UNKNOWN, pos, end, isPlain: false }];
  }
}

/** The variable that a word is, and nothing else, such as `$SUDO`. */
export function variableAlone({ text }: Word): string | undefined {
  return /^\$(?:(\w+)|\{(\w+)(?::?-[^}]*)?\})$/
    .exec(text)
    ?.slice(1)
    .find((name) => name !== undefined);
}

function variableOf(part: WordPart): string | undefined {
  if (part.type === 'SimpleExpansion') return part.text.slice(1);
  if (part.type !== 'ParameterExpansion' || part.prefix || part.index || part.operation) return undefined;
  return part.parameter;
}

function literal(text: string, pos: number, escapable: string | undefined): readonly ValuePart[] {
  const parts: ValuePart[] = [];
  let start = 0;
  const flush = (end: number): void => {
    if (end > start) parts.push({ value: text.slice(start, end), pos: pos + start, end: pos + end, isPlain: true });
  };
  for (let at = text.indexOf('\\'); at !== -1 && at + 1 < text.length; at = text.indexOf('\\', at + 2)) {
    const escaped = text[at + 1]!;
    if (escaped !== '\n' && escapable !== undefined && !escapable.includes(escaped)) continue;
    flush(at);
    if (escaped !== '\n') parts.push({ value: escaped, pos: pos + at, end: pos + at + 2, isPlain: false });
    start = at + 2;
  }
  flush(text.length);
  return parts;
}
