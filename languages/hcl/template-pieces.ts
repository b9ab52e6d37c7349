import { type EmbeddedText, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { Span } from '../../core/text.ts';
import { type LiteralPiece, literalPieces } from './escapes.ts';
import type { HclDirective, HclExpression, HclHeredoc, HclLiteral, HclTemplate, HclTemplatePart } from './syntax.ts';

/** A stretch of a template's value, after indentation (`<<-`) and what `~` strips are taken off. */
export type HclPiece =
  | LiteralPiece
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
  const plain = template.kind === 'template' ? plainPieces(template.parts, source) : undefined;
  if (plain) return plain;
  const context: Context = { source, template, tokens: [] };
  const nodes = toNodes(template.parts, context);
  stripBesideTags(context.tokens);
  if (template.kind === 'heredoc' && template.isIndented) stripIndentation(context.tokens);
  return toPieces(nodes);
}

/** Of parts of a string where nothing is stripped, as in most; undefined where something may be. */
function plainPieces(parts: readonly HclTemplatePart[], source: string): readonly HclPiece[] | undefined {
  const pieces: HclPiece[] = [];
  for (const part of parts) {
    const { span } = part;
    if (part.kind === 'literal') {
      if (part.value.length === span.end - span.start) pieces.push({ kind: 'text', text: part.value, span });
      else pieces.push(...literalPieces(source, span, 'quoted'));
    } else if (part.kind === 'directive' || stripsBlanks(part, source)) return undefined;
    else pieces.push(part);
  }
  return pieces;
}

const stripsBlanks = ({ span: { start, end } }: HclTemplatePart, source: string): boolean =>
  source[start + 2] === '~' || source[end - 2] === '~';

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
  text: string;
  /** The pieces of the text. */
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
  const nodes: Node[] = [];
  for (const part of parts) {
    if (part.kind === 'literal') addLines(part, nodes, context);
    else if (part.kind === 'directive') nodes.push(toDirectiveNode(part, context));
    else {
      context.tokens.push(tagBetween(context.source, part.span.start, part.span.end));
      nodes.push(part);
    }
  }
  return nodes;
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

function addLines({ span, value }: HclLiteral, nodes: Node[], { source, template, tokens }: Context): void {
  const hasEscapes = value.length < span.end - span.start;
  const quotes = template.kind === 'template' ? 'quoted' : 'heredoc';
  for (let start = span.start; start < span.end; ) {
    const newline = quotes === 'heredoc' ? source.indexOf('\n', start) : -1;
    const end = newline === -1 || newline >= span.end ? span.end : newline + 1;
    const token = hasEscapes
      ? tokenOf(literalPieces(source, { start, end }, quotes))
      : tokenOf([{ kind: 'text', text: source.slice(start, end), span: { start, end } }]);
    tokens.push(token);
    nodes.push(token);
    start = end;
  }
}

const tokenOf = (pieces: readonly LiteralPiece[]): TextToken => ({ kind: 'text', text: textOf(pieces), pieces });

function textOf(pieces: readonly LiteralPiece[]): string {
  const [first] = pieces;
  return first && pieces.length === 1 ? first.text : pieces.map(({ text }) => text).join('');
}

function stripBesideTags(tokens: readonly Token[]): void {
  for (const [index, tag] of tokens.entries()) {
    if (tag.kind === 'text' || !(tag.stripsBefore || tag.stripsAfter)) continue;
    const before = tag.stripsBefore ? tokens[index - 1] : undefined;
    const after = tag.stripsAfter ? tokens[index + 1] : undefined;
    if (before?.kind === 'text') cut(before, 0, before.text.trimEnd().length);
    if (after?.kind === 'text') cut(after, indentationOf(after.text), after.text.length);
  }
}

function stripIndentation(tokens: readonly Token[]): void {
  const indented: TextToken[] = [];
  let indentation = Number.POSITIVE_INFINITY;
  let isLineStart = true;
  for (const token of tokens) {
    const text = token.kind === 'text' ? token.text : '';
    const isLineEnd = text.endsWith('\n');
    const width = isLineStart ? indentationOf(text) : 0;
    const isBlankLine = isLineEnd && width === text.length;
    if (isLineStart && !isBlankLine) {
      indentation = Math.min(indentation, width);
      if (token.kind === 'text') indented.push(token);
    }
    isLineStart = isLineEnd;
  }
  if (indentation > 0) for (const token of indented) cut(token, indentation, token.text.length);
}

const indentationOf = (text: string): number => text.length - text.trimStart().length;

/** Leaves the part `[start, end)` of a text. What is cut is whitespace, of which each escape is one character. */
function cut(token: TextToken, start: number, end: number): void {
  const result: LiteralPiece[] = [];
  let offset = 0;
  for (const piece of token.pieces) {
    const { text, span } = piece;
    const from = Math.max(0, start - offset);
    const to = Math.min(text.length, end - offset);
    offset += text.length;
    if (from >= to) continue;
    const isWhole = from === 0 && to === text.length;
    result.push(
      isWhole
        ? piece
        : { kind: 'text', text: text.slice(from, to), span: { start: span.start + from, end: span.start + to } },
    );
  }
  token.pieces = result;
  token.text = textOf(result);
}

function toPieces(nodes: readonly Node[]): readonly HclPiece[] {
  const pieces: HclPiece[] = [];
  for (const node of nodes) {
    if (node.kind === 'text') pieces.push(...node.pieces);
    else if (node.kind === 'interpolation') pieces.push(node);
    else {
      const { directive } = node;
      const { span } = directive;
      const inner = toPieces(node.nodes);
      pieces.push({ kind: 'directive', directive, span, pieces: inner, elsePieces: toPieces(node.elseNodes) });
    }
  }
  return pieces;
}
