import type { Fix } from '../../core/finding.ts';
import { applyEdits, lineSpanAt } from '../../core/text.ts';
import { printable } from './report.ts';

/** What `check` applies a fix with. */
export const safetyLabels = {
  safe: 'fix (--fix)',
  suggested: 'suggested fix (--fix-suggested)',
  placeholder: 'fix to complete by hand',
} as const;

const maxPreviewLines = 3;

/** The lines that a fix changes, before and after; both empty when they are not few. */
export function fixPreview(
  { edits }: Fix,
  text: string,
): { readonly removed: readonly string[]; readonly added: readonly string[] } {
  const starts = edits.map(({ span }) => lineSpanAt(text, span.start).start);
  const ends = edits.map(({ span }) => lineSpanAt(text, span.end).end);
  const [start, end] = [Math.min(...starts), Math.max(...ends)];
  const moved = edits.map(({ span, newText }) => ({
    span: { start: span.start - start, end: span.end - start },
    newText,
  }));
  const before = text.slice(start, end);
  const removed = toLines(before);
  const added = toLines(applyEdits(before, moved));
  const isLong = edits.length === 0 || removed.length > maxPreviewLines || added.length > maxPreviewLines;
  return isLong ? { removed: [], added: [] } : { removed, added };
}

const toLines = (text: string): readonly string[] =>
  text.trim() === '' ? [] : text.split(/\r?\n/).map((line) => printable(line.trim().slice(0, 100)));
