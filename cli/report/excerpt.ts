import { lineStartsOf, positionAt, type Span } from '../../core/text.ts';
import { printable } from './report.ts';

/** One line of source as a terminal shows it, and under it the marks for the part that is meant. */
export interface ExcerptLine {
  /** 1-based. */
  readonly number: number;
  readonly source: string;
  readonly marks: string;
}

const maxLines = 3;
const maxWidth = 110;
const tabWidth = 4;

/** The lines that a span covers, the first few of them, with `^` under what it covers. */
export function excerptOf(text: string, { start, end }: Span): readonly ExcerptLine[] {
  const lineStarts = lineStartsOf(text);
  const first = positionAt(lineStarts, start).line;
  const last = positionAt(lineStarts, Math.max(start, end - 1)).line;
  const lines: ExcerptLine[] = [];
  for (let line = first; line <= Math.min(last, first + maxLines - 1); line++) {
    const lineStart = lineStarts[line]!;
    const content = text.slice(lineStart, lineStarts[line + 1] ?? text.length).replace(/\r?\n$/, '');
    const from = line === first ? start - lineStart : content.search(/\S|$/);
    const to = line === last ? end - lineStart : content.length;
    lines.push({ number: line + 1, ...markLine(content, from, Math.min(to, content.length)) });
  }
  return lines;
}

/** Marks `[from, to)` of a line, and cuts a long line around it. */
function markLine(content: string, from: number, to: number): { readonly source: string; readonly marks: string } {
  const cells = toCells(content);
  const meant = cells.filter(({ at }) => at >= from && at < Math.max(to, from + 1));
  const markStart = meant[0]?.column ?? widthOf(cells);
  const markEnd = Math.max(markStart + 1, ...meant.slice(-1).map(({ column, width }) => column + width));

  const isLong = widthOf(cells) > maxWidth;
  const windowStart = isLong ? Math.max(0, Math.min(markStart - 20, widthOf(cells) - maxWidth)) : 0;
  const windowEnd = windowStart + maxWidth;
  const shown = cells.filter(({ column, width }) => column >= windowStart && column + width <= windowEnd);
  const before = windowStart > 0 ? '…' : '';
  const after = widthOf(cells) > windowEnd ? '…' : '';
  const offset = (shown[0]?.column ?? 0) - before.length;
  return {
    source: before + shown.map((cell) => cell.text).join('') + after,
    marks: ' '.repeat(Math.max(0, markStart - offset)) + '^'.repeat(Math.min(markEnd, windowEnd) - markStart),
  };
}

/** A character as a terminal shows it. */
interface Cell {
  /** UTF-16 offset in the line. */
  readonly at: number;
  readonly text: string;
  readonly column: number;
  readonly width: number;
}

function toCells(content: string): readonly Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  let column = 0;
  for (const character of content) {
    const width =
      character === '\t'
        ? tabWidth - (column % tabWidth)
        : zeroWidth.test(character)
          ? 0
          : wide.test(character)
            ? 2
            : 1;
    cells.push({ at, text: character === '\t' ? ' '.repeat(width) : printable(character), column, width });
    at += character.length;
    column += width;
  }
  return cells;
}

const zeroWidth = /^[\p{Mn}\p{Me}\u200b-\u200d\ufeff]$/u;
const wide =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$|^\p{Emoji_Presentation}$/u;

function widthOf(cells: readonly Cell[]): number {
  const last = cells.at(-1);
  return last ? last.column + last.width : 0;
}
