import { UNKNOWN } from '../../core/embedded.ts';
import type { ShellCommand, ShellWord } from '../../core/script.ts';
import type { Span, TextEdit } from '../../core/text.ts';

/** From the start of the first word to the end of the last. */
export const spanOfWords = (words: readonly ShellWord[]): Span => ({
  start: Math.min(...words.map(({ span }) => span.start)),
  end: Math.max(...words.map(({ span }) => span.end)),
});

/** A value for a message: `...` stands for what is not known. */
export const readable = (value: string): string => value.replaceAll(unknownParts, '...');

const unknownParts = new RegExp(`${UNKNOWN}+`, 'g');

/** The edit that writes more behind a word; undefined where the word does not stand in the text as it is: in quotes, in another file. */
export const appendToWord = (
  command: ShellCommand,
  word: ShellWord | undefined,
  text: string,
  addition: string,
): TextEdit | undefined =>
  word && isEditable(command, word, text, addition)
    ? { span: { start: word.span.end, end: word.span.end }, newText: addition }
    : undefined;

/** The edit that writes something else in place of a word, under the same conditions. */
export const replaceWord = (
  command: ShellCommand,
  word: ShellWord | undefined,
  text: string,
  newText: string,
): TextEdit | undefined =>
  word && isEditable(command, word, text, newText) ? { span: word.span, newText } : undefined;

function isEditable({ origins }: ShellCommand, { span, value }: ShellWord, text: string, newText: string): boolean {
  if (origins || text.slice(span.start, span.end) !== value) return false;
  // In a list, each argument has quotes of its own.
  return !newText.includes(' ') || !/["']/.test(text[span.end] ?? '');
}
