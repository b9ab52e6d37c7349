import type { Script, ShellCommand, ShellWord } from '../../core/script.ts';
import type { TextEdit } from '../../core/text.ts';

/** The edits that take out a command: from its chain, or with the whole script when it is all that the script does. */
export function removalOf(command: ShellCommand, script: Script): readonly TextEdit[] | undefined {
  const isAll = script.commands.every((other) => command.pipeline.includes(other));
  return command.removal ?? (isAll ? script.removal : undefined);
}

/** The edits that take one word out of a command, with the blanks and the line continuation before it. */
export function wordRemoval(command: ShellCommand, word: ShellWord, text: string): readonly TextEdit[] | undefined {
  const index = command.words.indexOf(word);
  const [previous, next] = [command.words[index - 1], command.words[index + 1]];
  if (!previous || previous.span.end >= word.span.start) return undefined;
  // A variable may hold several words, which all stand where it does.
  if (next && next.span.start < word.span.end) return undefined;
  const gap = text.slice(previous.span.end, word.span.start);
  // Anything but blanks means quotes and commas of a list, or a comment between two lines.
  if (!/^(?:[ \t]|\\\r?\n)+$/.test(gap)) return undefined;
  return [{ span: { start: previous.span.end, end: word.span.end }, newText: '' }];
}
