import type { Span } from '../../core/text.ts';
import { Code } from './reader.ts';

/** A stretch of a literal's value and its source: text as it stands, or one decoded escape. */
export interface LiteralPiece {
  readonly kind: 'text';
  readonly text: string;
  readonly span: Span;
}

/**
 * The value of a template's literal text, piece by piece. `$${` and `%%{` are escapes everywhere, backslashes in quotes
 * only. An escape that HCL does not know stands for itself.
 */
export function literalPieces(source: string, span: Span, quotes: 'quoted' | 'heredoc'): LiteralPiece[] {
  const pieces: LiteralPiece[] = [];
  let plainStart = span.start;
  let at = span.start;
  while (at < span.end) {
    const decoded = escapeAt(source, at, span.end, quotes);
    if (!decoded) {
      at++;
      continue;
    }
    if (at > plainStart) {
      pieces.push({ kind: 'text', text: source.slice(plainStart, at), span: { start: plainStart, end: at } });
    }
    pieces.push(decoded);
    at = decoded.span.end;
    plainStart = at;
  }
  if (span.end > plainStart) {
    pieces.push({ kind: 'text', text: source.slice(plainStart, span.end), span: { start: plainStart, end: span.end } });
  }
  return pieces;
}

function escapeAt(source: string, at: number, end: number, quotes: 'quoted' | 'heredoc'): LiteralPiece | undefined {
  const code = source.charCodeAt(at);
  if (code === Code.dollar || code === Code.percent) {
    const isEscape = at + 3 <= end && source.charCodeAt(at + 1) === code && source[at + 2] === '{';
    return isEscape
      ? { kind: 'text', text: source.slice(at + 1, at + 3), span: { start: at, end: at + 3 } }
      : undefined;
  }
  if (code !== Code.backslash || quotes === 'heredoc') return undefined;
  const length = escapeLength(source, at);
  if (length === undefined || at + length > end) return undefined;
  return {
    kind: 'text',
    text: decodeEscape(source.slice(at + 1, at + length)),
    span: { start: at, end: at + length },
  };
}

/** The length of the backslash escape at an offset; undefined when HCL does not know it. */
export function escapeLength(source: string, at: number): number | undefined {
  const letter = source[at + 1];
  if (letter === 'u') return /^[0-9a-fA-F]{4}$/.test(source.slice(at + 2, at + 6)) ? 6 : undefined;
  if (letter === 'U') return /^[0-9a-fA-F]{8}$/.test(source.slice(at + 2, at + 10)) ? 10 : undefined;
  return letter !== undefined && simpleEscapes.has(letter) ? 2 : undefined;
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

function decodeEscape(sequence: string): string {
  const simple = simpleEscapes.get(sequence);
  if (simple !== undefined) return simple;
  const codePoint = Number.parseInt(sequence.slice(1), 16);
  const isCharacter = codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
  return isCharacter ? String.fromCodePoint(codePoint) : '\ufffd';
}
