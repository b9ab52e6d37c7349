import { UNKNOWN } from '../../core/embedded.ts';
import type { ShellCommand, ShellWord } from '../../core/script.ts';
import { takesNextWord } from '../../languages/shell/wrappers.ts';

/** `git -C folder action --option value operand ...` */
export interface GitCall {
  readonly action: ShellWord;
  /** Where it runs, when `-C` says so. */
  readonly folder: string | undefined;
  readonly operands: readonly ShellWord[];
  /** The options with the words that hold their values; that of `--option=value` is the whole word. */
  readonly options: readonly GitOption[];
}

interface GitOption {
  readonly name: string;
  readonly value: string | undefined;
  readonly word: ShellWord;
}

/** Takes a `git` command apart; undefined for any other one. */
export function gitCallOf({ name, words }: ShellCommand): GitCall | undefined {
  if (name !== 'git') return undefined;
  let folder: string | undefined;
  let at = 1;
  for (; words[at]?.value.startsWith('-'); at++) {
    const option = words[at]!.value;
    if (!['-C', '-c', '--git-dir', '--work-tree', '--namespace'].includes(option)) continue;
    at++;
    if (option === '-C') folder = words[at]?.value;
  }
  const action = words[at];
  return action && { action, folder, ...readArguments(words.slice(at + 1), valueOptions[action.value] ?? []) };
}

function readArguments(words: readonly ShellWord[], takers: readonly string[]): Pick<GitCall, 'operands' | 'options'> {
  const operands: ShellWord[] = [];
  const options: GitOption[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const { value } = word;
    const equals = value.indexOf('=');
    if (value === '--') return { operands: [...operands, ...words.slice(index)], options };
    if (!value.startsWith('-')) operands.push(word);
    else if (value.startsWith('--') && equals !== -1)
      options.push({ name: value.slice(0, equals), value: value.slice(equals + 1), word });
    else if (takesNextWord(value, takers)) {
      const next = words[++index];
      options.push({ name: value, value: next?.value, word: next ?? word });
    } else options.push({ name: value, value: undefined, word });
  }
  return { operands, options };
}

/** Options that take the next word, by action; of git 2.49. */
const valueOptions: Readonly<Record<string, readonly string[]>> = {
  clone: [
    ...['-b', '--branch', '--depth', '-o', '--origin', '-c', '--config', '-j', '--jobs', '-u', '--upload-pack'],
    ...['--reference', '--reference-if-able', '--template', '--separate-git-dir', '--filter', '--shallow-since'],
    ...['--shallow-exclude', '--server-option', '--bundle-uri', '--revision', '--ref-format'],
  ],
  checkout: ['-b', '-B', '--orphan', '--conflict', '--pathspec-from-file'],
  switch: ['-c', '-C', '--create', '--force-create', '--orphan', '--conflict'],
  fetch: [
    '--depth',
    '--deepen',
    '--shallow-since',
    '--shallow-exclude',
    '-j',
    '--jobs',
    '-o',
    '--filter',
    '--upload-pack',
  ],
};

/** Whether an address that `git` is given is that of another machine. One that is not known may be a folder. */
export const isRemoteRepository = (address: string): boolean =>
  /^(?!file:)[a-z+]+:\/\/|^[\w.-]+@[\w.-]+:/.test(address.replace(new RegExp(`^${UNKNOWN}+(?=://)`), 'https'));

/** The reference that a command brings the working tree to; undefined when it does no such thing. */
export function checkedOutBy({ action, operands, options }: GitCall): string | undefined {
  const [first, second] = operands;
  switch (action.value) {
    case 'checkout':
    case 'switch':
      return first?.value;
    case 'reset':
      return options.some(({ name }) => name === '--hard') ? first?.value : undefined;
    case 'fetch':
    case 'worktree':
    case 'pull':
      return (action.value === 'worktree' ? operands[2] : second)?.value;
    default:
      return undefined;
  }
}
