import type { LineStarts } from '../../core/text.ts';
import { isSpace } from './words.ts';

/** A text by lines, numbered from 0. A line ends before its line end, and with it before any `\r` there. */
export interface Lines {
  readonly text: string;
  readonly starts: LineStarts;
  readonly count: number;
}

/** The first line starts after a byte order mark; nothing after the last line end counts as a line. */
export function linesOf(text: string, lineStarts: LineStarts): Lines {
  const isLastEmpty = lineStarts.at(-1) === text.length;
  const count = lineStarts.length - (isLastEmpty ? 1 : 0);
  const starts = text.charCodeAt(0) === 0xfeff ? [1, ...lineStarts.slice(1)] : lineStarts;
  return { text, starts, count };
}

export function lineEnd(lines: Lines, line: number): number {
  let end = nextLineStart(lines, line);
  const start = lines.starts[line]!;
  if (end > start && lines.text.charCodeAt(end - 1) === 10) end--;
  while (end > start && lines.text.charCodeAt(end - 1) === 13) end--;
  return end;
}

/** Where the next line starts, or would start. */
export const nextLineStart = (lines: Lines, line: number): number => lines.starts[line + 1] ?? lines.text.length;

/** The offset of the first character that is not blank in `[start, end)`, or `end`. */
export function skipSpaces(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** The offset after the last character that is not blank in `[start, end)`, or `start`. */
export function trimSpaces(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}
