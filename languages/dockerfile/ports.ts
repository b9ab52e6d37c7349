import { isKnown, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { Port } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { TextEdit } from '../../core/text.ts';
import type { DockerfileFile, Instruction } from './document.ts';
import { removeInstruction, removeWord } from './edits.ts';
import { expand } from './expand.ts';
import type { Visit } from './variables.ts';
import { blankSeparatedWords, type Range } from './words.ts';

/** Adds the ports that instructions expose, one for each port of a small range. */
export const portReader = (file: DockerfileFile, ports: Port[]): Visit => {
  return (instruction, stage, lookup) => {
    const exposing = instruction.keyword === 'ONBUILD' ? instruction.inner : instruction;
    if (exposing?.keyword !== 'EXPOSE') return;
    const args = exposing.arguments;
    const words = blankSeparatedWords(args.text);
    for (const [index, { start, end }] of words.entries()) {
      const { value } = expand(sliceEmbedded(args, start, end), lookup, file.escapeCharacter);
      const numbers = isKnown(value.text) ? portNumbers(value.text) : [];
      const removal = lazy(() => {
        // One word may stand for several ports; whoever removes one of them keeps the others.
        return numbers.length === 1 ? removePort(file, instruction, exposing, words, index) : undefined;
      });
      for (const port of numbers) {
        const path = `stage:${stage.label}/EXPOSE[${port}]`;
        ports.push(toPort({ span: toSource(args, start, end), path, port, usage: 'expose' }, { removal }));
      }
    }
  };
};

const toPort = lazyProperties<Pick<Port, 'removal'>>('removal');

function removePort(
  file: DockerfileFile,
  instruction: Instruction,
  exposing: Instruction,
  words: readonly Range[],
  index: number,
): readonly TextEdit[] | undefined {
  return words.length === 1 ? removeInstruction(file, instruction) : removeWord(file, exposing, words, index);
}

/** A wider range says nothing of any single port. */
const maxRange = 100;

/** The ports of a value such as `80`, `53/udp`, `8000-8010/tcp`, or several of them that a variable holds. */
function portNumbers(value: string): readonly number[] {
  return value.split(/\s+/).flatMap((specification) => {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(?:tcp|udp|sctp))?$/i.exec(specification);
    if (!match) return [];
    const first = Number(match[1]);
    const count = Number(match[2] ?? first) - first + 1;
    return count > maxRange ? [] : Array.from({ length: Math.max(0, count) }, (_, index) => first + index);
  });
}
