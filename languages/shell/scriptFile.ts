import { embed, withUnixLineEnds } from '../../core/embedded.ts';
import type { ShellCommand, ShellWord } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import { certainOf } from './certain.ts';
import { shells } from './interpreters.ts';
import { moveCommands } from './move.ts';
import { isShellScript } from './shebang.ts';
import { parseShell } from './shell.ts';

/** The file that a command runs: `/start.sh`, `sh -e /start.sh`, `. /start.sh`. */
export const programOf = (command: ShellCommand): ShellWord | undefined =>
  isShellCall(command) ? command.words.slice(1).find(({ value }) => !value.startsWith('-')) : command.words[0];

/** Whether a command is a shell that runs the file which it is given. */
export const isShellCall = ({ name }: ShellCommand): boolean => shells.has(name) || name === '.' || name === 'source';

/** Longer ones are made by programs, such as `configure`. */
const maxLength = 100_000;

/** Whether a shell runs a file that a command runs: it is told to, or the first line says so, or the name where there is none. */
export const isRunByShell = (path: string, text: string, command: ShellCommand): boolean =>
  text.length <= maxLength &&
  isShellScript(text) &&
  (isShellCall(command) || text.startsWith('#!') || isScriptName(path));

/** Whether a file is called as shell scripts are. */
export const isScriptName = (path: string): boolean => /\.(?:ba|da|k|z)?sh$/.test(path);

/** The commands of a script that is a file of its own; spans are offsets into its text. */
export const readScriptFile = (text: string): readonly ShellCommand[] =>
  parseShell(withUnixLineEnds(embed(text, { start: 0, end: text.length })), text);

/** The same, without those that only run on a condition, which hangs on arguments, settings, or the machine. */
export function readCertainCommands(text: string): readonly ShellCommand[] {
  const embedded = withUnixLineEnds(embed(text, { start: 0, end: text.length }));
  return certainOf(embedded, parseShell(embedded, text));
}

/** Commands of the file at `path`, told at the place that runs it. */
export const toldAt = (span: Span, path: string, commands: readonly ShellCommand[]): readonly ShellCommand[] =>
  moveCommands(commands, {
    spanOf: () => span,
    editsOf: () => undefined,
    originsOf: (command) => [{ file: path, span: command.span, name: path }],
  });
