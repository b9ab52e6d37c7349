import { type EmbeddedText, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
import type { HclDirective, HclExpression, HclHeredoc, HclTemplate } from '../hcl/syntax.ts';
import { type HclPiece, templatePieces } from '../hcl/template-pieces.ts';
import { turnScope, turnsOf } from './for.ts';
import { maxTextLength } from './functions/function.ts';
import type { Scope } from './scope.ts';
import { concatenate, textElsewhere, toText, unknownAt, type Value } from './value.ts';

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
  const origins = new Set<Origin>();
  const texts = textsOf(templatePieces(template, scope.file.text), {
    scope,
    evaluate,
    isHeredoc: template.kind === 'heredoc',
    origins,
  });
  const value = concatenate(texts, span);
  if (value.text === UNKNOWN || value.text.length > maxTextLength) return unknownAt(span);
  return { kind: 'string', value, span, origins: [...origins] };
}

interface Context {
  readonly scope: Scope;
  readonly evaluate: Evaluate;
  readonly isHeredoc: boolean;
  /** What the template's interpolations came through. */
  readonly origins: Set<Origin>;
}

const textsOf = (pieces: readonly HclPiece[], context: Context): readonly EmbeddedText[] =>
  pieces.flatMap((piece) => textsOfPiece(piece, context));

function textsOfPiece(piece: HclPiece, context: Context): readonly EmbeddedText[] {
  switch (piece.kind) {
    case 'text':
      return [joinPieces([{ text: piece.text, source: piece.span }])];
    case 'interpolation': {
      const value = context.evaluate(piece.expression, context.scope);
      for (const origin of value.origins) context.origins.add(origin);
      const isEncoded = value.kind === 'string' && value.isEncoded;
      return [textElsewhere(isEncoded ? UNKNOWN : toText(value).text, piece.span)];
    }
    case 'directive':
      return directiveTexts(piece, context);
  }
}

type DirectivePiece = Extract<HclPiece, { kind: 'directive' }>;

function directiveTexts(
  { directive, span, pieces, elsePieces }: DirectivePiece,
  context: Context,
): readonly EmbeddedText[] {
  const { keyword, expression } = directive;
  const { scope, evaluate } = context;
  const given = keyword === 'unknown' ? unknownAt(span) : evaluate(expression, scope);
  if (keyword === 'if' && given.kind === 'bool') return textsOf(given.value ? pieces : elsePieces, context);
  if (keyword === 'for') return loopTexts(given, directive, { span, pieces }, context);
  // Whole lines of a script that stand under a condition are run by some; words of a line would be guessed.
  if (keyword === 'unknown' || !isOfLines(span, context)) return [textElsewhere(UNKNOWN, span)];
  return [...textsOf(pieces, context), ...textsOf(elsePieces, context)];
}

const isOfLines = ({ start, end }: Span, { isHeredoc, scope }: Context): boolean =>
  isHeredoc && scope.file.text.slice(start, end).includes('\n');

/** What a loop writes. Lines that it may write several times are read once, with what differs unknown. */
function loopTexts(
  collection: Value,
  { names, expression }: HclDirective,
  { span, pieces }: Pick<DirectivePiece, 'span' | 'pieces'>,
  context: Context,
): readonly EmbeddedText[] {
  const loop = turnsOf(collection, expression.span);
  const turns = loop && !loop.isPartial ? loop.turns : undefined;
  if (turns?.length === 0) return [];
  const only = turns?.length === 1 ? turns[0] : undefined;
  if (!only && !isOfLines(span, context)) return [textElsewhere(UNKNOWN, span)];
  const turn = only ?? { key: unknownAt(span), value: unknownAt(span) };
  return textsOf(pieces, { ...context, scope: turnScope(names, turn, context.scope) });
}
