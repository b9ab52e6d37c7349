import { lineSpanAt } from '../../core/text.ts';
import type { YamlNode } from './node.ts';

/**
 * The start of the line above which a comment for `offset` can be written: its own line, or, inside a block scalar, a
 * string over several lines, or brackets, the line on which that entry starts. `roots` are the text's documents.
 */
export function suppressionLineAt(text: string, roots: readonly YamlNode[], offset: number): number {
  const holds = ({ span }: { readonly span: { readonly start: number; readonly end: number } }) =>
    span.start <= offset && offset < span.end;
  let entryStart = offset;
  let node = roots.find(holds);
  while (node && node.kind !== 'scalar' && !(node.kind !== 'null' && node.isFlow)) {
    const entry = node.kind === 'null' ? undefined : (node.kind === 'map' ? node.pairs : node.items).find(holds);
    if (!entry) return lineSpanAt(text, offset).start;
    entryStart = entry.span.start;
    node = entry.value.span.start <= offset && offset < entry.value.span.end ? entry.value : undefined;
  }
  return lineSpanAt(text, node ? Math.min(entryStart, offset) : offset).start;
}
