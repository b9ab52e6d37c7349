import { type EmbeddedText, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
import type { ObjectEntry, Value } from './value.ts';

/** Deeper text is unknown: the reader calls itself. */
const maxDepth = 100;

/**
 * Reads JSON text that stands in a document, keeping where each value is. What is not JSON is unknown, and so is
 * `UNKNOWN`; what was read before stays, since a template leaves holes in the text.
 */
export function readJson(json: EmbeddedText, origins: readonly Origin[]): Value {
  const { text } = json;
  let at = 0;

  const place = (start: number) => ({ span: toSource(json, start, at), origins });

  function skipBlanks(): void {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++;
  }

  function readValue(depth: number): Value {
    skipBlanks();
    const start = at;
    const mark = text[at];
    if (depth < maxDepth && mark === '{') return readObject(depth);
    if (depth < maxDepth && mark === '[') return readList(depth);
    if (mark === '"') {
      const value = readString();
      // The quotes may be escapes of the text around, so the place of a string is what stands between them.
      const span = toSource(json, start + 1, Math.max(start + 1, at - 1));
      return { kind: 'string', value, span, origins };
    }
    plainPattern.lastIndex = at;
    const word = plainPattern.exec(text)?.[0] ?? '';
    at += word.length;
    if (word === 'true' || word === 'false') return { kind: 'bool', value: word === 'true', ...place(start) };
    if (word === 'null') return { kind: 'null', ...place(start) };
    if (numberPattern.test(word)) return { kind: 'number', value: Number(word), ...place(start) };
    return { kind: 'unknown', ...place(start) };
  }

  function readObject(depth: number): Value {
    const start = at++;
    const entries: ObjectEntry[] = [];
    let isPartial = false;
    for (;;) {
      skipBlanks();
      if (text[at] !== '"') break;
      const keyStart = at;
      const key = readString().text;
      const keySpan = toSource(json, keyStart, at);
      skipBlanks();
      if (text[at] !== ':') break;
      at++;
      const value = readValue(depth + 1);
      if (key.includes(UNKNOWN)) isPartial = true;
      else entries.push({ key, keySpan, value });
      skipBlanks();
      if (text[at] !== ',') break;
      at++;
    }
    if (text[at] === '}') at++;
    else isPartial = true;
    return { kind: 'object', entries, isPartial, ...place(start) };
  }

  function readList(depth: number): Value {
    const start = at++;
    const items: Value[] = [];
    for (;;) {
      skipBlanks();
      if (at >= text.length || text[at] === ']') break;
      items.push(readValue(depth + 1));
      skipBlanks();
      if (text[at] !== ',') break;
      at++;
    }
    const isPartial = text[at] !== ']';
    if (!isPartial) at++;
    return { kind: 'list', items, isPartial, ...place(start) };
  }

  function readString(): EmbeddedText {
    const start = ++at;
    let isPlain = true;
    while (at < text.length && text[at] !== '"') {
      if (text[at] === '\\') {
        isPlain = false;
        at++;
      }
      at++;
    }
    const end = Math.min(at, text.length);
    at = Math.min(at + 1, text.length);
    return isPlain ? sliceEmbedded(json, start, end) : decode(json, start, end);
  }

  return readValue(0);
}

const plainPattern = new RegExp(`[\\w.+${UNKNOWN}-]*`, 'y');
const numberPattern = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const escapePattern = /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g;
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function decode(json: EmbeddedText, start: number, end: number): EmbeddedText {
  const parts: { text: string; source: Span }[] = [];
  const copy = (from: number, to: number): void => {
    const { text, pieces } = sliceEmbedded(json, from, to);
    for (const { offset, length, source } of pieces) parts.push({ text: text.slice(offset, offset + length), source });
  };
  let copied = start;
  for (const match of json.text.slice(start, end).matchAll(escapePattern)) {
    const escapeStart = start + match.index;
    copy(copied, escapeStart);
    copied = escapeStart + match[0].length;
    const [, code, letter] = match;
    const character = code ? String.fromCharCode(Number.parseInt(code, 16)) : (escapes[letter!] ?? letter!);
    parts.push({ text: character, source: toSource(json, escapeStart, copied) });
  }
  copy(copied, end);
  return joinPieces(parts);
}
