import type { Comment } from '../../core/document.ts';
import type { EmbeddedText, Piece } from '../../core/embedded.ts';
import { keywords } from './instruction.ts';
import { type Lines, lineEnd, skipSpaces } from './lines.ts';

/** The lines of one instruction, joined where they are continued. */
export interface LogicalLine {
  /** Empty for a comment or a blank line. */
  readonly text: EmbeddedText;
  /** Its first character, which may be a continuation character alone on its line. */
  readonly start: number;
  readonly nextLine: number;
  /** Whether it ends before another instruction that its last line would continue onto. */
  readonly isCutShort: boolean;
}

/** Reads from line `first` to the end of its instruction. Comments go into `comments`. */
export function readLogicalLine(
  lines: Lines,
  first: number,
  escapeCharacter: string,
  comments: Comment[],
): LogicalLine {
  const { text, starts, count } = lines;
  const escapeCode = escapeCharacter.charCodeAt(0);
  const pieces: Piece[] = [];
  let joined = '';
  const startOfFirst = skipSpaces(text, starts[first]!, lineEnd(lines, first));
  const mayBeCutShort = refusesInstruction(lines, startOfFirst);
  let isCutShort = false;
  let isOpen = true;
  let line = first;
  for (; isOpen && line < count; line++) {
    const lineStart = starts[line]!;
    const end = lineEnd(lines, line);
    const contentStart = skipSpaces(text, lineStart, end);
    if (contentStart < end && text.charCodeAt(contentStart) === 35) {
      comments.push({ span: { start: contentStart, end }, isOwnLine: true });
      if (line === first) isOpen = false;
      continue;
    }
    if (contentStart === end) {
      if (line === first) isOpen = false;
      continue;
    }
    if (line > first && mayBeCutShort && isAtInstruction(lines, line)) {
      isCutShort = true;
      break;
    }
    // BuildKit takes blanks off the start of the first line only.
    const start = line === first ? contentStart : lineStart;
    const continued = continuationStart(text, start, end, escapeCode);
    if (continued === undefined) isOpen = false;
    const stop = continued ?? end;
    if (stop === start) continue;
    pieces.push({ offset: joined.length, length: stop - start, source: { start, end: stop } });
    joined += text.slice(start, stop);
  }
  return {
    text: { text: joined, pieces },
    start: startOfFirst,
    nextLine: line,
    isCutShort,
  };
}

/** Where the line's text ends before the escape character that continues it; undefined when it is not continued. */
function continuationStart(text: string, start: number, end: number, escapeCode: number): number | undefined {
  let at = end;
  while (at > start && (text.charCodeAt(at - 1) === 32 || text.charCodeAt(at - 1) === 9)) at--;
  if (at === start || text.charCodeAt(at - 1) !== escapeCode) return undefined;
  return at - 1 === start || text.charCodeAt(at - 2) !== escapeCode ? at - 1 : undefined;
}

/**
 * Whether no instruction's text can follow what stands on the line: no reference, stage name or port looks like one, so
 * BuildKit would refuse the file. Any other instruction may well be continued by a line that starts with a keyword.
 */
function refusesInstruction({ text }: Lines, start: number): boolean {
  refusingStart.lastIndex = start;
  return refusingStart.test(text);
}

const refusingStart = /(?:FROM|EXPOSE)[ \t]+[^\s\\`]/iy;

/** Whether an instruction with arguments starts at the very start of a line, its keyword in capitals. */
export function isAtInstruction({ text, starts }: Lines, line: number): boolean {
  instructionStart.lastIndex = starts[line]!;
  return instructionStart.test(text);
}

const instructionStart = new RegExp(`(?:${[...keywords].join('|')})[ \\t]+[^\\s\\\\\`]`, 'y');
