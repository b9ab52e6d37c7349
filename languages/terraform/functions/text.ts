import { type EmbeddedText, isKnown, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../../core/embedded.ts';
import type { Span } from '../../../core/text.ts';
import { concatenate, knownNumber, knownText, textElsewhere, toText, type Value } from '../value.ts';
import { boolValue, listValue, maxAddedText, type StaticFunction, textValue } from './function.ts';
import { replace } from './replace.ts';

/** developer.hashicorp.com/terraform/language/functions, "String Functions" */
export const textFunctions: readonly (readonly [string, StaticFunction])[] = [
  ['chomp', ([value], span) => cut(value, span, (text) => [0, chompedLength(text)])],
  ['endswith', ([value, end], span) => test(value, end, span, (text, part) => text.endsWith(part))],
  ['format', format],
  ['indent', indent],
  ['join', join],
  ['lower', (values, span) => changeCase(values, span, (text) => text.toLowerCase())],
  ['replace', replace],
  ['split', split],
  ['startswith', ([value, start], span) => test(value, start, span, (text, part) => text.startsWith(part))],
  ['title', title],
  ['trim', trim],
  [
    'trimprefix',
    ([value, part], span) =>
      cutKnown(value, part, span, (text, prefix) => [text.startsWith(prefix) ? prefix.length : 0, text.length]),
  ],
  ['trimspace', ([value], span) => cut(value, span, (text) => [leadingBlanks(text), text.trimEnd().length])],
  [
    'trimsuffix',
    ([value, part], span) =>
      cutKnown(value, part, span, (text, suffix) => [0, text.length - (text.endsWith(suffix) ? suffix.length : 0)]),
  ],
  ['upper', (values, span) => changeCase(values, span, (text) => text.toUpperCase())],
];

/** Where a text ends without the line ends at its end. */
function chompedLength(text: string): number {
  let end = text.length;
  while (text[end - 1] === '\n' || text[end - 1] === '\r') end--;
  return end;
}

const leadingBlanks = (text: string): number => text.length - text.trimStart().length;

/** A stretch of a string. */
function cut(
  value: Value | undefined,
  span: Span,
  rangeOf: (text: string) => readonly [number, number],
): Value | undefined {
  if (value?.kind !== 'string') return undefined;
  const [start, end] = rangeOf(value.value.text);
  return textValue(sliceEmbedded(value.value, start, Math.max(start, end)), [value], span);
}

/** A stretch of a string that hangs on another string; both must be known. */
function cutKnown(
  value: Value | undefined,
  other: Value | undefined,
  span: Span,
  rangeOf: (text: string, other: string) => readonly [number, number],
): Value | undefined {
  const otherText = knownText(other);
  if (knownText(value) === undefined || otherText === undefined) return undefined;
  return cut(value, span, (text) => rangeOf(text, otherText));
}

function trim([value, characters]: readonly Value[], span: Span): Value | undefined {
  return cutKnown(value, characters, span, (text, trimmed) => {
    let [start, end] = [0, text.length];
    while (start < end && trimmed.includes(text[start]!)) start++;
    while (end > start && trimmed.includes(text[end - 1]!)) end--;
    return [start, end];
  });
}

function test(
  value: Value | undefined,
  part: Value | undefined,
  span: Span,
  isTrue: (text: string, part: string) => boolean,
): Value | undefined {
  const [text, other] = [knownText(value), knownText(part)];
  return text === undefined || other === undefined ? undefined : boolValue(isTrue(text, other), span);
}

function changeCase([value]: readonly Value[], span: Span, change: (text: string) => string): Value | undefined {
  if (value?.kind !== 'string') return undefined;
  const { text, pieces } = value.value;
  const changed = pieces.map(({ offset, length, source }) => {
    const part = change(text.slice(offset, offset + length));
    // `ß` becomes two letters; then the places of single characters are lost.
    return part.length === length ? joinPieces([{ text: part, source }]) : textElsewhere(part, source);
  });
  return textValue(concatenate(changed, span), [value], span);
}

/** Go's `strings.Title`: a letter behind what is no letter, digit, underscore or apostrophe. */
function title([value]: readonly Value[], span: Span): Value | undefined {
  if (knownText(value) === undefined) return undefined;
  return changeCase([value!], span, (text) =>
    text.replace(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase()),
  );
}

function split([separator, value]: readonly Value[], span: Span): Value | undefined {
  const [text, part] = [knownText(value), knownText(separator)];
  if (value?.kind !== 'string' || text === undefined || !part) return undefined;
  let start = 0;
  const items = text.split(part).map((item): Value => {
    const embedded = sliceEmbedded(value.value, start, start + item.length);
    start += item.length + part.length;
    return { kind: 'string', value: embedded, span, origins: value.origins };
  });
  return listValue(items, [value], span);
}

/** Blanks at the start of every line but the first. */
function indent([count, value]: readonly Value[], span: Span): Value | undefined {
  const width = knownNumber(count);
  if (value?.kind !== 'string' || width === undefined || width > maxIndentation) return undefined;
  const { text } = value.value;
  const parts: EmbeddedText[] = [];
  let copied = 0;
  for (let newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', copied)) {
    const lineEnd = toSource(value.value, newline, newline + 1).end;
    parts.push(sliceEmbedded(value.value, copied, newline + 1));
    parts.push(joinPieces([{ text: ' '.repeat(width), source: { start: lineEnd, end: lineEnd } }]));
    copied = newline + 1;
    if (parts.length * width > maxAddedText) return undefined;
  }
  parts.push(sliceEmbedded(value.value, copied, text.length));
  return textValue(concatenate(parts, span), [value], span);
}

const maxIndentation = 1000;

function join([separator, ...lists]: readonly Value[], span: Span): Value | undefined {
  if (!separator || lists.some((list) => list.kind !== 'list' || list.isPartial)) return undefined;
  const items = lists.flatMap((list) => (list.kind === 'list' ? list.items : []));
  const { text } = toText(separator);
  const texts = items.flatMap((item, index) => {
    const { start } = item.span;
    // The separator stands before all items; between two of them it has no place of its own.
    return index === 0 ? [toText(item)] : [joinPieces([{ text, source: { start, end: start } }]), toText(item)];
  });
  return textValue(concatenate(texts, span), [separator, ...items], span);
}

/** `%s`, `%d` and `%v` without flags, and `%%`; any other verb gives text that is not known. */
function format([pattern, ...values]: readonly Value[], span: Span): Value | undefined {
  if (pattern?.kind !== 'string' || !isKnown(pattern.value.text)) return undefined;
  const template = pattern.value;
  const parts: EmbeddedText[] = [];
  let copied = 0;
  let used = 0;
  for (const verb of template.text.matchAll(/%[^a-zA-Z%]*[a-zA-Z%]/g)) {
    const end = verb.index + verb[0].length;
    const source = toSource(template, verb.index, end);
    parts.push(sliceEmbedded(template, copied, verb.index));
    copied = end;
    if (verb[0] === '%%') {
      parts.push(joinPieces([{ text: '%', source }]));
      continue;
    }
    const value = values[used++];
    const isPlain = value && /^%[sdv]$/.test(verb[0]);
    parts.push(textElsewhere(isPlain ? toText(value).text : UNKNOWN, source));
  }
  parts.push(sliceEmbedded(template, copied, template.text.length));
  return textValue(concatenate(parts, span), [pattern, ...values], span);
}
