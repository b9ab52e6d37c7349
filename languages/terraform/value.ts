import type { SourceFile } from '../../core/document.ts';
import { type EmbeddedText, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';

/** What an expression is, as far as it can be known without running Terraform. */
export type Value =
  | StringValue
  | ListValue
  | ObjectValue
  | JsonValue
  | (ValuePlace & { readonly kind: 'number'; readonly value: number })
  | (ValuePlace & { readonly kind: 'bool'; readonly value: boolean })
  | (ValuePlace & { readonly kind: 'null' })
  | UnknownValue;

interface ValuePlace {
  /** Where the expression stands in this document. */
  readonly span: Span;
  /** The variable defaults and locals that it came through, nearest first. */
  readonly origins: readonly Origin[];
}

export interface StringValue extends ValuePlace {
  readonly kind: 'string';
  /** Parts that cannot be known are `UNKNOWN`; parts from another file map to the expression that brought them here. */
  readonly value: EmbeddedText;
  /** The whole of it as it stands in another file, whose places it maps to. */
  readonly elsewhere?: TextElsewhere;
  /** Whether the string is in truth an encoding of this one, as `base64encode` makes it. */
  readonly isEncoded?: true;
}

export interface TextElsewhere {
  readonly file: SourceFile;
  readonly value: EmbeddedText;
}

interface ListValue extends ValuePlace {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** Whether there may be items, anywhere, that are not in `items`. */
  readonly isPartial: boolean;
}

interface ObjectValue extends ValuePlace {
  readonly kind: 'object';
  /** In textual order; keys that cannot be known are left out. A later entry wins over an earlier one of the same key. */
  readonly entries: readonly ObjectEntry[];
  /** Whether there may be keys that are not in `entries`. */
  readonly isPartial: boolean;
}

export interface ObjectEntry {
  readonly key: string;
  /** Where the key stands, with its quotes, when it does in this document. */
  readonly keySpan?: Span;
  readonly value: Value;
}

/** A string that holds JSON or YAML made by `jsonencode` or `yamlencode`, kept as what was encoded. */
interface JsonValue extends ValuePlace {
  readonly kind: 'json';
  readonly value: Value;
}

interface UnknownValue extends ValuePlace {
  readonly kind: 'unknown';
  /** Whether it is certain that Terraform gives no value but an error: `try` goes on to what it has next. */
  readonly isError?: true;
}

export const unknownAt = (span: Span): Value => ({ kind: 'unknown', span, origins: [] });
export const errorAt = (span: Span): Value => ({ kind: 'unknown', isError: true, span, origins: [] });

/** The value of a key; undefined when it is not an object or has no such key. */
export function property(value: Value | undefined, key: string): Value | undefined {
  if (value?.kind !== 'object') return undefined;
  const { entries } = value;
  // A loop, as every fact of a container looks up several keys.
  for (let index = entries.length - 1; index >= 0; index--)
    if (entries[index]!.key === key) return entries[index]!.value;
  return undefined;
}

export function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : [];
}

/** A value as it goes into a string; what has no text that can be known is `UNKNOWN`. */
export function toText(value: Value): EmbeddedText {
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'number':
    case 'bool':
      return joinPieces([{ text: String(value.value), source: value.span }]);
    default:
      return joinPieces([{ text: UNKNOWN, source: value.span }]);
  }
}

/** The text of a string whose every part is known. */
export function knownText(value: Value | undefined): string | undefined {
  return value?.kind === 'string' && !value.value.text.includes(UNKNOWN) ? value.value.text : undefined;
}

/** A number, also when it is written as a string, as Terraform converts it. */
export function knownNumber(value: Value | undefined): number | undefined {
  if (value?.kind === 'number') return value.value;
  const text = knownText(value);
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** The span of a string without its quotes. */
export function withoutQuotes(span: Span, source: string): Span {
  const mark = source[span.start];
  const isQuoted = span.end - span.start >= 2 && (mark === '"' || mark === "'") && source[span.end - 1] === mark;
  return isQuoted ? { start: span.start + 1, end: span.end - 1 } : span;
}

/** Several embedded texts one after the other, made by the expression at `span`. */
export function concatenate(texts: readonly EmbeddedText[], span: Span): EmbeddedText {
  const [first] = texts;
  if (first && texts.length === 1) return first;
  return joinPieces(
    inOrder(texts, span).flatMap(({ text, pieces }) =>
      pieces.map(({ offset, length, source }) => ({ text: text.slice(offset, offset + length), source })),
    ),
  );
}

/**
 * Texts that are read one after the other, at their places. When these are not in order, as when a local stands below
 * its use, all are at `span`: nothing that is read from them may end before it starts.
 */
export function inOrder(texts: readonly EmbeddedText[], span: Span): readonly EmbeddedText[] {
  let end = 0;
  for (const { source } of texts.flatMap(({ pieces }) => pieces)) {
    if (source.start < end) return texts.map(({ text }) => textElsewhere(text, span));
    end = source.end;
  }
  return texts;
}

/** A value that came through a variable or local of the same file: it is where it is, and the reference is `span`. */
export function throughReference(value: Value, span: Span, origin: Origin): Value {
  return { ...value, span, origins: [origin, ...value.origins] };
}

/** What is deeper in a value is unknown to functions that call themselves on its parts. */
export const maxValueDepth = 300;

/** A value that was taken out of another: what that came through, it came through too. */
export function throughContainer(value: Value, { origins }: Value): Value {
  const added = origins.filter((origin) => !value.origins.includes(origin));
  return added.length === 0 ? value : { ...value, origins: [...added, ...value.origins] };
}

/** A value that stands in another file, seen from the expression at `span` that brings it here: all of it is there. */
export function fromElsewhere(value: Value, span: Span, origin: Origin): Value {
  // Values are shared, so a small file can hold a tree of any size; each is moved once.
  const moved = new Map<Value, Value>();
  const move = (inner: Value, depth: number): Value => {
    const known = moved.get(inner);
    if (known) return known;
    if (depth > maxValueDepth) return unknownAt(span);
    const result = moveParts({ ...inner, span, origins: [origin, ...inner.origins] }, depth + 1);
    moved.set(inner, result);
    return result;
  };
  const moveParts = (inner: Value, depth: number): Value => {
    switch (inner.kind) {
      case 'string':
        return { ...inner, value: textElsewhere(inner.value.text, span) };
      case 'list':
        return { ...inner, items: inner.items.map((item) => move(item, depth)) };
      case 'object':
        return {
          ...inner,
          entries: inner.entries.map(({ key, value: entry }) => ({ key, value: move(entry, depth) })),
        };
      case 'json':
        return { ...inner, value: move(inner.value, depth) };
      default:
        return inner;
    }
  };
  return move(value, 0);
}

/** Text that maps to `span` as a whole. */
export const textElsewhere = (text: string, span: Span): EmbeddedText => joinPieces(partsElsewhere(text, span));

/** A stretch of a text with the place that it comes from. */
export interface TextPart {
  readonly text: string;
  readonly source: Span;
}

/** Parts that map to `span` as a whole. Two when one would have the span's length and so map character by character. */
export function partsElsewhere(text: string, span: Span): readonly TextPart[] {
  if (text.length !== span.end - span.start) return [{ text, source: span }];
  return [
    { text: text.slice(0, 1), source: span },
    { text: text.slice(1), source: span },
  ];
}
