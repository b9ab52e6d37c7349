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

/** The lines that a fix changes in the finding's file, before and after, or those of a file that it makes; both empty when they are not few. */
export function fixPreview(
  { edits, elsewhere }: Fix,
  text: string,
): { readonly removed: readonly string[]; readonly added: readonly string[] } {
  const [other] = elsewhere ?? [];
  if (edits.length === 0) return few([], other?.kind === 'create' ? toLines(other.text.trimEnd()) : []);
  const starts = edits.map(({ span }) => lineSpanAt(text, span.start).start);
  const ends = edits.map(({ span }) => lineSpanAt(text, span.end).end);
  const [start, end] = [Math.min(...starts), Math.max(...ends)];
  const moved = edits.map(({ span, newText }) => ({
    span: { start: span.start - start, end: span.end - start },
    newText,
  }));
  const before = text.slice(start, end);
  return few(toLines(before), toLines(applyEdits(before, moved)));
}

const few = (removed: readonly string[], added: readonly string[]) =>
  removed.length > maxPreviewLines || added.length > maxPreviewLines ? { removed: [], added: [] } : { removed, added };

const toLines = (text: string): readonly string[] =>
  text.trim() === '' ? [] : text.split(/\r?\n/).map((line) => printable(line.trim().slice(0, 100)));
