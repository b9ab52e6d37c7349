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

/** The word that holds a script: what follows `sh -c`, `su -c` and `eval`. */
export function shellArgumentOf(words: readonly ShellWord[]): ShellWord | undefined {
  const path = words[0]?.value ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (shells.has(name)) {
    const { hasCommandText, rest } = shellOptions(words);
    return hasCommandText ? rest[0] : undefined;
  }
  if (name === 'eval') return words.length === 2 ? words[1] : undefined;
  if (name !== 'su' && name !== 'runuser') return undefined;
  const option = words.findIndex(({ value }) => value === '--command' || /^-[a-z]*c$/.test(value));
  return option === -1 ? undefined : words[option + 1];
}

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
