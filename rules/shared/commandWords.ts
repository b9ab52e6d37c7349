import type { ShellCommand, ShellWord } from '../../core/script.ts';
import type { Span, TextEdit } from '../../core/text.ts';

/** From the start of the first word to the end of the last. */
export const spanOfWords = (words: readonly ShellWord[]): Span => ({
  start: Math.min(...words.map(({ span }) => span.start)),
  end: Math.max(...words.map(({ span }) => span.end)),
});

/** The edit that writes more behind a word; undefined where the word does not stand in the text as it is: in quotes, in another file. */
export function appendToWord(
  command: ShellCommand,
  word: ShellWord | undefined,
  text: string,
  addition: string,
): TextEdit | undefined {
  if (!word || command.origins || !isVerbatimWord(word, text)) return undefined;
  // In a list, each argument has quotes of its own.
  if (addition.includes(' ') && /["']/.test(text[word.span.end] ?? '')) return undefined;
  return { span: { start: word.span.end, end: word.span.end }, newText: addition };
}

/** The edit that writes something else in place of a word, under the same conditions. */
export const replaceWord = (
  command: ShellCommand,
  word: ShellWord | undefined,
  text: string,
  newText: string,
): TextEdit | undefined =>
  word && !command.origins && isVerbatimWord(word, text) ? { span: word.span, newText } : undefined;

export const isVerbatimWord = ({ span, value }: ShellWord, text: string): boolean =>
  text.slice(span.start, span.end) === value;
