import type { Span } from '../../core/text.ts';
import type { YamlItem, YamlNode, YamlPair } from './node.ts';
import type { YamlDocument } from './parse.ts';

/** The same document in another place of a text, `by` characters further on: what parsing its unchanged text again would give. */
export function shiftDocument(document: YamlDocument, by: number): YamlDocument {
  if (by === 0) return document;
  const { span, root, problems } = document;
  const { shift, copy } = shiftFrom(0, by);
  return {
    span: shift(span),
    root: copy(root),
    problems: problems.map((problem) => ({ ...problem, span: shift(problem.span) })),
  };
}

/** What copies spans, nodes, pairs and items of one document, with everything at `from` and after it moved `by` characters. */
export function shiftFrom(from: number, by: number) {
  // Aliases share their anchor's node, and share its copy.
  const copies = new Map<YamlNode, YamlNode>();
  const move = (offset: number): number => (offset < from ? offset : offset + by);
  const shift = ({ start, end }: Span): Span => ({ start: move(start), end: move(end) });
  const copy = (node: YamlNode): YamlNode => {
    // Nothing in a node stands behind it: an alias is of something that comes before.
    if (node.span.end < from) return node;
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
  const copyItem = (item: YamlItem): YamlItem => ({ value: copy(item.value), span: shift(item.span) });
  const copyNode = (node: YamlNode): YamlNode => {
    switch (node.kind) {
      case 'map': {
        const pairs = node.pairs.map(copyPair);
        return { ...node, span: shift(node.span), pairs, merged: node.merged.map(copyPair) };
      }
      case 'sequence': {
        return { ...node, span: shift(node.span), items: node.items.map(copyItem) };
      }
      default:
        return { ...node, span: shift(node.span) };
    }
  };
  return { shift, copy, copyPair, copyItem };
}
