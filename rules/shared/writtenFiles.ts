import type { ShellCommand, ShellWord } from '../../core/script.ts';
import { takesNextWord } from '../../languages/shell/wrappers.ts';

/** The files that `sed -i` edits where they are; none for any other command. */
export function editedFilesOf({ name, words }: ShellCommand): readonly ShellWord[] {
  if (name !== 'sed' || !words.some(({ value }) => /^(?:-[a-zA-Z]*i|--in-place)/.test(value))) return [];
  const operands: ShellWord[] = [];
  let isProgramGiven = false;
  for (let index = 1; index < words.length; index++) {
    const { value } = words[index]!;
    if (!value.startsWith('-')) operands.push(words[index]!);
    else if (/^(?:-[a-zA-Z]*[ef]|--(?:expression|file)\b)/.test(value)) isProgramGiven = true;
    if (takesNextWord(value, programOptions)) index++;
  }
  return isProgramGiven ? operands : operands.slice(1);
}

/** Of GNU sed 4.9; an `-i` takes what stands behind it in its word. */
const programOptions = ['-e', '-f', '-l', '--expression', '--file', '--line-length'];

/** The files that a command writes: by redirection, as `tee` does, as the target of a copy, or where they are. */
export function writtenFilesOf(command: ShellCommand): readonly ShellWord[] {
  const { name, words, redirects } = command;
  // Most commands write nothing, and many are asked.
  if (redirects.length === 0 && name !== 'tee' && name !== 'sed' && !copies.has(name)) return nothing;
  const redirected = redirects.flatMap(({ operator, target }) => (operator.includes('>') && target ? [target] : []));
  const operands = words.slice(1).filter(({ value }) => !value.startsWith('-'));
  if (name === 'tee') return [...redirected, ...operands];
  if (copies.has(name) && operands.length > 1) return [...redirected, operands.at(-1)!];
  return [...redirected, ...editedFilesOf(command)];
}

const copies: ReadonlySet<string> = new Set(['cp', 'mv', 'install', 'ln']);

const nothing: readonly ShellWord[] = [];
