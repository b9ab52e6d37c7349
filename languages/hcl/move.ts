import type { Comment } from '../../core/document.ts';
import { lineSpanAt, type Span } from '../../core/text.ts';
import type { HclBlock } from './syntax.ts';

/** What stands between a block's braces, as lines for another block: an attribute with the comment behind it, or a comment of its own. */
export interface MovedItem {
  /** The attribute's name; undefined for a comment. */
  readonly name: string | undefined;
  /** What follows an attribute's name, or the comment, without the indentation that it had. */
  readonly lines: readonly string[];
  /** The comment behind an attribute, or nothing. */
  readonly comment: string;
}

/** The attributes and comments of a block in order; nested blocks are left out. */
export function movedItems(source: string, block: HclBlock, comments: readonly Comment[]): readonly MovedItem[] {
  const { attributes } = block.body;
  const isIn = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
  const loose = comments
    .filter(({ span }) => isIn(span, block.span) && !attributes.some((attribute) => isIn(span, attribute.span)))
    .map(({ span }) => span);
  const behind = new Map(
    attributes.map((attribute) => {
      const rest = { start: attribute.span.end, end: lineSpanAt(source, attribute.span.end).end };
      return [attribute, loose.filter((span) => rest.start <= span.start && span.start < rest.end)] as const;
    }),
  );
  const taken = new Set([...behind.values()].flat());
  const items = [
    ...attributes.map((attribute) => ({
      at: attribute.span.start,
      name: attribute.name,
      lines: dedented(source, { start: attribute.nameSpan.end, end: attribute.span.end }),
      comment: behind
        .get(attribute)!
        .map(({ start, end }) => source.slice(start, end))
        .join(' '),
    })),
    ...loose
      .filter((span) => !taken.has(span))
      .map((span) => ({ at: span.start, name: undefined, lines: dedented(source, span), comment: '' })),
  ];
  return items.sort((a, b) => a.at - b.at);
}

/** The comments in the lines right above a block. */
export function commentsAbove(source: string, block: HclBlock, comments: readonly Comment[]): readonly Span[] {
  const found: Span[] = [];
  let { start } = block.span;
  for (const { span, isOwnLine } of comments.toReversed()) {
    if (span.end > start) continue;
    if (!isOwnLine || !/^\r?\n[ \t]*$/.test(source.slice(span.end, start))) break;
    found.unshift(span);
    start = span.start;
  }
  return found;
}

/** Lines without the indentation of the first one's line. */
function dedented(source: string, { start, end }: Span): readonly string[] {
  const line = lineSpanAt(source, start);
  const indentation = /^[ \t]*/.exec(source.slice(line.start, line.end))![0];
  return source
    .slice(start, end)
    .split(/\r?\n/)
    .map((text, index) => (index > 0 && text.startsWith(indentation) ? text.slice(indentation.length) : text));
}
