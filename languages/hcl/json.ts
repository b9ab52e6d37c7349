import type { SyntaxProblem } from '../../core/document.ts';
import { readExpression } from './expressions.ts';
import { createReader, maxDepth } from './reader.ts';
import type { HclExpression, HclObjectItem, HclTemplate } from './syntax.ts';
import { readTemplate } from './templates.ts';

export interface HclJson {
  readonly root: HclExpression;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads HCL's JSON syntax (github.com/hashicorp/hcl, json/spec.md) into the expressions of the native one: strings are
 * templates. Never throws; what stands behind the first mistake is not read, and what stands before it is kept.
 */
export function parseHclJson(text: string): HclJson {
  const problems: SyntaxProblem[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  function fail(message: string): void {
    if (problems.length === 0) problems.push({ span: { start: at, end: Math.min(at + 1, text.length) }, message });
  }

  function skipBlanks(): void {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++;
  }

  function readValue(depth: number): HclExpression {
    skipBlanks();
    const mark = text[at];
    if (mark === '"') return readString();
    if ((mark === '{' || mark === '[') && depth >= maxDepth) {
      fail('this is nested too deep to be read');
      return missing();
    }
    if (mark === '{') return readObject(depth);
    if (mark === '[') return readList(depth);
    plainPattern.lastIndex = at;
    const word = plainPattern.exec(text)?.[0] ?? '';
    const span = { start: at, end: at + word.length };
    const isNumber = numberPattern.test(word);
    if (!isNumber && word !== 'true' && word !== 'false' && word !== 'null') {
      fail('here a value of JSON is needed');
      return missing();
    }
    at = span.end;
    if (isNumber) return { kind: 'number', span, value: Number(word) };
    return word === 'null' ? { kind: 'null', span } : { kind: 'bool', span, value: word === 'true' };
  }

  const missing = (): HclExpression => ({ kind: 'missing', span: { start: at, end: at } });

  function readObject(depth: number): HclExpression {
    const start = at;
    const items: HclObjectItem[] = [];
    readMembers('}', () => {
      if (text[at] !== '"') return fail('here a key in quotes is needed');
      const key = readString();
      skipBlanks();
      if (text[at] === ':') at++;
      else fail('here `:` is needed');
      const value = problems.length > 0 ? missing() : readValue(depth + 1);
      items.push({ span: { start: key.span.start, end: value.span.end }, key, value });
    });
    return { kind: 'object', span: { start, end: at }, items };
  }

  function readList(depth: number): HclExpression {
    const start = at;
    const items: HclExpression[] = [];
    readMembers(']', () => {
      items.push(readValue(depth + 1));
    });
    return { kind: 'tuple', span: { start, end: at }, items };
  }

  /** Reads what stands between commas, from the opening mark to behind the closing one. */
  function readMembers(closer: string, readMember: () => void): void {
    at++;
    skipBlanks();
    if (text[at] === closer) {
      at++;
      return;
    }
    while (problems.length === 0) {
      skipBlanks();
      readMember();
      if (problems.length > 0) return;
      skipBlanks();
      if (text[at] === closer) {
        at++;
        return;
      }
      if (text[at] === ',') at++;
      else fail(`here \`,\` or \`${closer}\` is needed`);
    }
  }

  function readString(): HclTemplate {
    const start = at;
    at++;
    while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
    at = Math.min(at, text.length);
    if (text[at] !== '"') {
      fail('the string has no closing quote');
      return { kind: 'template', span: { start, end: at }, parts: [] };
    }
    at++;
    return readStringBetween(text, start, at);
  }

  const root = readValue(0);
  skipBlanks();
  if (at < text.length) fail('behind the value of the file nothing may stand');
  return { root, problems };
}

const plainPattern = /[\w.+-]*/y;
const numberPattern = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The template in a string of JSON, where it reads the same in HCL. JSON's escapes within `${...}`, and those that HCL does
 * not have, are rare; such a string is not known.
 */
function readStringBetween(text: string, start: number, end: number): HclTemplate {
  const span = { start, end };
  const reader = createReader(text.slice(0, end), { trustsBraces: true, readExpression });
  reader.position = start;
  const template = readTemplate(reader);
  const isSame = reader.problems.length === 0 && reader.position === end && !reader.hasGivenUp;
  if (isSame) return template;
  const expression: HclExpression = { kind: 'missing', span: { start: start + 1, end: end - 1 } };
  return { kind: 'template', span, parts: [{ kind: 'interpolation', span: expression.span, expression }] };
}
