import type { Word } from 'unbash';
import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { ShellCommand } from '../../core/script.ts';
import { type RunWord, variableAlone } from './words.ts';
import { takeOffWrappers } from './wrappers.ts';

/** What a command runs once wrappers are taken off. */
export type Program = Pick<ShellCommand, 'name' | 'words' | 'wrappers' | 'assignments'>;

export function programOf(runWords: readonly RunWord[], assignments: ShellCommand['assignments']): Program {
  const program = takeOffWrappers(runWords);
  const path = program.words[0]?.word.value ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    name: isKnown(name) ? name : '',
    words: program.words.map(({ word }) => word),
    wrappers: program.wrappers,
    assignments: [...assignments, ...program.assignments],
  };
}

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
