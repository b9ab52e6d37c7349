import { type EmbeddedText, joinPieces, type Piece, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
import type { HclDirective, HclExpression, HclHeredoc, HclLiteral, HclTemplate } from '../hcl/syntax.ts';
import { type HclPiece, templatePieces } from '../hcl/template-pieces.ts';
import { turnScope, turnsOf } from './for.ts';
import { maxTextLength } from './functions/function.ts';
import type { Scope } from './scope.ts';
import { partsElsewhere, type TextPart, toText, unknownAt, type Value } from './value.ts';

/** How the expressions in a template are evaluated: given, as it evaluates templates in its turn. */
export type Evaluate = (expression: HclExpression, scope: Scope) => Value;

/** The value of a string or heredoc. What an interpolation brings maps to the interpolation. */
export function evaluateTemplate(template: HclTemplate | HclHeredoc, scope: Scope, evaluate: Evaluate): Value {
  const { parts, span } = template;
  const [first] = parts;
  // `"${x}"` is x itself, of whatever type.
  if (template.kind === 'template' && parts.length === 1 && first?.kind === 'interpolation') {
    return { ...evaluate(first.expression, scope), span };
  }
  // Most strings are a plain stretch of the source.
  if (template.kind === 'template' && parts.length === 1 && first?.kind === 'literal' && isVerbatim(first)) {
    return stringAt({ text: first.value, pieces: [pieceOf(first)] }, span, []);
  }
  const written: Written = { parts: [], origins: new Set() };
  const isHeredoc = template.kind === 'heredoc';
  writePieces(templatePieces(template, scope.file.text), { scope, evaluate, isHeredoc, written });
  return stringAt(joinPieces(written.parts), span, [...written.origins]);
}

const isVerbatim = ({ value, span }: HclLiteral): boolean => value.length === span.end - span.start;
const pieceOf = ({ value, span }: HclLiteral): Piece => ({ offset: 0, length: value.length, source: span });

const stringAt = (value: EmbeddedText, span: Span, origins: readonly Origin[]): Value =>
  value.text === UNKNOWN || value.text.length > maxTextLength
    ? unknownAt(span)
    : { kind: 'string', value, span, origins };

/** What a template came to so far. */
interface Written {
  readonly parts: TextPart[];
  /** What its interpolations came through. */
  readonly origins: Set<Origin>;
}

interface Context {
  readonly scope: Scope;
  readonly evaluate: Evaluate;
  readonly isHeredoc: boolean;
  readonly written: Written;
}

function writePieces(pieces: readonly HclPiece[], context: Context): void {
  for (const piece of pieces) writePiece(piece, context);
}

function writePiece(piece: HclPiece, context: Context): void {
  const { written } = context;
  switch (piece.kind) {
    case 'text':
      written.parts.push({ text: piece.text, source: piece.span });
      return;
    case 'interpolation': {
      const value = context.evaluate(piece.expression, context.scope);
      for (const origin of value.origins) written.origins.add(origin);
      const isEncoded = value.kind === 'string' && value.isEncoded;
      written.parts.push(...partsElsewhere(isEncoded ? UNKNOWN : toText(value).text, piece.span));
      return;
    }
    case 'directive':
      writeDirective(piece, context);
  }
}

type DirectivePiece = Extract<HclPiece, { kind: 'directive' }>;

function writeDirective({ directive, span, pieces, elsePieces }: DirectivePiece, context: Context): void {
  const { keyword, expression } = directive;
  const { scope, evaluate, written } = context;
  const given = keyword === 'unknown' ? unknownAt(span) : evaluate(expression, scope);
  if (keyword === 'if' && given.kind === 'bool') writePieces(given.value ? pieces : elsePieces, context);
  else if (keyword === 'for') writeLoop(given, directive, { span, pieces }, context);
  // Whole lines of a script that stand under a condition are run by some; words of a line would be guessed.
  else if (keyword === 'unknown' || !isOfLines(span, context)) written.parts.push(...partsElsewhere(UNKNOWN, span));
  else {
    writePieces(pieces, context);
    writePieces(elsePieces, context);
  }
}

const isOfLines = ({ start, end }: Span, { isHeredoc, scope }: Context): boolean =>
  isHeredoc && scope.file.text.slice(start, end).includes('\n');

/** What a loop writes. Lines that it may write several times are read once, with what differs unknown. */
function writeLoop(
  collection: Value,
  { names, expression }: HclDirective,
  { span, pieces }: Pick<DirectivePiece, 'span' | 'pieces'>,
  context: Context,
): void {
  const loop = turnsOf(collection, expression.span);
  const turns = loop && !loop.isPartial ? loop.turns : undefined;
  if (turns?.length === 0) return;
  const only = turns?.length === 1 ? turns[0] : undefined;
  if (!only && !isOfLines(span, context)) {
    context.written.parts.push(...partsElsewhere(UNKNOWN, span));
    return;
  }
  const turn = only ?? { key: unknownAt(span), value: unknownAt(span) };
  writePieces(pieces, { ...context, scope: turnScope(names, turn, context.scope) });
}
