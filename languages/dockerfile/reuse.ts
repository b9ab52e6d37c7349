import type { Comment } from '../../core/document.ts';
import { positionAt, type Span } from '../../core/text.ts';
import type { DockerfileFile, Instruction } from './document.ts';
import type { Lines } from './lines.ts';
import { moveInstruction } from './moved.ts';

/** What an edit has left of an earlier text, and need not be read again. */
export interface Reuse {
  readonly instructions: readonly Instruction[];
  readonly comments: readonly Comment[];
  /** The line to go on at after these; undefined when they are none. */
  readonly line: number | undefined;
  /** What is left of the earlier text from a line on, moved to where it stands now. The line must start an instruction or stand between them. */
  restFrom(line: number): Pick<Reuse, 'instructions' | 'comments'> | undefined;
}

export const nothingToReuse: Reuse = { instructions: [], comments: [], line: undefined, restFrom: () => undefined };

/**
 * What the texts have in common before and after the edit. Nothing when something was wrong with the earlier one, for
 * then how an instruction is read may hang on lines far away from it.
 */
export function reuseOf(previous: DockerfileFile, lines: Lines): Reuse {
  const { text } = lines;
  if (previous.problems.length > 0) return nothingToReuse;
  const before = commonStart(previous.text, text);
  const after = commonEnd(previous.text, text, before);
  // The last one that starts before the edit may hold it, or go on in it.
  const kept = Math.max(0, indexFrom(previous.instructions, before) - 1);
  const next = kept > 0 ? previous.instructions[kept] : undefined;
  const start = next ? lineStartAt(previous, next) : 0;
  return {
    instructions: previous.instructions.slice(0, kept),
    comments: previous.comments.slice(0, indexFrom(previous.comments, start)),
    line: next && positionAt(previous.lineStarts, next.span.start).line,
    restFrom(line) {
      const offset = lines.starts[line]!;
      if (offset <= text.length - after) return undefined;
      const by = text.length - previous.text.length;
      const index = indexFrom(previous.instructions, offset - by);
      const first = previous.instructions[index];
      if (!first || lineStartAt(previous, first) !== offset - by) return undefined;
      const byLines = line - positionAt(previous.lineStarts, first.span.start).line;
      return {
        instructions: previous.instructions.slice(index).map((one) => moveInstruction(one, by, byLines)),
        comments: previous.comments.slice(indexFrom(previous.comments, offset - by)).map(({ span, isOwnLine }) => {
          return { span: { start: span.start + by, end: span.end + by }, isOwnLine };
        }),
      };
    },
  };
}

const lineStartAt = ({ lineStarts }: DockerfileFile, { span }: Instruction): number =>
  lineStarts[positionAt(lineStarts, span.start).line]!;

/** The index of the first of what is in order that starts at `offset` or after it. */
function indexFrom(list: readonly { readonly span: Span }[], offset: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.span.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function commonStart(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  let at = 0;
  while (at < length && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  return at;
}

function commonEnd(one: string, other: string, start: number): number {
  const length = Math.min(one.length, other.length) - start;
  let count = 0;
  while (count < length && one.charCodeAt(one.length - count - 1) === other.charCodeAt(other.length - count - 1)) {
    count++;
  }
  return count;
}
