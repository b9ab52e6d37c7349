import { readForIntroduction } from './for-introduction.ts';
import {
  Code,
  codeAt,
  identifierEnd,
  isIdentifierStart,
  maxDepth,
  missingExpression,
  type Reader,
  report,
  reportOpen,
  resume,
  rewind,
  skipBlanks,
} from './reader.ts';
import type { HclDirective, HclExpression, HclTemplatePart } from './syntax.ts';

/** A template that is being read: its parts, and the directives that wait for their end, outermost first. */
export interface OpenTemplate {
  readonly parts: HclTemplatePart[];
  readonly directives: OpenDirective[];
}

interface OpenDirective {
  readonly start: number;
  /** The end of the first tag: where it is said that the end is missing. */
  readonly tagEnd: number;
  readonly keyword: 'if' | 'for';
  readonly expression: HclExpression;
  readonly names: readonly string[];
  readonly parts: HclTemplatePart[];
  elseParts: HclTemplatePart[] | undefined;
}

/** Puts a part into the innermost open directive. */
export function addPart(template: OpenTemplate, part: HclTemplatePart): void {
  const directive = template.directives.at(-1);
  (directive?.elseParts ?? directive?.parts ?? template.parts).push(part);
}

/** The parts of a template that ends at `end`; a directive that is still open ends there too. */
export function closeTemplate(reader: Reader, template: OpenTemplate, end: number): readonly HclTemplatePart[] {
  while (template.directives.length > 0) {
    const { start, tagEnd, keyword } = template.directives.at(-1)!;
    report(reader, start, tagEnd, `\`%{ ${keyword} }\` has no \`%{ end${keyword} }\``);
    closeDirective(template, end);
  }
  return template.parts;
}

/** Reads `${...}` or `%{...}` into the template. */
export function readTag(reader: Reader, template: OpenTemplate): void {
  const start = reader.position;
  const isDirective = codeAt(reader, 0) === Code.percent;
  const wasLineEndBlank = reader.isLineEndBlank;
  reader.isLineEndBlank = true;
  reader.position += codeAt(reader, 2) === Code.tilde ? 3 : 2;
  skipBlanks(reader);
  if (isDirective) readDirective(reader, template, start);
  else {
    const expression = reader.readExpression(reader);
    const end = readTagEnd(reader, start, expression.span.end);
    addPart(template, { kind: 'interpolation', span: { start, end }, expression });
  }
  reader.isLineEndBlank = wasLineEndBlank;
}

function readDirective(reader: Reader, template: OpenTemplate, start: number): void {
  const keywordEnd = isIdentifierStart(reader.text, reader.position)
    ? identifierEnd(reader.text, reader.position)
    : reader.position;
  const keyword = reader.text.slice(reader.position, keywordEnd);
  const open = template.directives.at(-1);
  reader.position = keywordEnd;
  skipBlanks(reader);
  if ((keyword === 'if' || keyword === 'for') && template.directives.length < maxDepth) {
    const names: string[] = [];
    let expression: HclExpression;
    if (keyword === 'if') expression = reader.readExpression(reader);
    else {
      const introduction = readForIntroduction(reader);
      names.push(...introduction.names);
      expression = introduction.collection;
    }
    const tagEnd = readTagEnd(reader, start, Math.max(keywordEnd, expression.span.end));
    template.directives.push({ start, tagEnd, keyword, expression, names, parts: [], elseParts: undefined });
    return;
  }
  const end = readTagEnd(reader, start, keywordEnd);
  if (open && keyword === `end${open.keyword}`) closeDirective(template, end);
  else if (open?.keyword === 'if' && keyword === 'else' && !open.elseParts) open.elseParts = [];
  else {
    report(reader, start, end, `\`%{ ${keyword} }\` cannot stand here`);
    addPart(template, unknownDirective(reader, start, end));
  }
}

function closeDirective(template: OpenTemplate, end: number): void {
  const { start, keyword, expression, names, parts, elseParts = [] } = template.directives.pop()!;
  addPart(template, { kind: 'directive', span: { start, end }, keyword, expression, names, parts, elseParts });
}

function unknownDirective(reader: Reader, start: number, end: number): HclDirective {
  const expression = { ...missingExpression(reader), span: { start: end, end } };
  return {
    kind: 'directive',
    span: { start, end },
    keyword: 'unknown',
    expression,
    names: [],
    parts: [],
    elseParts: [],
  };
}

/** Reads `}` or `~}`. When it is missing, the tag ends on the line of its last text. Gives the offset behind it. */
function readTagEnd(reader: Reader, start: number, contentEnd: number): number {
  if (reader.isUnwinding) {
    const isOwnBrace =
      codeAt(reader, 0) === Code.closeBrace && !reader.text.slice(start, reader.position).includes('\n');
    if (!isOwnBrace) {
      reportOpen(reader, start, start + 2, '}');
      return contentEnd;
    }
    resume(reader);
  }
  if (codeAt(reader, 0) === Code.tilde) reader.position++;
  if (codeAt(reader, 0) !== Code.closeBrace) {
    report(reader, start, start + 2, `\`${reader.text.slice(start, start + 2)}\` has no \`}\``);
    rewind(reader, contentEnd);
    while (!endsUnclosedTag(codeAt(reader, 0))) reader.position++;
    if (codeAt(reader, 0) !== Code.closeBrace) return reader.position;
  }
  reader.position++;
  return reader.position;
}

const endsUnclosedTag = (code: number): boolean =>
  code === Code.closeBrace || code === Code.quote || code === Code.newline || Number.isNaN(code);
