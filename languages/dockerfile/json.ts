import { type EmbeddedText, type Piece, sliceEmbedded, toSource } from '../../core/embedded.ts';
import { joinEmbedded } from './words.ts';

/**
 * The strings of a JSON array, decoded; undefined when the text is anything else, which makes an instruction's
 * arguments its shell form.
 */
export function readJsonStrings(array: EmbeddedText): readonly EmbeddedText[] | undefined {
  const { text } = array;
  const strings: EmbeddedText[] = [];
  let at = skipJsonSpaces(text, 1);
  if (text[at] === ']') return at === text.length - 1 ? strings : undefined;
  for (;;) {
    const end = skipString(text, at);
    const decoded = end === undefined ? undefined : decodeString(array, at + 1, end - 1);
    if (end === undefined || decoded === undefined) return undefined;
    strings.push(decoded);
    at = skipJsonSpaces(text, end);
    if (text[at] === ']') return at === text.length - 1 ? strings : undefined;
    if (text[at] !== ',') return undefined;
    at = skipJsonSpaces(text, at + 1);
  }
}

function skipJsonSpaces(text: string, start: number): number {
  let at = start;
  while (' \t\r\n'.includes(text[at] ?? '-')) at++;
  return at;
}

/** The offset after the string that begins at `start`. Go's decoder, unlike JavaScript's, lets no control character in either. */
function skipString(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code < 32) return undefined;
    if (code === 92) at++;
  }
  return undefined;
}

const escapePattern = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt])|)/g;
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function decodeString(array: EmbeddedText, start: number, end: number): EmbeddedText | undefined {
  const raw = sliceEmbedded(array, start, end);
  if (!raw.text.includes('\\')) return raw;
  const parts: EmbeddedText[] = [];
  let at = 0;
  for (const { 0: sequence, 1: hexadecimal, 2: letter, index } of raw.text.matchAll(escapePattern)) {
    if (hexadecimal === undefined && letter === undefined) return undefined;
    const text = hexadecimal ? String.fromCharCode(Number.parseInt(hexadecimal, 16)) : (escapes[letter!] ?? letter!);
    if (index > at) parts.push(sliceEmbedded(raw, at, index));
    at = index + sequence.length;
    const piece: Piece = { offset: 0, length: text.length, source: toSource(raw, index, at) };
    parts.push({ text, pieces: [piece] });
  }
  if (at < raw.text.length) parts.push(sliceEmbedded(raw, at, raw.text.length));
  return joinEmbedded(parts);
}
