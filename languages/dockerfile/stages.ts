import type { SyntaxProblem } from '../../core/document.ts';
import { sliceEmbedded } from '../../core/embedded.ts';
import type { DockerfileFile, Instruction, Stage } from './document.ts';
import { keywords } from './instruction.ts';
import { blankSeparatedWords } from './words.ts';

/** Groups instructions by the FROM that they follow. */
export function toStages(
  instructions: readonly Instruction[],
  report: (problem: SyntaxProblem) => void,
): Pick<DockerfileFile, 'preamble' | 'stages'> {
  const starts: number[] = [];
  instructions.forEach(({ keyword }, index) => {
    if (keyword === 'FROM') starts.push(index);
  });
  const preamble = instructions.slice(0, starts[0] ?? instructions.length);
  const misplaced = preamble.find(({ keyword }) => keyword !== 'ARG' && keywords.has(keyword));
  if (misplaced) {
    const { keyword, keywordSpan } = misplaced;
    report({ span: keywordSpan, message: `\`${keyword}\` stands before the first \`FROM\`; only \`ARG\` may` });
  }
  const stages = starts.map((start, index) => {
    return toStage(
      index,
      instructions[start]!,
      instructions.slice(start + 1, starts[index + 1] ?? instructions.length),
    );
  });
  return { preamble, stages };
}

function toStage(index: number, from: Instruction, instructions: readonly Instruction[]): Stage {
  const { text } = from.arguments;
  const words = blankSeparatedWords(text);
  const wordAt = (at: number): string | undefined => words[at] && text.slice(words[at].start, words[at].end);
  const name = wordAt(1)?.toUpperCase() === 'AS' ? wordAt(2) : undefined;
  return {
    index,
    name: name?.toLowerCase(),
    label: name ?? String(index),
    from,
    base: sliceEmbedded(from.arguments, words[0]?.start ?? 0, words[0]?.end ?? 0),
    instructions,
  };
}
