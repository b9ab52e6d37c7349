import { isKnown, toSource } from '../../core/embedded.ts';
import { wordsOf } from './copies.ts';
import type { DockerfileFile, Instruction, Transfer } from './document.ts';
import { expand, type Lookup } from './expand.ts';
import { noVariables, type Visit } from './variables.ts';

/** Adds the COPY and ADD instructions that take something from outside of the build. */
export function transferReader(file: DockerfileFile, transfers: Transfer[]): Visit {
  const counts = new Map<string, number>();
  return (instruction, stage, lookup) => {
    const { keyword } = instruction;
    if (keyword !== 'COPY' && keyword !== 'ADD') return;
    const place = `stage:${stage.label}/${keyword}`;
    const index = counts.get(place) ?? 0;
    counts.set(place, index + 1);
    const sources = sourcesOf(file, instruction, lookup);
    if (sources.length === 0) return;
    transfers.push({ keyword, instruction, sources, span: instruction.span, path: `${place}[${index}]` });
  };
}

/** Whether a file copies a whole build context, or may do so, as a variable tells. */
export const mayCopyContext = (file: DockerfileFile): boolean =>
  file.stages.some(({ instructions }) =>
    instructions.some((instruction) =>
      sourcesOf(file, instruction, noVariables).some((source) => isContext(source) || !isKnown(source.value)),
    ),
  );

/** Whether a source is the build context with all that is in it. */
export const isContext = ({ value }: { readonly value: string }): boolean => /^\.?\/*(?:\.\/*)*\*?$/.test(value);

function sourcesOf(file: DockerfileFile, instruction: Instruction, lookup: Lookup): Transfer['sources'] {
  const { keyword, flags } = instruction;
  const isOutside = (keyword === 'COPY' || keyword === 'ADD') && flags.every(({ name }) => name !== 'from');
  if (!isOutside) return [];
  return wordsOf(instruction)
    .slice(0, -1)
    .flatMap((word) => {
      if (word.text === '' || word.text.startsWith('<<')) return [];
      const { value, origins } = expand(word, lookup, file.escapeCharacter);
      return [{ span: toSource(word, 0, word.text.length), value: value.text, origins }];
    });
}
