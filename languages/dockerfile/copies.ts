import { type EmbeddedText, sliceEmbedded } from '../../core/embedded.ts';
import type { TextEdit } from '../../core/text.ts';
import type { DockerfileDocument, Instruction } from './document.ts';
import { removeInstruction } from './edits.ts';
import { blankSeparatedWords } from './words.ts';

/** A COPY or ADD; variables in its words are not expanded. */
export interface Copy {
  readonly path: string;
  readonly sources: readonly EmbeddedText[];
  readonly destination: EmbeddedText;
  readonly removal: readonly TextEdit[] | undefined;
}

/** The COPY and ADD instructions of all stages that have a source and a destination. */
export function copiesOf({ file, stages }: DockerfileDocument): readonly Copy[] {
  return stages.flatMap(({ label, instructions }) =>
    instructions
      .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
      .flatMap((instruction, index): readonly Copy[] => {
        const words = wordsOf(instruction);
        const destination = words.at(-1);
        if (!destination || words.length < 2) return [];
        const path = `stage:${label}/${instruction.keyword}[${index}]`;
        return [{ path, sources: words.slice(0, -1), destination, removal: removeInstruction(file, instruction) }];
      }),
  );
}

const wordsOf = ({ exec, arguments: text }: Instruction): readonly EmbeddedText[] =>
  exec ?? blankSeparatedWords(text.text).map(({ start, end }) => sliceEmbedded(text, start, end));
