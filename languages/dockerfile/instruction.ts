import { type EmbeddedText, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { Span } from '../../core/text.ts';
import type { Flag, Heredoc, Instruction } from './document.ts';
import { readJsonStrings } from './json.ts';
import { skipSpaces, trimSpaces } from './lines.ts';
import { isBlank, isSpace, pickRanges, type Range } from './words.ts';

/** The keywords that BuildKit knows, https://docs.docker.com/reference/dockerfile/ */
export const keywords: ReadonlySet<string> = new Set([
  ...['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER'],
  ...['ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
]);

/** Those whose arguments may be an array in JSON. */
export const jsonKeywords: ReadonlySet<string> = new Set([
  'ADD',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'RUN',
  'SHELL',
  'VOLUME',
]);

/** An instruction's own text, without what only its surroundings tell: where it ends, its heredocs. */
export type InstructionHeader = Omit<Instruction, 'unmoved' | 'span' | 'heredocs' | 'inner'> & {
  readonly inner: InstructionHeader | undefined;
};

/** Takes the joined text of an instruction apart: keyword, flags, arguments. The text is not blank. */
export function readHeader(text: EmbeddedText, escapeCharacter: string): InstructionHeader {
  const source = text.text;
  const start = skipSpaces(source, 0, source.length);
  const end = trimSpaces(source, start, source.length);
  let at = start;
  while (at < end && !isBlank(source.charCodeAt(at))) at++;
  const keyword = source.slice(start, at).toUpperCase();
  const keywordSpan = toSource(text, start, at);

  const flags: Flag[] = [];
  at = skipSpaces(source, at, end);
  while (source.startsWith('--', at) && at < end) {
    const word = readFlagWord(source, at, end, escapeCharacter);
    at = skipSpaces(source, word.end, end);
    const value = pickRanges(text, word.kept);
    // `--` alone ends the flags.
    if (value.text === '--') break;
    flags.push(toFlag(value, toSource(text, word.start, word.end)));
  }

  const args = sliceEmbedded(text, at, end);
  const argumentsSpan = at < end ? toSource(text, at, end) : afterOf(text, end);
  const isJson = jsonKeywords.has(keyword) && source.charCodeAt(at) === 91;
  const exec = isJson ? readJsonStrings(args) : undefined;
  return {
    keyword,
    keywordSpan,
    text,
    flags,
    arguments: args,
    argumentsSpan,
    exec,
    inner: readInner(keyword, args, escapeCharacter),
  };
}

/** Completes a header. Instructions within others share their end and their heredocs. */
export function toInstruction(header: InstructionHeader, span: Span, heredocs: readonly Heredoc[]): Instruction {
  const inner =
    header.inner && toInstruction(header.inner, { start: header.inner.keywordSpan.start, end: span.end }, heredocs);
  return { ...header, unmoved: undefined, span, heredocs, inner };
}

// The instruction in an ONBUILD is no other ONBUILD, so this ends after two steps.
function readInner(keyword: string, args: EmbeddedText, escapeCharacter: string): InstructionHeader | undefined {
  const isHolder = keyword === 'ONBUILD' || keyword === 'HEALTHCHECK';
  if (!isHolder || args.text === '' || /^ONBUILD(?!\S)/i.test(args.text)) return undefined;
  return keyword === 'ONBUILD' || /^CMD(?!\S)/i.test(args.text) ? readHeader(args, escapeCharacter) : undefined;
}

interface FlagWord extends Range {
  /** What is left of it without quotes and escapes. */
  readonly kept: readonly Range[];
}

function readFlagWord(text: string, start: number, end: number, escapeCharacter: string): FlagWord {
  const kept: Range[] = [];
  let keptFrom = start;
  let quote = '';
  let at = start;
  const leaveOut = (): void => {
    if (at > keptFrom) kept.push({ start: keptFrom, end: at });
    keptFrom = at + 1;
  };
  for (; at < end; at++) {
    const character = text[at]!;
    if (quote === '' && isSpace(text.charCodeAt(at))) break;
    if (character === escapeCharacter) {
      leaveOut();
      at++;
    } else if (quote === '' ? character === '"' || character === "'" : character === quote) {
      quote = quote === '' ? character : '';
      leaveOut();
    }
  }
  at = Math.min(at, end);
  leaveOut();
  return { start, end: at, kept };
}

function toFlag(word: EmbeddedText, span: Span): Flag {
  const equals = word.text.indexOf('=');
  if (equals === -1) return { name: word.text.slice(2), span, value: undefined };
  return { name: word.text.slice(2, equals), span, value: sliceEmbedded(word, equals + 1, word.text.length) };
}

function afterOf(text: EmbeddedText, end: number): Span {
  const at = toSource(text, 0, end).end;
  return { start: at, end: at };
}
