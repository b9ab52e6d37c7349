import type { Word } from 'unbash';
import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { ShellCommand, ShellWord } from '../../core/script.ts';
import { type RunWord, variableAlone } from './words.ts';
import { takeOffWrappers } from './wrappers.ts';

/** What a command runs once wrappers are taken off. */
export type Program = Pick<ShellCommand, 'name' | 'words' | 'wrappers' | 'assignments'>;

export function programOf(runWords: readonly RunWord[], assignments: ShellCommand['assignments']): Program {
  const program = takeOffWrappers(runWords);
  const words = program.words.map(({ word }) => word);
  return {
    name: programName(words),
    words,
    wrappers: program.wrappers,
    assignments: [...assignments, ...program.assignments],
  };
}

/** The base name of the program that words run; `''` when it is not known, or there is none. */
export function programName(words: readonly ShellWord[]): string {
  const name = baseName(words[0]?.value ?? '');
  return isKnown(name) ? name : '';
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** As `programOf`, for a command whose first word is written as `name`: `$SUDO` is taken off too, whatever it holds. */
export function programNamed(
  name: Word | undefined,
  runWords: readonly RunWord[],
  assignments: ShellCommand['assignments'],
): Program {
  const [first, ...rest] = runWords;
  const variable = first?.word.value === UNKNOWN && name && variableAlone(name);
  if (first && variable && sudoVariable.test(variable)) {
    const program = programOf([{ ...first, word: { ...first.word, value: 'sudo' } }, ...rest], assignments);
    if (program.wrappers.length > 0) return program;
  }
  return programOf(runWords, assignments);
}

/** Names of variables that hold `sudo`, or nothing where nobody needs it. */
const sudoVariable = /sudo|doas|as_?root/i;
