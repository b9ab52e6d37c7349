import type { Span } from '../../core/text.ts';
import type { YamlNode, YamlPair } from './node.ts';
import type { YamlDocument } from './parse.ts';

/** The same document in another place of a text, `by` characters further on: what parsing its unchanged text again would give. */
export function shiftDocument({ span, root, problems }: YamlDocument, by: number): YamlDocument {
  // Aliases share their anchor's node, and share its copy.
  const copies = new Map<YamlNode, YamlNode>();
  const shift = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  const copy = (node: YamlNode): YamlNode => {
    const known = copies.get(node);
    if (known) return known;
    const made = copyNode(node);
    copies.set(node, made);
    return made;
  };
  const copyPair = (pair: YamlPair): YamlPair => ({
    key: pair.key,
    keySpan: shift(pair.keySpan),
    value: copy(pair.value),
    span: shift(pair.span),
  });
  const copyNode = (node: YamlNode): YamlNode => {
    switch (node.kind) {
      case 'map': {
        const pairs = node.pairs.map(copyPair);
        return { ...node, span: shift(node.span), pairs, merged: node.merged.map(copyPair) };
      }
      case 'sequence': {
        const items = node.items.map((item) => ({ value: copy(item.value), span: shift(item.span) }));
        return { ...node, span: shift(node.span), items };
      }
      default:
        return { ...node, span: shift(node.span) };
    }
  };
  return {
    span: shift(span),
    root: copy(root),
    problems: problems.map((problem) => ({ ...problem, span: shift(problem.span) })),
  };
}
