import type { Assignment, HereDocBody, Word, WordPart } from 'unbash';
import { type EmbeddedText, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { ShellCommand, ShellWord } from '../../core/script.ts';

/** A script that is being read, and the values of its variables as far as they are known at this point. */
export interface ShellText {
  readonly embedded: EmbeddedText;
  readonly variables: ReadonlyMap<string, string>;
}

/** A word as it is run, which can be read once more as a text of its own, for it may hold a script. */
export interface RunWord {
  readonly word: ShellWord;
  /** The word's value with its way back to the document. */
  readonly text: () => EmbeddedText;
}

export function readWord(node: Word | Assignment, context: ShellText): RunWord {
  return runWordOf(node, partsOf(node, context), context.embedded);
}

/** An assignment before a command. Its value is undefined when it is a list, or adds to what the variable had. */
export function readAssignment(node: Assignment, context: ShellText): ShellCommand['assignments'][number] {
  const isPlain = node.value.type === 'Word' && !node.append && !node.index;
  return { name: node.name, value: isPlain ? readWord(node.value as Word, context).word : undefined };
}

/** What a here-document holds, expansions being `UNKNOWN`. */
export function readHeredoc(body: HereDocBody, context: ShellText): EmbeddedText {
  if (!body.parts) return sliceEmbedded(context.embedded, body.pos, body.end);
  return textOf(
    body.parts.flatMap((part) => partOf(part, context, '$`\\')),
    context.embedded,
  );
}

/** A part of a word: its value, and the stretch of the script it comes from. */
interface ValuePart {
  readonly value: string;
  readonly pos: number;
  readonly end: number;
  /** Whether the value stands in the script as it is. */
  readonly isPlain: boolean;
}

function runWordOf(node: Word | Assignment, parts: readonly ValuePart[], embedded: EmbeddedText): RunWord {
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

function partsOf(node: Word | Assignment, context: ShellText): readonly ValuePart[] {
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
      const known = context.variables.get(variableOf(part) ?? '');
      // Outside quotes the shell splits a value at blanks and matches it with file names.
      const isKnown = known !== undefined && (escapable !== undefined || !/[\s*?[]/.test(known));
      return [{ value: isKnown ? known : UNKNOWN, pos, end, isPlain: false }];
    }
    default:
      return [{ value: UNKNOWN, pos, end, isPlain: false }];
  }
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
