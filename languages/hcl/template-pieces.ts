import { type EmbeddedText, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { Span } from '../../core/text.ts';
import { type LiteralPiece, literalPieces } from './escapes.ts';
import type { HclDirective, HclExpression, HclHeredoc, HclTemplate, HclTemplatePart } from './syntax.ts';

/** A stretch of a template's value, after indentation (`<<-`) and what `~` strips are taken off. */
export type HclPiece =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  | { readonly kind: 'interpolation'; readonly expression: HclExpression; readonly span: Span }
  | {
      readonly kind: 'directive';
      readonly directive: HclDirective;
      readonly span: Span;
      readonly pieces: readonly HclPiece[];
      readonly elsePieces: readonly HclPiece[];
    };

/**
 * The value of a string or heredoc in order. A text piece is either a plain stretch of the source or one decoded
 * escape. Indentation and `~` are taken off as in HCL's parser_template.go: line by line, blank lines not counted, and
 * only from the text right beside the `~`.
 */
export function templatePieces(template: HclTemplate | HclHeredoc, source: string): readonly HclPiece[] {
  const tokens: Token[] = [];
  const nodes = toNodes(template.parts, { source, template, tokens });
  stripBesideTags(tokens);
  if (template.kind === 'heredoc' && template.isIndented) stripIndentation(tokens);
  return toPieces(nodes);
}

/** The value of a string or heredoc, with `UNKNOWN` for each interpolation and directive. */
export function heredocText(template: HclTemplate | HclHeredoc, source: string): EmbeddedText {
  return joinPieces(
    templatePieces(template, source).map((piece) => ({
      text: piece.kind === 'text' ? piece.text : UNKNOWN,
      source: piece.span,
    })),
  );
}

/** What HCL's scanner gives: a line of literal text or less, or a tag (`${...}`, `%{...}`). Texts are stripped in place. */
type Token = TextToken | TagToken;

interface TextToken {
  readonly kind: 'text';
  pieces: readonly LiteralPiece[];
}

interface TagToken {
  readonly kind: 'tag';
  readonly stripsBefore: boolean;
  readonly stripsAfter: boolean;
}

/** A part of the template, whose texts are tokens. */
type Node =
  | TextToken
  | Extract<HclPiece, { kind: 'interpolation' }>
  | {
      readonly kind: 'directive';
      readonly directive: HclDirective;
      readonly nodes: readonly Node[];
      readonly elseNodes: readonly Node[];
    };

interface Context {
  readonly source: string;
  readonly template: HclTemplate | HclHeredoc;
  readonly tokens: Token[];
}

function toNodes(parts: readonly HclTemplatePart[], context: Context): readonly Node[] {
  return parts.flatMap((part): readonly Node[] => {
    if (part.kind === 'literal') {
      const lines = linesOf(part.span, context);
      context.tokens.push(...lines);
      return lines;
    }
    if (part.kind === 'directive') return [toDirectiveNode(part, context)];
    context.tokens.push(tagBetween(context.source, part.span.start, part.span.end));
    return [part];
  });
}

function toDirectiveNode(directive: HclDirective, context: Context): Node {
  const { span, parts, elseParts } = directive;
  const { source, tokens } = context;
  // Where nothing stands between two tags, nothing is stripped there, so that their inner ends need not be known.
  const bodyStart = parts[0]?.span.start ?? span.end;
  const elseStart = parts.at(-1)?.span.end ?? span.start;
  tokens.push(tagBetween(source, span.start, bodyStart));
  const nodes = toNodes(parts, context);
  if (elseParts.length === 0) {
    if (parts.length > 0) tokens.push(tagBetween(source, elseStart, span.end));
    return { kind: 'directive', directive, nodes, elseNodes: [] };
  }
  tokens.push(tagBetween(source, elseStart, elseParts[0]!.span.start));
  const elseNodes = toNodes(elseParts, context);
  tokens.push(tagBetween(source, elseParts.at(-1)!.span.end, span.end));
  return { kind: 'directive', directive, nodes, elseNodes };
}

function tagBetween(source: string, start: number, end: number): TagToken {
  return { kind: 'tag', stripsBefore: source[start + 2] === '~', stripsAfter: source[end - 2] === '~' };
}

function linesOf(span: Span, { source, template }: Context): TextToken[] {
  if (template.kind === 'template') return [{ kind: 'text', pieces: literalPieces(source, span, 'quoted') }];
  const lines: TextToken[] = [];
  for (let start = span.start; start < span.end; ) {
    const newline = source.indexOf('\n', start);
    const end = newline === -1 || newline >= span.end ? span.end : newline + 1;
    lines.push({ kind: 'text', pieces: literalPieces(source, { start, end }, 'heredoc') });
    start = end;
  }
  return lines;
}

function stripBesideTags(tokens: readonly Token[]): void {
  for (const [index, tag] of tokens.entries()) {
    if (tag.kind === 'text') continue;
    const before = tokens[index - 1];
    const after = tokens[index + 1];
    if (tag.stripsBefore && before?.kind === 'text') {
      before.pieces = cut(before.pieces, 0, textOf(before).trimEnd().length);
    }
    if (tag.stripsAfter && after?.kind === 'text') {
      const text = textOf(after);
      after.pieces = cut(after.pieces, text.length - text.trimStart().length, text.length);
    }
  }
}

function stripIndentation(tokens: readonly Token[]): void {
  const lineStarts = tokens.filter((_, index) => {
    const before = tokens[index - 1];
    return index === 0 || (before?.kind === 'text' && textOf(before).endsWith('\n'));
  });
  let indentation = Number.POSITIVE_INFINITY;
  for (const token of lineStarts) {
    const text = token.kind === 'text' ? textOf(token) : '';
    const isBlankLine = text.trim() === '' && text.endsWith('\n');
    if (!isBlankLine) indentation = Math.min(indentation, text.length - text.trimStart().length);
  }
  for (const token of lineStarts) {
    if (token.kind === 'tag') continue;
    const text = textOf(token);
    if (text.trim() !== '' || !text.endsWith('\n')) token.pieces = cut(token.pieces, indentation, text.length);
  }
}

const textOf = ({ pieces }: TextToken): string => pieces.map(({ text }) => text).join('');

/** The part `[start, end)` of a text that consists of pieces. What is cut is whitespace, of which each escape is one character. */
function cut(pieces: readonly LiteralPiece[], start: number, end: number): readonly LiteralPiece[] {
  const result: LiteralPiece[] = [];
  let offset = 0;
  for (const { text, span } of pieces) {
    const from = Math.max(0, start - offset);
    const to = Math.min(text.length, end - offset);
    offset += text.length;
    if (from >= to) continue;
    const isWhole = from === 0 && to === text.length;
    result.push(
      isWhole
        ? { text, span }
        : { text: text.slice(from, to), span: { start: span.start + from, end: span.start + to } },
    );
  }
  return result;
}

function toPieces(nodes: readonly Node[]): readonly HclPiece[] {
  return nodes.flatMap((node): readonly HclPiece[] => {
    if (node.kind === 'text') return node.pieces.map(({ text, span }) => ({ kind: 'text', text, span }));
    if (node.kind === 'interpolation') return [node];
    const { directive } = node;
    const pieces = toPieces(node.nodes);
    return [{ kind: 'directive', directive, span: directive.span, pieces, elsePieces: toPieces(node.elseNodes) }];
  });
}
