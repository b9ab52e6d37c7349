import type { TextEdit } from '../../core/text.ts';

/** The first of these words that is written once. Where a placeholder is there twice, an editor puts a cursor at both. */
export function placeholderIn(edits: readonly TextEdit[], ...words: readonly string[]): string | undefined {
  const written = edits.map(({ newText }) => newText).join('\n');
  return words.find((word) => written.split(word).length === 2);
}
