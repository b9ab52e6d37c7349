import { Lexer, parseDocument } from 'yaml';
import type { SyntaxProblem } from '../../core/document.ts';
import { lineSpanAt, type Span } from '../../core/text.ts';
import { toNodes } from './convert.ts';
import { findHalfTyped } from './halfTyped.ts';
import type { YamlNode } from './node.ts';
import { describe } from './problem.ts';

/** One document of a YAML text. */
export interface YamlDocument {
  /** With its `---` line. */
  readonly span: Span;
  readonly root: YamlNode;
  /** At most a few: after the first ones, more rarely say anything new. */
  readonly problems: readonly SyntaxProblem[];
}

/** The most levels of brackets, or of dashes on one line, that are read; Kubernetes' own limit is in the thousands, people use ten. */
const maxDepth = 200;

/** The most values that the aliases of a document may stand for. */
const maxAliasedSize = 100_000;

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
    const isRepeated = problems.some(
      (other) => lineSpanAt(text, other.span.start).start === lineSpanAt(text, place.start).start,
    );
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
  if (conversion.aliasedSize > maxAliasedSize) {
    return refuse(text, span, `aliases stand for more than ${maxAliasedSize} values; this document is not read`);
  }
  problems.sort((a, b) => a.span.start - b.span.start);
  return { span, root: conversion.node, problems };
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
    span,
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
export const parseTolerant = (source: string) =>
  parseDocument(source, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
