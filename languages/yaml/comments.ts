import { Lexer } from 'yaml';
import type { Comment } from '../../core/document.ts';
import { lineSpanAt } from '../../core/text.ts';
import { splitDocuments } from './parse.ts';

/** Stands before every scalar among the lexemes, and takes no place in the text, as the two below. */
const scalarMark = '\u001f';
const marksWithoutText: readonly string[] = [scalarMark, '\u0002', '\u0018'];

/** All comments of a YAML text. A `#` in a string or a block scalar is none. */
export function commentsOf(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  for (const { start, end } of splitDocuments(text)) {
    const source = text.slice(start, end);
    if (!source.includes('#')) continue;
    let offset = start;
    let previous = '';
    for (const lexeme of new Lexer().lex(source)) {
      if (lexeme.startsWith('#') && previous !== scalarMark) {
        const lineStart = lineSpanAt(text, offset).start;
        comments.push({
          span: { start: offset, end: offset + lexeme.length },
          isOwnLine: /^[\uFEFF \t]*$/.test(text.slice(lineStart, offset)),
        });
      }
      if (!marksWithoutText.includes(lexeme)) offset += lexeme.length;
      previous = lexeme;
    }
  }
  return comments;
}
