import { readFileBody } from './body.ts';
import { readExpression } from './expressions.ts';
import { createReader, type Reader } from './reader.ts';
import type { HclFile, HclHeredoc } from './syntax.ts';
import { readTemplateText } from './templates.ts';

/**
 * Reads HCL's native syntax. Never throws: what is not of the grammar becomes a problem, and the rest is read. Takes
 * one pass, a second one when braces do not match; both are linear in the text's length.
 */
export function parseHcl(text: string): HclFile {
  return parseTrustingBraces(text) ?? parseByIndentation(text);
}

function parseTrustingBraces(text: string): HclFile | undefined {
  const reader = createReader(text, { trustsBraces: true, readExpression });
  const file = readFile(reader);
  return reader.hasGivenUp ? undefined : file;
}

function parseByIndentation(text: string): HclFile {
  return readFile(createReader(text, { trustsBraces: false, readExpression }));
}

/** Reads the text of a file for `templatefile`. Never throws; a tag that is not closed is text. */
export function parseHclTemplate(text: string): HclHeredoc {
  const trusting = createReader(text, { trustsBraces: true, readExpression });
  const template = readTemplateText(trusting);
  return trusting.hasGivenUp ? readTemplateText(createReader(text, { trustsBraces: false, readExpression })) : template;
}

function readFile(reader: Reader): HclFile {
  const body = readFileBody(reader);
  const problems = reader.problems.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { body, problems, comments: reader.comments };
}
