import { type EmbeddedText, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import { literalPieces } from '../hcl/escapes.ts';
import type { HclDirective, HclHeredoc, HclTemplate, HclTemplatePart } from '../hcl/syntax.ts';
import { evaluate } from './evaluate.ts';
import { maxTextLength } from './functions.ts';
import type { Scope } from './scope.ts';
import { concatenate, textElsewhere, toText, unknownAt, type Value } from './value.ts';

/** The value of a string or heredoc. What an interpolation brings maps to the interpolation. */
export function evaluateTemplate(template: HclTemplate | HclHeredoc, scope: Scope): Value {
  const { parts, span } = template;
  const [first] = parts;
  // `"${x}"` is x itself, of whatever type.
  if (template.kind === 'template' && parts.length === 1 && first?.kind === 'interpolation') {
    return { ...evaluate(first.expression, scope), span };
  }
  const origins = new Set<Origin>();
  const quotes = template.kind === 'template' ? 'quoted' : 'heredoc';
  const text = concatenate(textsOf(parts, { scope, quotes, origins }), span);
  if (text.text === UNKNOWN || text.text.length > maxTextLength) return unknownAt(span);
  return { kind: 'string', value: text, span, origins: [...origins] };
}

interface Context {
  readonly scope: Scope;
  readonly quotes: 'quoted' | 'heredoc';
  /** What the template's interpolations came through. */
  readonly origins: Set<Origin>;
}

function textsOf(parts: readonly HclTemplatePart[], context: Context): readonly EmbeddedText[] {
  const { scope, quotes, origins } = context;
  return parts.flatMap((part) => {
    switch (part.kind) {
      case 'literal': {
        const pieces = literalPieces(scope.file.text, part.span, quotes);
        return [joinPieces(pieces.map(({ text, span }) => ({ text, source: span })))];
      }
      case 'interpolation': {
        const value = evaluate(part.expression, scope);
        for (const origin of value.origins) origins.add(origin);
        return [textElsewhere(toText(value).text, part.span)];
      }
      case 'directive':
        return directiveTexts(part, context);
    }
  });
}

function directiveTexts(directive: HclDirective, context: Context): readonly EmbeddedText[] {
  const { keyword, expression, span, parts, elseParts } = directive;
  const condition = keyword === 'if' ? evaluate(expression, context.scope) : undefined;
  if (condition?.kind === 'bool') return textsOf(condition.value ? parts : elseParts, context);
  // Whole lines of a script that run under a condition or in a loop do run; words of a line would be guessed.
  const { text } = context.scope.file;
  const isOfLines = context.quotes === 'heredoc' && text.slice(span.start, span.end).includes('\n');
  if (keyword !== 'unknown' && isOfLines) return [...textsOf(parts, context), ...textsOf(elseParts, context)];
  return [textElsewhere(UNKNOWN, span)];
}
