import { readBraces, readBrackets, readCall } from './collections.ts';
import {
  Code,
  codeAt,
  giveUp,
  identifierEnd,
  isDigit,
  isIdentifierStart,
  isStatement,
  maxDepth,
  missingExpression,
  type Reader,
  report,
  skipBlanks,
} from './reader.ts';
import { endsExpression, readCloser, skipNested } from './recovery.ts';
import type { HclBinaryOperator, HclExpression, HclNumber, HclParenthesis, HclStep, HclUnary } from './syntax.ts';
import { readHeredoc, readTemplate } from './templates.ts';

/** Reads an expression and the blanks after it; where none stands, gives `missing` and says so. */
export function readExpression(reader: Reader): HclExpression {
  skipBlanks(reader);
  if (reader.depth >= maxDepth) return skipNested(reader);
  reader.depth++;
  const condition = readBinary(reader, 0);
  const expression = codeAt(reader, 0) === Code.question ? readConditional(reader, condition) : condition;
  reader.depth--;
  return expression;
}

function readConditional(reader: Reader, condition: HclExpression): HclExpression {
  reader.position++;
  const whenTrue = readExpression(reader);
  let whenFalse: HclExpression = missingExpression(reader);
  if (codeAt(reader, 0) === Code.colon) {
    reader.position++;
    whenFalse = readExpression(reader);
  } else if (!reader.isUnwinding) {
    report(reader, condition.span.start, whenTrue.span.end, 'the condition has no `:`');
    whenFalse = { kind: 'missing', span: { start: whenTrue.span.end, end: whenTrue.span.end } };
  }
  const span = { start: condition.span.start, end: Math.max(whenTrue.span.end, whenFalse.span.end) };
  return { kind: 'conditional', span, condition, whenTrue, whenFalse };
}

/** A chain of more operators than this becomes a tree too deep to walk. */
const maxOperators = 1000;

function readBinary(reader: Reader, minimumPrecedence: number): HclExpression {
  let left = readUnary(reader);
  for (let count = 0; count < maxOperators && !reader.isUnwinding; count++) {
    const operator = operatorAt(reader);
    if (operator === undefined || precedences[operator] <= minimumPrecedence) return left;
    reader.position += operator.length;
    skipBlanks(reader);
    const right = readBinary(reader, precedences[operator]);
    left = { kind: 'binary', span: { start: left.span.start, end: right.span.end }, operator, left, right };
  }
  return left;
}

const precedences: Readonly<Record<HclBinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

function operatorAt(reader: Reader): HclBinaryOperator | undefined {
  const next = codeAt(reader, 1);
  switch (codeAt(reader, 0)) {
    case Code.pipe:
      return next === Code.pipe ? '||' : undefined;
    case Code.ampersand:
      return next === Code.ampersand ? '&&' : undefined;
    case Code.equals:
      return next === Code.equals ? '==' : undefined;
    case Code.exclamation:
      return next === Code.equals ? '!=' : undefined;
    case Code.less:
      return next === Code.equals ? '<=' : '<';
    case Code.greater:
      return next === Code.equals ? '>=' : '>';
    case Code.plus:
      return '+';
    case Code.minus:
      return '-';
    case Code.asterisk:
      return '*';
    case Code.slash:
      return '/';
    case Code.percent:
      return '%';
    default:
      return undefined;
  }
}

function readUnary(reader: Reader): HclExpression {
  const start = reader.position;
  const code = codeAt(reader, 0);
  const operator = code === Code.minus ? '-' : code === Code.exclamation ? '!' : undefined;
  if (!operator) return readTraversal(reader);
  if (reader.depth >= maxDepth) return skipNested(reader);
  reader.position++;
  reader.depth++;
  skipBlanks(reader);
  const operand = readUnary(reader);
  reader.depth--;
  return { kind: 'unary', span: { start, end: operand.span.end }, operator, operand } satisfies HclUnary;
}

function readTraversal(reader: Reader): HclExpression {
  const source = readTerm(reader);
  skipBlanks(reader);
  const steps: HclStep[] = [];
  while (!reader.isUnwinding) {
    const code = codeAt(reader, 0);
    if (code === Code.openBracket) steps.push(readIndex(reader));
    else if (code === Code.dot && codeAt(reader, 1) !== Code.dot) steps.push(readAttributeStep(reader));
    else break;
    skipBlanks(reader);
  }
  const last = steps.at(-1);
  if (!last) return source;
  return { kind: 'traversal', span: { start: source.span.start, end: last.span.end }, source, steps };
}

function readAttributeStep(reader: Reader): HclStep {
  const start = reader.position;
  reader.position++;
  skipBlanks(reader);
  const nameStart = reader.position;
  if (codeAt(reader, 0) === Code.asterisk) {
    reader.position++;
    return { kind: 'splat', span: { start, end: reader.position } };
  }
  const end = isDigit(codeAt(reader, 0))
    ? digitsEnd(reader.text, nameStart)
    : isIdentifierStart(reader.text, nameStart)
      ? identifierEnd(reader.text, nameStart)
      : nameStart;
  const isOfNextLine = reader.isLineEndBlank && isStatement(reader, nameStart, end);
  if (end === nameStart || isOfNextLine) {
    report(reader, start, start + 1, 'behind the dot a name is missing');
    if (isOfNextLine) giveUp(reader, nameStart);
    return { kind: 'attribute', span: { start, end: start + 1 }, name: '' };
  }
  reader.position = end;
  return { kind: 'attribute', span: { start, end }, name: reader.text.slice(nameStart, end) };
}

function readIndex(reader: Reader): HclStep {
  const start = reader.position;
  const wasLineEndBlank = reader.isLineEndBlank;
  reader.isLineEndBlank = true;
  reader.position++;
  skipBlanks(reader);
  const isSplat = codeAt(reader, 0) === Code.asterisk;
  if (isSplat) {
    reader.position++;
    skipBlanks(reader);
  }
  const key = isSplat ? undefined : readExpression(reader);
  const end = readCloser(reader, start, key?.span.end ?? reader.position, Code.closeBracket);
  reader.isLineEndBlank = wasLineEndBlank;
  return key ? { kind: 'index', span: { start, end }, key } : { kind: 'splat', span: { start, end } };
}

function readParenthesis(reader: Reader): HclParenthesis {
  const start = reader.position;
  const wasLineEndBlank = reader.isLineEndBlank;
  reader.isLineEndBlank = true;
  reader.position++;
  const expression = readExpression(reader);
  const end = readCloser(reader, start, expression.span.end, Code.closeParenthesis);
  reader.isLineEndBlank = wasLineEndBlank;
  return { kind: 'parenthesis', span: { start, end }, expression };
}

function readTerm(reader: Reader): HclExpression {
  const { text, position: start } = reader;
  const code = text.charCodeAt(start);
  if (isIdentifierStart(text, start)) return readNamed(reader);
  if (isDigit(code)) return readNumber(reader);
  switch (code) {
    case Code.quote:
      return readTemplate(reader);
    case Code.openParenthesis:
      return readParenthesis(reader);
    case Code.openBracket:
      return readBrackets(reader);
    case Code.openBrace:
      return readBraces(reader);
    case Code.less:
      if (codeAt(reader, 1) === Code.less) return readHeredoc(reader);
  }
  return readNothing(reader);
}

function readNamed(reader: Reader): HclExpression {
  const { text, position: start } = reader;
  let end = identifierEnd(text, start);
  if (reader.isLineEndBlank && isStatement(reader, start, end)) {
    const missing = missingExpression(reader);
    giveUp(reader, start);
    return missing;
  }
  while (text.startsWith('::', end) && isIdentifierStart(text, end + 2)) end = identifierEnd(text, end + 2);
  reader.position = end;
  const name = text.slice(start, end);
  const span = { start, end };
  skipBlanks(reader);
  if (codeAt(reader, 0) === Code.openParenthesis) return readCall(reader, name, span);
  if (name === 'true' || name === 'false') return { kind: 'bool', span, value: name === 'true' };
  return name === 'null' ? { kind: 'null', span } : { kind: 'variable', span, name };
}

function readNumber(reader: Reader): HclNumber {
  const { text, position: start } = reader;
  let end = digitsEnd(text, start);
  if (text.charCodeAt(end) === Code.dot && isDigit(text.charCodeAt(end + 1))) end = digitsEnd(text, end + 1);
  if (text[end] === 'e' || text[end] === 'E') {
    const sign = text.charCodeAt(end + 1);
    const exponent = sign === Code.plus || sign === Code.minus ? end + 2 : end + 1;
    if (isDigit(text.charCodeAt(exponent))) end = digitsEnd(text, exponent);
  }
  reader.position = end;
  return { kind: 'number', span: { start, end }, value: Number(text.slice(start, end)) };
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** Stands before a character that begins no expression. One that cannot end one either is taken with it. */
function readNothing(reader: Reader): HclExpression {
  const { position: start } = reader;
  const missing = missingExpression(reader);
  if (endsExpression(codeAt(reader, 0))) {
    report(reader, missing.span.start, missing.span.end, 'an expression is missing');
    return missing;
  }
  reader.position += reader.text.codePointAt(start)! > 0xffff ? 2 : 1;
  report(reader, start, reader.position, 'no expression starts like this');
  return { kind: 'missing', span: { start, end: reader.position } };
}
