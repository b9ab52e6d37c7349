import { joinPieces, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { ShellCommand } from '../../core/script.ts';
import type { RunWord } from './words.ts';

export interface Program {
  /** The program and its arguments. */
  readonly words: readonly RunWord[];
  readonly wrappers: readonly string[];
  readonly assignments: ShellCommand['assignments'];
}

/** Takes off the commands that only run another one, such as `sudo` and `env`. A wrapper that wraps nothing stays. */
export function takeOffWrappers(words: readonly RunWord[]): Program {
  const wrappers: string[] = [];
  const assignments: ShellCommand['assignments'][number][] = [];
  let rest = words;
  for (;;) {
    const path = rest[0]?.word.value ?? '';
    const name = path.slice(path.lastIndexOf('/') + 1);
    const wrapper = wrapperTable.get(name);
    const start = wrapper && startOfWrapped(rest, wrapper);
    if (start === undefined || start >= rest.length || wrappers.length === maxWrappers) {
      return { words: rest, wrappers, assignments };
    }
    if (wrapper?.assignments) assignments.push(...rest.slice(1, start).flatMap(assignmentIn));
    wrappers.push(name);
    const placeholder = wrapper?.isXargs && placeholderOf(rest.slice(1, start));
    rest = rest.slice(start);
    if (placeholder) rest = rest.map((word) => withUnknown(word, placeholder));
    else if (wrapper?.isXargs) rest = [...rest, unknownWordAfter(rest.at(-1)!)];
  }
}

export const isWrapper = (program: string): boolean => wrapperTable.has(program);

/** Each one taken off is a step through all words; nobody writes so many. */
const maxWrappers = 20;

/** Whether what a wrapper runs may be given other environment variables than the wrapper was. */
export const changesEnvironment = (wrapper: string): boolean =>
  !['exec', 'command', 'nohup', 'nice', 'time', 'timeout'].includes(wrapper);

interface Wrapper {
  /** Options that take the next word as their value. */
  readonly valueOptions?: readonly string[];
  /** Options with which it does something else than run a command. */
  readonly otherUse?: readonly string[];
  /** How many words that are no options stand before the command. */
  readonly positionals?: number;
  readonly assignments?: true;
  /** Whether it takes arguments for the command from its standard input. */
  readonly isXargs?: true;
}

/** From the manuals of sudo 1.9, GNU coreutils 9, util-linux 2.40, findutils 4.10, bash 5.2, tini 0.19 and dumb-init 1.2. */
const wrapperTable: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    'sudo',
    {
      valueOptions: [
        ...['-u', '-g', '-h', '-p', '-C', '-c', '-D', '-R', '-r', '-t', '-T', '-U', '-a'],
        ...['--user', '--group', '--host', '--prompt', '--close-from', '--chdir', '--chroot', '--role', '--type'],
        ...['--command-timeout', '--other-user', '--auth-type'],
      ],
      otherUse: ['-l', '-e', '-v', '-K', '--list', '--edit', '--validate', '--remove-timestamp'],
      assignments: true,
    },
  ],
  ['doas', { valueOptions: ['-u', '-C', '-a'] }],
  [
    'env',
    {
      valueOptions: ['-u', '-C', '--unset', '--chdir'],
      otherUse: ['-S', '--split-string'],
      assignments: true,
    },
  ],
  ['exec', { valueOptions: ['-a'] }],
  ['command', { otherUse: ['-v', '-V'] }],
  ['builtin', {}],
  ['nohup', {}],
  ['setsid', {}],
  ['eatmydata', {}],
  ['busybox', {}],
  ['nice', { valueOptions: ['-n', '--adjustment'] }],
  ['ionice', { valueOptions: ['-c', '-n', '--class', '--classdata'], otherUse: ['-p', '-P', '-u'] }],
  ['time', { valueOptions: ['-f', '-o', '--format', '--output'] }],
  ['timeout', { valueOptions: ['-s', '-k', '--signal', '--kill-after'], positionals: 1 }],
  ['stdbuf', { valueOptions: ['-i', '-o', '-e', '--input', '--output', '--error'] }],
  [
    'xargs',
    {
      valueOptions: [
        ...['-a', '-d', '-E', '-I', '-L', '-n', '-P', '-s'],
        ...['--arg-file', '--delimiter', '--max-args', '--max-procs', '--max-chars'],
      ],
      isXargs: true,
    },
  ],
  ['gosu', { positionals: 1 }],
  ['su-exec', { positionals: 1 }],
  ['s6-setuidgid', { positionals: 1 }],
  [
    'runuser',
    {
      valueOptions: ['-u', '-g', '-G', '--user', '--group', '--supp-group'],
      otherUse: ['-c', '-l', '-', '--command', '--login'],
    },
  ],
  ['tini', { valueOptions: ['-p', '-e'] }],
  ['tini-static', { valueOptions: ['-p', '-e'] }],
  ['dumb-init', { valueOptions: ['-r', '--rewrite'] }],
]);

/** Index of the wrapped command's first word; undefined when the wrapper is used for something else. */
function startOfWrapped(words: readonly RunWord[], wrapper: Wrapper): number | undefined {
  let positionals = wrapper.positionals ?? 0;
  let areOptionsOver = false;
  let index = 1;
  for (; index < words.length; index++) {
    const { value } = words[index]!.word;
    if (!areOptionsOver && value.startsWith('-')) {
      if (value === '--') areOptionsOver = true;
      if (wrapper.otherUse?.includes(value)) return undefined;
      if (takesNextWord(value, wrapper.valueOptions ?? [])) index++;
    } else if (wrapper.assignments && assignmentPattern.test(value)) areOptionsOver = true;
    else if (positionals > 0) positionals--;
    else break;
  }
  return index;
}

/** Whether the value of an option, or of the last one in a cluster such as `-Eu`, is the next word. */
export function takesNextWord(option: string, valueOptions: readonly string[]): boolean {
  if (valueOptions.includes(option)) return true;
  if (option.startsWith('--')) return false;
  const first = [...option].findIndex((letter, index) => index > 0 && valueOptions.includes(`-${letter}`));
  return first > 0 && first === option.length - 1;
}

const assignmentPattern = /^[A-Za-z_]\w*=/;

function assignmentIn({ word, text }: RunWord): ShellCommand['assignments'] {
  if (!assignmentPattern.test(word.value)) return [];
  const start = word.value.indexOf('=') + 1;
  const span = toSource(text(), start, word.value.length);
  return [{ name: word.value.slice(0, start - 1), value: { span, value: word.value.slice(start) } }];
}

/** What `xargs -I` puts an argument in place of. */
function placeholderOf(options: readonly RunWord[]): string | undefined {
  for (const [index, { word }] of options.entries()) {
    const [, short, long] = /^(?:-I(.*)|(?:-i|--replace=?)(.*))$/s.exec(word.value) ?? [];
    if (short !== undefined) return short === '' ? options[index + 1]?.word.value : short;
    if (long !== undefined) return long === '' ? '{}' : long;
  }
  return undefined;
}

/** The word with something that only the run knows in place of each placeholder. */
export function withUnknown(runWord: RunWord, placeholder: string): RunWord {
  const { span } = runWord.word;
  if (!runWord.word.value.includes(placeholder)) return runWord;
  const value = runWord.word.value.replaceAll(placeholder, UNKNOWN);
  return { word: { span, value }, text: () => joinPieces([{ text: value, source: span }]) };
}

/** Stands for the arguments that are known only to the run. */
function unknownWordAfter({ word }: RunWord): RunWord {
  const span = { start: word.span.end, end: word.span.end };
  return {
    word: { span, value: UNKNOWN },
    text: () => ({ text: UNKNOWN, pieces: [{ offset: 0, length: 1, source: span }] }),
  };
}
