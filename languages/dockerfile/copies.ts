import { type EmbeddedText, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { FileWrite } from '../../core/facts.ts';
import { lazy, lazyFor, lazyProperties } from '../../core/lazy.ts';
import type { DockerfileFile, Instruction } from './document.ts';
import { removeInstruction } from './edits.ts';
import { blankSeparatedWords } from './words.ts';

/** What the COPY and ADD instructions of all stages write: a file each, and in a folder one for each source. */
export function copiesOf(file: DockerfileFile): readonly FileWrite[] {
  return file.stages.flatMap(({ label, instructions }) =>
    instructions
      .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
      .flatMap((instruction, index): readonly FileWrite[] => {
        const words = wordsOf(instruction);
        const destination = words.at(-1);
        if (!destination || words.length < 2) return [];
        const { text } = destination;
        // With several sources the instruction writes more than this one.
        const removal = lazy(() => (words.length === 2 ? removeInstruction(file, instruction) : undefined));
        const names = text.endsWith('/') ? words.slice(0, -1).map((source) => baseName(source.text)) : [''];
        const span = toSource(destination, 0, text.length);
        const path = `stage:${label}/${instruction.keyword}[${index}]`;
        return names.map((name) => toFileWrite({ span, path, target: text + name }, { removal }));
      }),
  );
}

const toFileWrite = lazyProperties<Pick<FileWrite, 'removal'>>('removal');

/** The words of a COPY or ADD, in either form, variables unexpanded; the last one is where to. Several facts ask for them. */
export const wordsOf = lazyFor(
  ({ exec, arguments: text }: Instruction): readonly EmbeddedText[] =>
    exec ?? blankSeparatedWords(text.text).map(({ start, end }) => sliceEmbedded(text, start, end)),
);

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
