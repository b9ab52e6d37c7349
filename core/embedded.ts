import type { Span } from './text.ts';

/** Stands in a value for a part that nobody can know before the build: a private-use code point, so never in real text. */
export const UNKNOWN = '\uE000';

export const isKnown = (value: string): boolean => !value.includes(UNKNOWN);

/** One stretch of an embedded text and the source it comes from. With equal lengths, it maps character by character. */
export interface Piece {
  /** Offset in the embedded text. */
  readonly offset: number;
  readonly length: number;
  readonly source: Span;
}

/**
 * Text that stands inside another one (a shell script in a Dockerfile, a string in YAML), with a way back. Offsets of
 * `text` and of the source are UTF-16. Pieces are in order and cover `text` without a gap.
 */
export interface EmbeddedText {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** An embedded text that is a plain stretch of its source. */
export function embed(source: string, span: Span): EmbeddedText {
  const text = source.slice(span.start, span.end);
  return { text, pieces: [{ offset: 0, length: text.length, source: span }] };
}

/** Joins pieces of text, each with the place it comes from, into one embedded text. Empty pieces are left out. */
export function joinPieces(parts: readonly { readonly text: string; readonly source: Span }[]): EmbeddedText {
  const pieces: Piece[] = [];
  let text = '';
  for (const part of parts) {
    if (part.text === '') continue;
    pieces.push({ offset: text.length, length: part.text.length, source: part.source });
    text += part.text;
  }
  return { text, pieces };
}

/**
 * The place in the source of `[start, end)` of an embedded text. Where a piece does not map character by character
 * (an escape, a placeholder), the whole of its source counts. An empty span stays empty. What lies past the text's end
 * is cut off: the shell parser takes an escape at the very end for two characters.
 */
export function toSource(embedded: EmbeddedText, start: number, end: number): Span {
  const { pieces } = embedded;
  if (pieces.length === 0) return { start: 0, end: 0 };
  const first = pieces[pieceAt(pieces, start)]!;
  const from = isExact(first) ? first.source.start + (start - first.offset) : first.source.start;
  if (end <= start) return { start: from, end: from };
  const last = pieces[pieceAt(pieces, end - 1)]!;
  const length = Math.min(end - last.offset, last.length);
  const to = isExact(last) ? last.source.start + length : last.source.end;
  return { start: from, end: to };
}

/** The part `[start, end)` of an embedded text, with its own pieces. */
export function sliceEmbedded(embedded: EmbeddedText, start: number, end: number): EmbeddedText {
  const text = embedded.text.slice(start, end);
  const first = pieceAt(embedded.pieces, start);
  const piece = embedded.pieces[first];
  // Most parts lie in one piece, and an array that grows is given room for many.
  if (piece && start < end && end <= piece.offset + piece.length) {
    return { text, pieces: [{ offset: 0, length: end - start, source: sourceOf(piece, start, end) }] };
  }
  const pieces: Piece[] = [];
  for (let index = first; index < embedded.pieces.length; index++) {
    const piece = embedded.pieces[index]!;
    if (piece.offset >= end) break;
    const from = Math.max(start, piece.offset);
    const to = Math.min(end, piece.offset + piece.length);
    if (from < to) pieces.push({ offset: from - start, length: to - from, source: sourceOf(piece, from, to) });
  }
  return { text, pieces };
}

/** Where the part `[from, to)` of a piece comes from. */
const sourceOf = (piece: Piece, from: number, to: number): Span =>
  isExact(piece)
    ? { start: piece.source.start + (from - piece.offset), end: piece.source.start + (to - piece.offset) }
    : piece.source;

/** The text with `\n` for every `\r\n`, as what runs a script should see it. */
export function withUnixLineEnds(embedded: EmbeddedText): EmbeddedText {
  const { text } = embedded;
  if (!text.includes('\r\n')) return embedded;
  const pieces: Piece[] = [];
  let unix = '';
  for (const [index, line] of text.split('\r\n').entries()) {
    const start = unix.length + index;
    // A line takes the `\n` that ends the one before it along.
    const part = sliceEmbedded(embedded, index === 0 ? 0 : start, start + line.length + (index === 0 ? 0 : 1));
    for (const piece of part.pieces) pieces.push({ ...piece, offset: piece.offset + unix.length });
    unix += part.text;
  }
  return { text: unix, pieces };
}

/** Whether `[start, end)` stands in the source as it is, so that an edit of it can be made there. */
export function isVerbatim(embedded: EmbeddedText, source: string, start: number, end: number): boolean {
  const span = toSource(embedded, start, end);
  return source.slice(span.start, span.end) === embedded.text.slice(start, end);
}

const isExact = (piece: Piece): boolean => piece.length === piece.source.end - piece.source.start;

function pieceAt(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.offset <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
