import type { Command } from 'unbash';
import { type EmbeddedText, toSource } from '../../core/embedded.ts';
import type { ShellCommand, ShellWord } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import { foundCommandsOf, interpreterOf, shellArgumentOf, shells } from './interpreters.ts';
import { joinedByBlanks, type RunWord, readHeredoc, readWord, type ShellText } from './words.ts';
import { withUnknown } from './wrappers.ts';

/** A script that a command runs, in its arguments or on its standard input. */
export interface HiddenScript {
  readonly text: EmbeddedText;
  readonly span: Span;
  /** Whether the shell that runs the command runs it too, so that it sees all variables. */
  readonly isSameShell: boolean;
}

/** Of how many words a script may be put together. */
const maxScriptWords = 100;

/** The script that follows `sh -c`, `su -c`, `eval` and `trap`. */
export function scriptInArguments({ words }: ShellCommand, runWords: readonly RunWord[]): HiddenScript | undefined {
  const argument = shellArgumentOf(words);
  if (!argument) return undefined;
  const parts = findIn(runWords)(argument.words);
  const [first] = parts;
  if (!first || parts.length > maxScriptWords) return undefined;
  const text = parts.length === 1 ? first.text() : joinedByBlanks(parts);
  return { text, span: spanAcross(parts), isSameShell: argument.isSameShell };
}

/** A command that `find` runs for the files that it finds. */
export interface FoundCommand {
  readonly words: readonly RunWord[];
  readonly span: Span;
}

export function commandsOfFind({ name, words }: ShellCommand, runWords: readonly RunWord[]): readonly FoundCommand[] {
  if (name !== 'find') return [];
  const find = findIn(runWords);
  return foundCommandsOf(words).flatMap((found) => {
    const span = { start: found[0]!.span.start, end: found.at(-1)!.span.end };
    const foundWords = find(found).map((word) => withUnknown(word, '{}'));
    return foundWords.length === 0 ? [] : [{ words: foundWords, span }];
  });
}

/** The here-documents and here-strings of a command that runs what comes in. */
export function scriptsInRedirects(node: Command, command: ShellCommand, context: ShellText): readonly HiddenScript[] {
  if (node.redirects.length === 0 || !shells.has(interpreterOf(command) ?? '')) return [];
  return node.redirects.flatMap((redirect): readonly HiddenScript[] => {
    if (redirect.operator === '<<' || redirect.operator === '<<-') {
      const { pos, end } = redirect.body;
      const span = toSource(context.embedded, pos, end);
      return [{ text: readHeredoc(redirect.body, context), span, isSameShell: false }];
    }
    if (redirect.operator !== '<<<' || !redirect.target) return [];
    const { text, word } = readWord(redirect.target, context);
    return [{ text: text(), span: word.span, isSameShell: false }];
  });
}

/** Leads from the words of a command to those that can be read as scripts; what `xargs` puts in is none. */
function findIn(runWords: readonly RunWord[]): (words: readonly ShellWord[]) => readonly RunWord[] {
  const byWord = new Map(runWords.map((runWord) => [runWord.word, runWord]));
  return (words) => words.flatMap((word) => byWord.get(word) ?? []);
}

/** Over all words. The last one need not stand last: `args:` may be written above `command:`. */
export function spanAcross(words: readonly RunWord[]): Span {
  let { start, end } = words[0]!.word.span;
  for (const { word } of words) {
    start = Math.min(start, word.span.start);
    end = Math.max(end, word.span.end);
  }
  return { start, end };
}
