import type { EmbeddedText } from '../../../core/embedded.ts';
import { UNKNOWN } from '../../../core/embedded.ts';
import type { Origin } from '../../../core/facts.ts';
import type { Span } from '../../../core/text.ts';
import { unknownAt, type Value } from '../value.ts';

/** A function of Terraform for what is known before the run; undefined where its result is not. `span` is that of the call. */
export type StaticFunction = (values: readonly Value[], span: Span) => Value | undefined;

/** Longer strings and lists are unknown: locals that double each other grow without end. */
export const maxTextLength = 1_000_000;
export const maxListLength = 10_000;
/** What a call may add to a text; longer texts are unknown anyway. */
export const maxAddedText = 2 * maxTextLength;

/** A string made of the values; unknown when all of it is. */
export function textValue(text: EmbeddedText, values: readonly Value[], span: Span): Value {
  if (text.text === UNKNOWN || text.text.length > maxTextLength) return unknownAt(span);
  return { kind: 'string', value: text, span, origins: originsOf(values) };
}

export function listValue(
  items: readonly Value[],
  values: readonly Value[],
  span: Span,
  { isPartial } = { isPartial: false },
): Value | undefined {
  if (items.length > maxListLength) return undefined;
  return { kind: 'list', items, isPartial, span, origins: originsOf(values) };
}

export const boolValue = (value: boolean, span: Span): Value => ({ kind: 'bool', value, span, origins: [] });
export const numberValue = (value: number, span: Span): Value => ({ kind: 'number', value, span, origins: [] });

export const originsOf = (values: readonly Value[]): readonly Origin[] => [
  ...new Set(values.flatMap(({ origins }) => origins)),
];
