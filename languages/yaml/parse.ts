import { isAlias, isCollection, isMap, isScalar, Lexer, type Node, parseDocument, type Scalar } from 'yaml';
import type { SyntaxProblem } from '../../core/document.ts';
import type { Span } from '../../core/text.ts';
import type { YamlItem, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence } from './node.ts';
import { describe } from './problem.ts';

/** One document of a YAML text. */
export interface YamlDocument {
  readonly root: YamlNode;
  /** At most a few: after the first ones, more rarely say anything new. */
  readonly problems: readonly SyntaxProblem[];
}

/** The most levels of brackets, or of dashes on one line, that are read; Kubernetes' own limit is in the thousands, people use ten. */
const maxDepth = 200;

/** The most values that a document may have once its aliases are replaced by what they stand for. */
const maxExpandedSize = 100_000;

const maxProblems = 5;

/**
 * The spans of the documents of a YAML text, `---` lines included. Cheap: nothing is parsed. The specification forbids
 * the markers inside scalars (YAML 1.2.2, 9.1.2), so they can be found without knowing what is around them.
 */
export function splitDocuments(text: string): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const { index } of text.matchAll(/^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm)) {
    if (index > start) spans.push({ start, end: index });
    start = index;
  }
  spans.push({ start, end: text.length });
  return spans;
}

/** Reads one document of a text. All spans are offsets into `text`. Never throws: what cannot be read is null, with a problem. */
export function parseYaml(text: string, span: Span): YamlDocument {
  const source = text.slice(span.start, span.end);
  if (isTooDeep(source))
    return refuse(text, span, `nested more than ${maxDepth} levels deep; this document is not read`);
  try {
    return read(text, source, span);
  } catch (error) {
    // The parser recurses; deep indentation, which is no bracket, can still exhaust the stack.
    if (error instanceof RangeError) return refuse(text, span, 'nested too deep; this document is not read');
    throw error;
  }
}

function read(text: string, source: string, span: Span): YamlDocument {
  const problems: SyntaxProblem[] = [];
  const report = (start: number, end: number, message: string) => {
    const place = toVisible(text, { start: Math.min(start, span.end), end: Math.min(Math.max(end, start), span.end) });
    const isRepeated = problems.some((other) => !text.slice(other.span.end, place.start).includes('\n'));
    if (!isRepeated && problems.length < maxProblems) problems.push({ span: place, message });
  };

  let document = parseTolerant(source);
  // What is half typed swallows its neighbours. Reading again without the rest of its line keeps them.
  for (let masked = source, round = 0; round < maxProblems; round++) {
    const broken = findHalfTyped(document, masked);
    if (!broken) break;
    const { start, message } = broken;
    const newline = masked.indexOf('\n', start);
    const end = newline === -1 ? masked.length : newline;
    report(span.start + start, span.start + source.slice(0, end).trimEnd().length, message);
    masked = masked.slice(0, start) + ' '.repeat(end - start) + masked.slice(end);
    document = parseTolerant(masked);
  }
  for (const { code, pos, message } of document.errors) {
    report(span.start + pos[0], span.start + pos[1], describe(code, message));
  }

  const conversion = toNodes(document.contents, source, span.start, report);
  if (conversion.size > maxExpandedSize) {
    return refuse(text, span, `aliases stand for more than ${maxExpandedSize} values; this document is not read`);
  }
  return { root: conversion.node, problems };
}

/** The parser points at the indentation of what it does not like; a reader looks for the word. */
function toVisible(text: string, span: Span): Span {
  const word = /^[ \t]*([^\s:]+)/.exec(text.slice(span.start, text.indexOf('\n', span.start) >>> 0));
  if (!word || text.slice(span.start, span.end).trim() !== '') return span;
  const end = span.start + word[0].length;
  return { start: end - word[1]!.length, end };
}

function refuse(text: string, span: Span, message: string): YamlDocument {
  const start = span.start + Math.max(0, text.slice(span.start, span.end).search(/[^\s\uFEFF]/));
  const lineEnd = text.indexOf('\n', start);
  const end = lineEnd === -1 || lineEnd > span.end ? span.end : lineEnd;
  return {
    root: { kind: 'null', span: { start, end: start }, anchor: undefined },
    problems: [{ span: { start, end }, message }],
  };
}

/** The parser takes seconds for thousands of open brackets. Brackets in strings count only after a closer look. */
function isTooDeep(source: string): boolean {
  if (/(?:[-?][ \t]+){200}/.test(source)) return true;
  let depth = 0;
  let deepest = 0;
  for (const bracket of source.match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth < 0) depth = 0;
    if (depth > deepest) deepest = depth;
  }
  if (deepest <= maxDepth) return false;
  depth = 0;
  for (const lexeme of new Lexer().lex(source)) {
    if (lexeme === '[' || lexeme === '{') depth++;
    else if (lexeme === ']' || lexeme === '}') depth--;
    if (depth > maxDepth) return true;
  }
  return false;
}

/**
 * The failsafe schema leaves every scalar a string, which is all that is wanted and saves the parser's guesses at dates
 * and numbers. The parser's own check for duplicate keys is quadratic.
 */
const parseTolerant = (source: string) =>
  parseDocument(source, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: 'silent',
  });

/** A quote that nothing closes, up to the document's end, or a key that runs on into the next line for want of a colon. */
function findHalfTyped(
  document: ReturnType<typeof parseTolerant>,
  source: string,
): { readonly start: number; readonly message: string } | undefined {
  const key = document.errors.find(
    ({ code, pos }) => code === 'MULTILINE_IMPLICIT_KEY' && /[\w.]/.test(source[pos[0]]!),
  );
  if (key) return { start: key.pos[0], message: 'a key needs a `:` behind it' };
  let last: unknown = document.contents;
  // Only the last scalar of a document can run to its end.
  while (isCollection(last)) {
    const item: unknown = last.items.at(-1);
    last = isPairLike(item) ? (item.value ?? item.key) : item;
  }
  if (!isScalar(last) || !last.range || !isOpen(last as Scalar, source)) return undefined;
  return last.range[1] === source.length ? { start: last.range[0], message: 'the quote is not closed' } : undefined;
}

/** Whether a quoted scalar has no closing quote. */
function isOpen(scalar: Scalar, source: string): boolean {
  if (scalar.type !== 'QUOTE_DOUBLE' && scalar.type !== 'QUOTE_SINGLE') return false;
  const [start, end] = scalar.range!;
  if (end - start < 2 || source[end - 1] !== source[start]) return true;
  if (scalar.type === 'QUOTE_DOUBLE') {
    const backslashes = /\\*$/.exec(source.slice(start + 1, end - 1))![0].length;
    return backslashes % 2 === 1;
  }
  const quotes = /'*$/.exec(source.slice(start + 1, end))![0].length;
  return quotes % 2 === 0;
}

const isPairLike = (value: unknown): value is { key: Node; value: Node | null } =>
  typeof value === 'object' && value !== null && 'key' in value && 'value' in value && !('range' in value);

interface Conversion {
  readonly node: YamlNode;
  /** How many values there are once aliases are replaced. */
  readonly size: number;
}

/** Turns the parser's tree into ours. */
function toNodes(
  contents: unknown,
  source: string,
  base: number,
  report: (start: number, end: number, message: string) => void,
): Conversion {
  const anchors = new Map<string, Conversion>();

  const spanOf = (node: Node): Span => ({ start: base + node.range![0], end: base + node.range![1] });

  const convert = (node: unknown, at: number): Conversion & { readonly span: Span } => {
    if (isAlias(node)) {
      const span = spanOf(node);
      // An anchor inside itself is not there yet, so nothing can contain itself.
      const target = anchors.get(node.source);
      return { ...(target ?? { node: { kind: 'null', span, anchor: undefined }, size: 1 }), span };
    }
    const conversion = convertValue(node as Node | null, at);
    const { anchor, span } = conversion.node;
    if (anchor !== undefined) anchors.set(anchor, conversion);
    return { ...conversion, span };
  };

  const convertValue = (node: Node | null, at: number): Conversion => {
    if (isCollection(node)) return isMap(node) ? convertMap(node) : convertSequence(node);
    if (!isScalar(node) || !node.range) {
      return { node: { kind: 'null', span: { start: at, end: at }, anchor: undefined }, size: 1 };
    }
    return { node: toScalar(node as Scalar), size: 1 };
  };

  const toScalar = (scalar: Scalar): YamlNode => {
    const { source: value = '', anchor } = scalar;
    const span = spanOf(scalar);
    const style = styles[scalar.type ?? 'PLAIN'] ?? 'plain';
    const isNull = style === 'plain' && /^(?:~|null|Null|NULL)?$/.test(value);
    if (isNull || isOpen(scalar, source)) return { kind: 'null', span, anchor };
    return { kind: 'scalar', span, anchor, style, value };
  };

  const convertMap = (map: Node & { items: unknown[]; flow?: boolean; anchor?: string }): Conversion => {
    let size = 1;
    const seen = new Set<string>();
    const pairs: YamlPair[] = [];
    for (const item of map.items) {
      if (!isPairLike(item) || !item.key?.range) continue;
      const keySpan = spanOf(item.key);
      const key = isScalar(item.key) ? (item.key.source ?? '') : source.slice(item.key.range[0], item.key.range[1]);
      const value = convert(item.value, keySpan.end);
      size += value.size;
      if (seen.has(key) && key !== '<<')
        report(keySpan.start, keySpan.end, `\`${key}\` is there twice; the last one counts`);
      seen.add(key);
      pairs.push({
        key,
        keySpan,
        value: value.node,
        span: { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) },
      });
    }
    const node: YamlMap = {
      kind: 'map',
      anchor: map.anchor,
      isFlow: map.flow === true,
      span: collectionSpan(map, pairs),
      pairs,
      merged: seen.has('<<') ? mergedPairs(pairs, seen) : [],
    };
    return { node, size };
  };

  const convertSequence = (sequence: Node & { items: unknown[]; flow?: boolean; anchor?: string }): Conversion => {
    let size = 1;
    let at = base + sequence.range![0];
    const items: YamlItem[] = [];
    for (const item of sequence.items) {
      const converted = convert(item, at);
      size += converted.size;
      at = converted.span.end;
      items.push({ value: converted.node, span: converted.span });
    }
    const node: YamlSequence = {
      kind: 'sequence',
      anchor: sequence.anchor,
      isFlow: sequence.flow === true,
      span: collectionSpan(sequence, items),
      items,
    };
    return { node, size };
  };

  /** The parser counts blank lines and comments behind a block collection as part of it. */
  const collectionSpan = (node: Node & { flow?: boolean }, entries: readonly { readonly span: Span }[]): Span => {
    const { start, end } = spanOf(node);
    const last = entries.at(-1);
    if (node.flow || !last) return { start, end };
    const trimmed = source.slice(0, last.span.end - base).trimEnd().length + base;
    return { start, end: Math.max(start, Math.min(trimmed, last.span.end)) };
  };

  return convert(contents, base);
}

const styles: Readonly<Record<string, YamlScalar['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** What `<<: *a` or `<<: [*a, *b]` brings in: earlier ones win, and the map's own keys win over all (https://yaml.org/type/merge.html). */
function mergedPairs(pairs: readonly YamlPair[], own: ReadonlySet<string>): readonly YamlPair[] {
  const seen = new Set(own);
  const sources = pairs
    .filter(({ key }) => key === '<<')
    .flatMap(({ value }) => (value.kind === 'sequence' ? value.items.map((item) => item.value) : [value]));
  const merged: YamlPair[] = [];
  for (const source of sources) {
    if (source.kind !== 'map') continue;
    for (const pair of [...source.pairs, ...source.merged]) {
      if (seen.has(pair.key)) continue;
      seen.add(pair.key);
      merged.push(pair);
    }
  }
  return merged;
}
