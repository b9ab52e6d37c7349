import { type EmbeddedText, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
import type { Action } from './actions.ts';
import { evaluateAction, type Surroundings } from './evaluate.ts';

/** What a stretch of a template becomes: a piece for each action and each text between them. */
export interface Resolved {
  readonly value: EmbeddedText;
  readonly origins: readonly Origin[];
}

export type Resolver = (span: Span) => Resolved | undefined;

/**
 * Makes a function that resolves the text of a scalar, at `span` with its quotes, on one line. Undefined when there is
 * nothing in it to resolve, or it is written with escapes. What is not known is `UNKNOWN`.
 */
export function createResolver(
  text: string,
  actions: readonly Action[],
  surroundings: Surroundings | undefined,
): Resolver {
  return (span) => {
    const source = text.slice(span.start, span.end);
    if (!surroundings || !source.includes('{{') || source.includes('\n')) return undefined;
    const quote = /^["']/.exec(source)?.[0] ?? '';
    const end = span.end - quote.length;
    const parts: { readonly text: string; readonly source: Span }[] = [];
    const origins: Origin[] = [];
    let position = span.start + quote.length;
    const keep = (to: number): boolean => {
      const literal = text.slice(position, to);
      if (quote !== '' && /\\|''/.test(literal)) return false;
      parts.push({ text: literal, source: { start: position, end: to } });
      return true;
    };
    for (let index = firstFrom(actions, position); index < actions.length; index++) {
      const action = actions[index]!;
      if (action.span.start >= end) break;
      if (!keep(action.span.start)) return undefined;
      position = action.span.end;
      const isWhole = action.span.start === span.start && action.span.end === span.end;
      const value = isWhole || !/\bs?quote\b/.test(action.body) ? evaluateAction(action, surroundings) : undefined;
      const isKnown = value?.kind === 'text' && value.text !== '' && !value.text.includes('\n');
      parts.push({ text: isKnown ? value.text : UNKNOWN, source: action.span });
      if (isKnown) origins.push(...value.origins);
    }
    return position <= end && keep(end) ? { value: joinPieces(parts), origins } : undefined;
  };
}

/** The index of the first action that starts at or after an offset. */
export function firstFrom(actions: readonly Action[], offset: number): number {
  let low = 0;
  let high = actions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (actions[middle]!.span.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
