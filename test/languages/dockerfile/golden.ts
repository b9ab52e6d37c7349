import { positionAt } from '../../../core/text.ts';
import type { DockerfileFile, Instruction } from '../../../languages/dockerfile/document.ts';
import { keywords } from '../../../languages/dockerfile/instruction.ts';
import { blankSeparatedWords, quotedWords, type Range } from '../../../languages/dockerfile/words.ts';

/** What goldens/oracle writes: a Dockerfile as BuildKit's parser reads it. */
export interface Golden {
  readonly file: string;
  /** Why BuildKit refuses the whole file; then there are no instructions. */
  readonly refusal?: string;
  /** Why it would not build what it can read. */
  readonly complaint?: string;
  readonly escape?: string;
  readonly instructions: readonly GoldenInstruction[];
}

interface GoldenInstruction {
  readonly keyword: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly flags?: readonly string[];
  readonly payload: readonly string[];
  readonly isJson?: boolean;
  readonly heredocs?: readonly { readonly name: string; readonly content: string }[];
  readonly trigger?: string;
}

/** What can be said of a Dockerfile in both ways. */
interface Reading {
  readonly escapeCharacter: string | undefined;
  readonly instructions: readonly Required<Omit<GoldenInstruction, 'trigger'>>[];
}

export const theirsOf = (golden: Golden): Reading => ({
  escapeCharacter: golden.escape,
  instructions: golden.instructions.map((instruction) => {
    const { keyword, trigger, flags = [], isJson = false, heredocs = [], firstLine, lastLine } = instruction;
    const payload = joinPairs(trigger ?? keyword, instruction.payload);
    return { keyword: named(keyword, trigger), firstLine, lastLine, flags, payload, isJson, heredocs };
  }),
});

/** The parser takes pairs apart into name, value and what stands between them. */
function joinPairs(keyword: string, payload: readonly string[]): readonly string[] {
  if (keyword !== 'ENV' && keyword !== 'LABEL') return payload;
  const pairs: string[] = [];
  for (let at = 0; at < payload.length; at += 3) {
    pairs.push(`${payload[at]}${payload[at + 2] === '' ? ' ' : payload[at + 2]}${payload[at + 1]}`);
  }
  return pairs;
}

export function oursOf(file: DockerfileFile): Reading {
  return {
    escapeCharacter: file.escapeCharacter,
    instructions: file.instructions.map((outer) => {
      const instruction = outer.keyword === 'ONBUILD' && outer.inner ? outer.inner : outer;
      return {
        keyword: named(outer.keyword, instruction === outer ? undefined : instruction.keyword),
        ...linesOf(file, outer),
        flags: instruction.flags.map(({ name, value }) => `--${name}${value ? `=${value.text}` : ''}`),
        payload: payloadOf(instruction, file.escapeCharacter),
        isJson: (instruction.keyword === 'HEALTHCHECK' ? instruction.inner : instruction)?.exec !== undefined,
        heredocs: outer.heredocs.map(({ name, body }) => ({ name, content: file.text.slice(body.start, body.end) })),
      };
    }),
  };
}

const named = (keyword: string, trigger: string | undefined): string =>
  trigger === undefined ? keyword : `${keyword} ${trigger}`;

function linesOf({ lineStarts }: DockerfileFile, { span }: Instruction): { firstLine: number; lastLine: number } {
  return {
    firstLine: positionAt(lineStarts, span.start).line + 1,
    lastLine: positionAt(lineStarts, span.end).line + 1,
  };
}

/** What stands behind the flags, taken apart as the parser does (`dispatch` in BuildKit's parser.go). */
function payloadOf({ keyword, arguments: args, exec, inner }: Instruction, escapeCharacter: string): readonly string[] {
  const { text } = args;
  const pick = (ranges: readonly Range[]): readonly string[] => ranges.map(({ start, end }) => text.slice(start, end));
  if (exec) return exec.map((word) => word.text);
  switch (keyword) {
    case 'FROM':
    case 'EXPOSE':
    case 'ADD':
    case 'COPY':
    case 'VOLUME':
      return pick(blankSeparatedWords(text));
    case 'ENV':
    case 'LABEL':
    case 'ARG': {
      const words = pick(quotedWords(text, escapeCharacter));
      // The old form: a name, and the rest of the line.
      const isOld = keyword !== 'ARG' && words.length > 0 && !words[0]!.includes('=');
      return isOld ? [text.replace(/\s+/, ' ')] : words;
    }
    case 'HEALTHCHECK':
      return inner
        ? ['CMD', ...payloadOf(inner, escapeCharacter)]
        : text.split(/\s+(.*)/s).filter((part) => part !== '');
    default:
      // Of an instruction that it does not know, it keeps nothing.
      if (!keywords.has(keyword)) return [''];
      return text === '' ? [] : [text];
  }
}
