import { type EmbeddedText, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { FileWrite } from '../../core/facts.ts';
import { computedProperties, lazyFor } from '../../core/lazy.ts';
import type { DockerfileFile, Instruction } from './document.ts';
import { removeInstruction } from './edits.ts';
import { blankSeparatedWords } from './words.ts';

/** What the COPY and ADD instructions of all stages write: a file each, and in a folder one for each source. */
export function copiesOf(file: DockerfileFile): readonly FileWrite[] {
  const writes: FileWrite[] = [];
  for (const { label, instructions } of file.stages) {
    let index = 0;
    for (const instruction of instructions) {
      const { keyword } = instruction;
      if (keyword !== 'COPY' && keyword !== 'ADD') continue;
      const path = `stage:${label}/${keyword}[${index++}]`;
      const words = wordsOf(instruction);
      const destination = words.at(-1);
      if (!destination || words.length < 2) continue;
      const { text } = destination;
      const span = toSource(destination, 0, text.length);
      const source = { file, instruction, hasOthers: words.length > 2 };
      if (!text.endsWith('/')) writes.push(toFileWrite({ span, path, target: text }, source));
      else {
        for (const { text: from } of words.slice(0, -1)) {
          writes.push(toFileWrite({ span, path, target: text + baseName(from) }, source));
        }
      }
    }
  }
  return writes;
}

interface WriteSource {
  readonly file: DockerfileFile;
  readonly instruction: Instruction;
  /** Whether the instruction writes more than this one. */
  readonly hasOthers: boolean;
}

const toFileWrite = computedProperties<WriteSource, Pick<FileWrite, 'removal'>>({
  removal: ({ file, instruction, hasOthers }) => (hasOthers ? undefined : removeInstruction(file, instruction)),
});

/** The words of a COPY or ADD, in either form, variables unexpanded; the last one is where to. Several facts ask for them. */
export const wordsOf = lazyFor(
  ({ exec, arguments: text }: Instruction): readonly EmbeddedText[] =>
    exec ?? blankSeparatedWords(text.text).map(({ start, end }) => sliceEmbedded(text, start, end)),
);

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
