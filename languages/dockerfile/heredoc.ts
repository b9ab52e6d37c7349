import type { Heredoc } from './document.ts';
import type { InstructionHeader } from './instruction.ts';
import { type Lines, lineEnd, nextLineStart } from './lines.ts';
import { isAtInstruction } from './logicalLine.ts';
import { isSpace, type Range, skipQuotation, skipVariable } from './words.ts';

/** A `<<WORD` in an instruction's text. */
type HeredocWord = Pick<Heredoc, 'name' | 'start' | 'end' | 'isTabStripped'>;

/** The heredocs that an instruction opens; only RUN, COPY and ADD in their shell form do. */
export function heredocWordsOf({ keyword, text, exec, inner }: InstructionHeader): readonly HeredocWord[] {
  if (!text.text.includes('<<')) return [];
  if (keyword === 'ONBUILD') return inner ? heredocWordsOf({ ...inner, text }) : [];
  const canHold = exec === undefined && (keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD');
  return canHold ? heredocWords(text.text) : [];
}

/**
 * Reads heredoc bodies, one after another. A body that nothing ends makes BuildKit refuse the file; here it stops at
 * the next line that starts an instruction, so that the rest of a file that is being written is still read.
 */
export function createHeredocReader(lines: Lines): (word: HeredocWord, firstLine: number) => Heredoc {
  const { text, starts, count } = lines;
  // Once a body was found open, the last line with each text, so that many open ones do not each search to the end.
  let lastLines: ReadonlyMap<string, number> | undefined;

  return (word, firstLine) => {
    const bodyStart = starts[firstLine] ?? text.length;
    const mayEnd = lastLines === undefined || (lastLines.get(keyOf(word)) ?? -1) >= firstLine;
    for (let line = firstLine; mayEnd && line < count; line++) {
      if (!isEndOf(word, lines, line)) continue;
      return { ...word, body: { start: bodyStart, end: starts[line]! }, isClosed: true, nextLine: line + 1 };
    }
    lastLines ??= indexLines(lines);
    let line = firstLine;
    while (line < count && !isAtInstruction(lines, line)) line++;
    const body = { start: bodyStart, end: line > firstLine ? nextLineStart(lines, line - 1) : bodyStart };
    return { ...word, body, isClosed: false, nextLine: line };
  };
}

function isEndOf({ name, isTabStripped }: HeredocWord, lines: Lines, line: number): boolean {
  const start = isTabStripped ? skipTabs(lines, line) : lines.starts[line]!;
  return lineEnd(lines, line) - start === name.length && lines.text.startsWith(name, start);
}

function skipTabs({ text, starts }: Lines, line: number): number {
  let at = starts[line]!;
  while (text.charCodeAt(at) === 9) at++;
  return at;
}

const keyOf = ({ name, isTabStripped }: HeredocWord): string => (isTabStripped ? `\t${name}` : name);

function indexLines(lines: Lines): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (let line = 0; line < lines.count; line++) {
    const end = lineEnd(lines, line);
    last.set(lines.text.slice(lines.starts[line]!, end), line);
    last.set(`\t${lines.text.slice(skipTabs(lines, line), end)}`, line);
  }
  return last;
}

/**
 * The heredoc words of a text, as BuildKit finds them (`heredocsFromLine`): each is a whole word, and there is none at
 * all in text with an open quote or a malformed `${...}`. The escape character is always `\` here.
 */
function heredocWords(text: string): readonly HeredocWord[] {
  const words: HeredocWord[] = [];
  for (let at = 0; at < text.length; ) {
    if (isSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const end = skipWord(text, at);
    if (end === undefined) return [];
    const word = toHeredocWord(text, { start: at, end });
    if (word) words.push(word);
    at = end;
  }
  return words;
}

function skipWord(text: string, start: number): number | undefined {
  let at: number | undefined = start;
  while (at !== undefined && at < text.length && !isSpace(text.charCodeAt(at))) {
    const character = text[at];
    if (character === '$') at = skipVariable(text, at, '\\');
    else if (character === '"' || character === "'") at = skipQuotation(text, at, '\\');
    else if (character === '\\') at = Math.min(at + 2, text.length);
    else if (character === '<' && text[at + 1] === '<') at = skipBlanks(text, at + 2);
    else at++;
  }
  return at;
}

// Blanks may stand between `<<` and the name, and belong to the word.
function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

const heredocPattern = /^\d*<<(-?)([^<]*)$/;

function toHeredocWord(text: string, { start, end }: Range): HeredocWord | undefined {
  const word = text.slice(start, end);
  const match = word.includes('<<') ? heredocPattern.exec(word) : null;
  if (!match) return undefined;
  const name = unquote(match[2]!.trimStart());
  return name === '' ? undefined : { name, start, end, isTabStripped: match[1] === '-' };
}

function unquote(word: string): string {
  let result = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word[at]!;
    if (character === '\\' && quote !== "'") result += word[++at] ?? '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    else result += character;
  }
  return result;
}
