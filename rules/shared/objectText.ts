import type { ParsedFile } from '../../core/document.ts';
import { lineSpanAt, type Span } from '../../core/text.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { get } from '../../languages/yaml/node.ts';

/**
 * Whether an object stands in the text as it is deployed, on lines of its own, so that its lines can be moved: in block style,
 * with nothing merged in or used by an alias, and no action of a template in it but for its name.
 */
export function isWrittenOut({ node }: KubernetesObject, { language, text }: ParsedFile): boolean {
  if (node.isFlow || node.anchor !== undefined || node.pairs.some(({ key }) => key === '<<')) return false;
  if (language !== 'helm') return true;
  const name = get(node, 'metadata', 'name')?.span ?? node.span;
  const { start, end } = node.span;
  return !(text.slice(start, name.start) + text.slice(name.end, end)).includes('{{');
}

/** Whether a cursor or a selection is inside a stretch of text. */
export const isAt = (at: Span, { start, end }: Span): boolean => start <= at.start && at.end <= end;

/** Of an item of a list, the dash before it, too. */
export function withDash(text: string, { start, end }: Span): Span {
  const line = lineSpanAt(text, start).start;
  return { start: /^[ -]*$/.test(text.slice(line, start)) ? line : start, end };
}
