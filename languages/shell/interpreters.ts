import type { ShellCommand, ShellWord } from '../../core/script.ts';
import { takesNextWord } from './wrappers.ts';

/** POSIX-like shells. */
export const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);

/**
 * The interpreter that runs what comes in on the command's standard input: `bash` for `bash -s -- x`, `python3` for
 * `python3 -`. Undefined for a command that does not, or that runs a file or the text of an argument.
 */
export function interpreterOf(command: Pick<ShellCommand, 'name' | 'words'>): string | undefined {
  const { name, words } = command;
  if (name === '.' || name === 'source') return isStandardInput(words[1]?.value) ? 'sh' : undefined;
  if (shells.has(name)) {
    const { hasCommandText, readsStandardInput, rest } = shellOptions(words);
    if (hasCommandText) return undefined;
    return readsStandardInput || rest.length === 0 || isStandardInput(rest[0]!.value) ? name : undefined;
  }
  const options = interpreters.get(name.replace(/[\d.]+$/, ''));
  if (!options) return undefined;
  for (let index = 1; index < words.length; index++) {
    const { value } = words[index]!;
    if (!value.startsWith('-') || value === '-') return isStandardInput(value) ? name : undefined;
    if (options.code.some((option) => value === option || (!option.startsWith('--') && value.startsWith(option)))) {
      return undefined;
    }
    if (takesNextWord(value, options.values)) index++;
  }
  return name;
}

/** A script among the arguments of a command. */
export interface ShellArgument {
  /** The words that it is made of, a blank between each two. */
  readonly words: readonly ShellWord[];
  /** Whether the shell that runs the command runs it too, so that it sees all variables. */
  readonly isSameShell: boolean;
}

/** Whether a program may run its arguments, as `shellArgumentOf` and `foundCommandsOf` tell. */
export const takesScript = (program: string): boolean => shells.has(program) || scriptTakers.has(program);

const scriptTakers: ReadonlySet<string> = new Set(['eval', 'trap', 'su', 'runuser', 'find']);

/** The script that follows `sh -c`, `su -c`, `eval` and `trap`. */
export function shellArgumentOf(words: readonly ShellWord[]): ShellArgument | undefined {
  const path = words[0]?.value ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (shells.has(name)) {
    const { hasCommandText, rest } = shellOptions(words);
    return hasCommandText ? { words: rest.slice(0, 1), isSameShell: false } : undefined;
  }
  if (name === 'eval') return { words: words.slice(words[1]?.value === '--' ? 2 : 1), isSameShell: true };
  if (name === 'trap') {
    const index = words[1]?.value === '--' ? 2 : 1;
    // `trap - EXIT` and `trap EXIT` take a script back, `trap -p` shows it.
    const isScript = words.length > index + 1 && !words[index]!.value.startsWith('-');
    return isScript ? { words: [words[index]!], isSameShell: true } : undefined;
  }
  if (name !== 'su' && name !== 'runuser') return undefined;
  const option = words.findIndex(({ value }) => value === '--command' || /^-[a-z]*c$/.test(value));
  return option === -1 ? undefined : { words: words.slice(option + 1, option + 2), isSameShell: false };
}

/** The commands that `find` runs for the files that it finds, each with its arguments. */
export function foundCommandsOf(words: readonly ShellWord[]): readonly (readonly ShellWord[])[] {
  const commands: (readonly ShellWord[])[] = [];
  for (let index = 1; index < words.length; index++) {
    if (!/^-(?:exec|ok)(?:dir)?$/.test(words[index]!.value)) continue;
    const start = index + 1;
    while (index < words.length && words[index]!.value !== ';' && !isPlusAfterBraces(words, index)) index++;
    if (index > start) commands.push(words.slice(start, index));
  }
  return commands;
}

const isPlusAfterBraces = (words: readonly ShellWord[], index: number): boolean =>
  words[index]!.value === '+' && words[index - 1]!.value === '{}';

/** Options after which code is given, and options that take the next word as their value. */
const interpreters: ReadonlyMap<string, { readonly code: readonly string[]; readonly values: readonly string[] }> =
  new Map([
    ['python', { code: ['-c', '-m'], values: ['-W', '-X'] }],
    ['perl', { code: ['-e', '-E'], values: ['-I'] }],
    ['ruby', { code: ['-e'], values: ['-r', '-I'] }],
    ['node', { code: ['-e', '-p', '--eval', '--print'], values: ['-r', '--require', '--import'] }],
    ['php', { code: ['-r', '-f'], values: ['-d', '-c'] }],
  ]);

const isStandardInput = (value: string | undefined): boolean =>
  value === '-' || value === '/dev/stdin' || value === '/proc/self/fd/0';

function shellOptions(words: readonly ShellWord[]): {
  readonly hasCommandText: boolean;
  readonly readsStandardInput: boolean;
  /** What comes after the options: the text after `-c` or the script, and its arguments. */
  readonly rest: readonly ShellWord[];
} {
  let hasCommandText = false;
  let readsStandardInput = false;
  let index = 1;
  for (; index < words.length; index++) {
    const { value } = words[index]!;
    if (value === '-' || value === '--') {
      index++;
      break;
    }
    if (!/^[-+]./.test(value)) break;
    if (value.startsWith('--')) {
      if (value === '--rcfile' || value === '--init-file') index++;
      continue;
    }
    if (value.includes('c')) hasCommandText = true;
    if (value.includes('s')) readsStandardInput = true;
    // `-o pipefail` and `-O extglob` take a word, also as the end of `-euxo`.
    if (/[oO]/.test(value)) index++;
  }
  return { hasCommandText, readsStandardInput, rest: words.slice(index) };
}
