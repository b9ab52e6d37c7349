import { escapeLength, literalPieces } from './escapes.ts';
import {
  Code,
  codeAt,
  giveUp,
  identifierEnd,
  isBlank,
  isIdentifierStart,
  type Reader,
  report,
  resume,
  rewind,
} from './reader.ts';
import type { HclHeredoc, HclMissing, HclTemplate } from './syntax.ts';
import { addPart, closeTemplate, type OpenTemplate, readTag } from './template-parts.ts';

/** Reads a string in double quotes. A forgotten quote ends it at the end of its line. */
export function readTemplate(reader: Reader): HclTemplate {
  const { text, position: start } = reader;
  const template: OpenTemplate = { parts: [], directives: [] };
  reader.position++;
  let literalStart = reader.position;
  let hasEscape = false;
  let end = -1;
  while (end < 0) {
    const at = reader.position;
    const code = text.charCodeAt(at);
    if (code === Code.quote || code === Code.newline || at >= text.length) {
      const literalEnd = code !== Code.quote && text.charCodeAt(at - 1) === Code.carriageReturn ? at - 1 : at;
      addLiteral(reader, template, literalStart, Math.max(literalStart, literalEnd), hasEscape ? 'quoted' : 'plain');
      if (code === Code.quote) reader.position++;
      else report(reader, start, start + 1, 'the string has no closing quote');
      end = code === Code.quote ? reader.position : Math.max(literalStart, literalEnd);
    } else if (code === Code.backslash) {
      hasEscape = true;
      const length = escapeLength(text, at);
      if (length === undefined)
        report(reader, at, at + 1, 'HCL does not know this escape; write `\\\\` for a backslash');
      reader.position += length ?? 1;
    } else if (isTagStart(reader, code)) {
      addLiteral(reader, template, literalStart, at, hasEscape ? 'quoted' : 'plain');
      readTag(reader, template);
      if (reader.isUnwinding) end = partsEnd(template, start + 1);
      literalStart = reader.position;
      hasEscape = false;
    } else if (isEscapedTagStart(reader, code)) {
      hasEscape = true;
      reader.position += 3;
    } else reader.position++;
  }
  return { kind: 'template', span: { start, end }, parts: closeTemplate(reader, template, end) };
}

/** Reads `<<MARKER` or `<<-MARKER` with its lines, to the end of the end marker. */
export function readHeredoc(reader: Reader): HclHeredoc | HclMissing {
  const { text, position: start } = reader;
  const isIndented = codeAt(reader, 2) === Code.minus;
  const markerStart = start + (isIndented ? 3 : 2);
  const markerEnd = isIdentifierStart(text, markerStart) ? identifierEnd(text, markerStart) : markerStart;
  const marker = text.slice(markerStart, markerEnd);
  reader.position = markerEnd;
  const bodyStart = lineStartAfter(text, markerEnd);
  if (marker === '' || bodyStart === undefined) {
    report(reader, start, markerEnd, 'behind `<<` there must be a marker and a line end');
    return { kind: 'missing', span: { start, end: markerEnd } };
  }
  reader.position = bodyStart;
  const template: OpenTemplate = { parts: [], directives: [] };
  const isClosed = reader.trustsBraces || hasEndMarker(reader, marker);
  if (!isClosed) report(reader, start, markerEnd, `the heredoc has no \`${marker}\` at its end`);
  const bodyEnd = isClosed ? readHeredocParts(reader, template, marker) : skipOpenHeredoc(reader, template);
  return {
    kind: 'heredoc',
    span: { start, end: isClosed ? reader.position : bodyEnd },
    marker,
    isIndented,
    parts: closeTemplate(reader, template, bodyEnd),
    bodySpan: { start: bodyStart, end: bodyEnd },
  };
}

/** Reads a whole text as the template that it is: a heredoc without markers. */
export function readTemplateText(reader: Reader): HclHeredoc {
  const span = { start: reader.position, end: reader.text.length };
  const template: OpenTemplate = { parts: [], directives: [] };
  readHeredocParts(reader, template, undefined);
  const parts = closeTemplate(reader, template, span.end);
  return { kind: 'heredoc', span, marker: '', isIndented: false, parts, bodySpan: span };
}

/**
 * Reads the lines up to the end marker, and the marker; without one, up to the end of the text. Gives the offset where the
 * lines end.
 */
function readHeredocParts(reader: Reader, template: OpenTemplate, marker: string | undefined): number {
  const { text } = reader;
  let literalStart = reader.position;
  let escapes: 'plain' | 'heredoc' = 'plain';
  let isLineStart = true;
  let hasTags = true;
  while (reader.position < text.length) {
    const at = reader.position;
    const markerEnd = isLineStart && marker !== undefined ? endMarkerAt(text, at, marker) : undefined;
    if (markerEnd !== undefined) {
      addLiteral(reader, template, literalStart, at, escapes);
      reader.position = markerEnd;
      return at;
    }
    const code = text.charCodeAt(at);
    isLineStart = code === Code.newline;
    if (hasTags && isTagStart(reader, code)) {
      addLiteral(reader, template, literalStart, at, escapes);
      readTag(reader, template);
      if (reader.isUnwinding && !reader.trustsBraces) {
        // The end marker is known to follow, so what the open tag took for a statement is a line of the heredoc.
        resume(reader);
        hasTags = false;
        rewind(reader, partsEnd(template, at + 2));
      }
      literalStart = reader.position;
      escapes = 'plain';
    } else if (isEscapedTagStart(reader, code)) {
      escapes = 'heredoc';
      reader.position += 3;
    } else reader.position++;
  }
  addLiteral(reader, template, Math.min(literalStart, text.length), text.length, escapes);
  if (marker !== undefined) giveUp(reader, text.length);
  return text.length;
}

/** Takes a heredoc without an end marker as plain text, up to the next line that can only be a block's header. */
function skipOpenHeredoc(reader: Reader, template: OpenTemplate): number {
  const start = reader.position;
  const blockHeader = /^[a-z_][\w-]*(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{/gm;
  blockHeader.lastIndex = start;
  reader.position = blockHeader.exec(reader.text)?.index ?? reader.text.length;
  addLiteral(reader, template, start, reader.position, 'heredoc');
  giveUp(reader, reader.position);
  reader.hasReportedOpen = true;
  return reader.position;
}

function hasEndMarker(reader: Reader, marker: string): boolean {
  reader.lastLineOfWord ??= new Map(
    [...reader.text.matchAll(/^[ \t]*([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t\r]*$/gmu)].map((match) => [
      match[1]!,
      match.index,
    ]),
  );
  return (reader.lastLineOfWord.get(marker) ?? -1) >= reader.position;
}

/** The offset behind the end marker, if the line at `lineStart` is one. */
function endMarkerAt(text: string, lineStart: number, marker: string): number | undefined {
  const at = skipLineBlanks(text, lineStart);
  if (!text.startsWith(marker, at)) return undefined;
  const lineEnd = skipLineBlanks(text, at + marker.length);
  return lineEnd === text.length || text.charCodeAt(lineEnd) === Code.newline ? at + marker.length : undefined;
}

/** The start of the next line, when only blanks stand before it. */
function lineStartAfter(text: string, offset: number): number | undefined {
  const lineEnd = skipLineBlanks(text, offset);
  return text.charCodeAt(lineEnd) === Code.newline ? lineEnd + 1 : undefined;
}

function skipLineBlanks(text: string, offset: number): number {
  let at = offset;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isTagStart(reader: Reader, code: number): boolean {
  return (code === Code.dollar || code === Code.percent) && codeAt(reader, 1) === Code.openBrace;
}

function isEscapedTagStart(reader: Reader, code: number): boolean {
  const isMark = code === Code.dollar || code === Code.percent;
  return isMark && codeAt(reader, 1) === code && codeAt(reader, 2) === Code.openBrace;
}

function addLiteral(
  reader: Reader,
  template: OpenTemplate,
  start: number,
  end: number,
  escapes: 'plain' | 'quoted' | 'heredoc',
): void {
  if (start === end) return;
  const span = { start, end };
  const value =
    escapes === 'plain'
      ? reader.text.slice(start, end)
      : literalPieces(reader.text, span, escapes)
          .map(({ text }) => text)
          .join('');
  addPart(template, { kind: 'literal', span, value });
}

function partsEnd(template: OpenTemplate, start: number): number {
  const directive = template.directives.at(-1);
  const parts = directive?.elseParts ?? directive?.parts ?? template.parts;
  return parts.at(-1)?.span.end ?? directive?.tagEnd ?? start;
}
