import type { EmbeddedText } from '../../core/embedded.ts';
import { computedProperties, lazyFor } from '../../core/lazy.ts';
import type { Span } from '../../core/text.ts';
import type { Flag, Heredoc, Instruction } from './document.ts';

/**
 * An instruction in another place of a text, so many characters and lines further on: what reading its unchanged lines again
 * would give. Most are asked for little, so the places within are moved when they are read.
 */
export function moveInstruction(instruction: Instruction, by: number, byLines: number): Instruction {
  const { unmoved } = instruction;
  if (unmoved) {
    const byBefore = instruction.span.start - unmoved.span.start;
    // Lines are only told by heredocs.
    const byLinesBefore = (instruction.heredocs[0]?.nextLine ?? 0) - (unmoved.heredocs[0]?.nextLine ?? 0);
    return moveInstruction(unmoved, byBefore + by, byLinesBefore + byLines);
  }
  if (by === 0 && byLines === 0) return instruction;
  return withPlaces({ unmoved: instruction, keyword: instruction.keyword }, { unmoved: instruction, by, byLines });
}

interface Move {
  readonly unmoved: Instruction;
  readonly by: number;
  readonly byLines: number;
}

const moveSpan = ({ start, end }: Span, { by }: Move): Span => ({ start: start + by, end: end + by });

const moveText = ({ text, pieces }: EmbeddedText, move: Move): EmbeddedText => ({
  text,
  pieces: pieces.map(({ offset, length, source }) => ({ offset, length, source: moveSpan(source, move) })),
});

const flagsOf = lazyFor((move: Move): readonly Flag[] =>
  move.unmoved.flags.map(({ name, span, value }) => {
    return { name, span: moveSpan(span, move), value: value && moveText(value, move) };
  }),
);

const argumentsOf = lazyFor((move: Move) => moveText(move.unmoved.arguments, move));

const execOf = lazyFor((move: Move) => move.unmoved.exec?.map((word) => moveText(word, move)));

const heredocsOf = lazyFor((move: Move): readonly Heredoc[] =>
  move.unmoved.heredocs.map((heredoc) => {
    return { ...heredoc, body: moveSpan(heredoc.body, move), nextLine: heredoc.nextLine + move.byLines };
  }),
);

const innerOf = lazyFor(({ unmoved: { inner }, by, byLines }: Move) => inner && moveInstruction(inner, by, byLines));

const withPlaces = computedProperties<Move, Omit<Instruction, 'unmoved' | 'keyword'>>({
  keywordSpan: (move) => moveSpan(move.unmoved.keywordSpan, move),
  span: (move) => moveSpan(move.unmoved.span, move),
  text: (move) => moveText(move.unmoved.text, move),
  flags: (move) => (move.unmoved.flags.length === 0 ? none : flagsOf(move)),
  arguments: argumentsOf,
  argumentsSpan: (move) => moveSpan(move.unmoved.argumentsSpan, move),
  exec: (move) => (move.unmoved.exec ? execOf(move) : undefined),
  heredocs: (move) => (move.unmoved.heredocs.length === 0 ? none : heredocsOf(move)),
  inner: (move) => (move.unmoved.inner ? innerOf(move) : undefined),
});

const none: readonly never[] = [];
