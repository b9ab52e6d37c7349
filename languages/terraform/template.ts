import { type EmbeddedText, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { HclExpression, HclHeredoc, HclTemplate } from '../hcl/syntax.ts';
import { type HclPiece, templatePieces } from '../hcl/template-pieces.ts';
import { maxTextLength } from './functions.ts';
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
      return [textElsewhere(toText(value).text, piece.span)];
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
  const { scope, evaluate, isHeredoc } = context;
  const condition = keyword === 'if' ? evaluate(expression, scope) : undefined;
  if (condition?.kind === 'bool') return textsOf(condition.value ? pieces : elsePieces, context);
  // Whole lines of a script that stand under a condition or in a loop are run by some; words of a line would be guessed.
  const isOfLines = isHeredoc && scope.file.text.slice(span.start, span.end).includes('\n');
  if (keyword !== 'unknown' && isOfLines) return [...textsOf(pieces, context), ...textsOf(elsePieces, context)];
  return [textElsewhere(UNKNOWN, span)];
}
