import type { Span } from '../../core/text.ts';
import type { HclBinaryOperator, HclUnary } from '../hcl/syntax.ts';
import { knownText, unknownAt, type Value } from './value.ts';

export function unaryValue(operator: HclUnary['operator'], operand: Value, span: Span): Value {
  if (operator === '!' && operand.kind === 'bool') return { ...operand, value: !operand.value, span };
  if (operator === '-' && operand.kind === 'number') return { ...operand, value: -operand.value, span };
  return unknownAt(span);
}

export function binaryValue(operator: HclBinaryOperator, left: Value, right: Value, span: Span): Value {
  const result = (value: boolean): Value => ({ kind: 'bool', value, span, origins: [] });
  switch (operator) {
    case '==':
    case '!=': {
      const areEqual = isEqual(left, right);
      return areEqual === undefined ? unknownAt(span) : result(areEqual === (operator === '=='));
    }
    case '&&':
    case '||': {
      // One side may settle it: `false && x` is false.
      const settling = operator === '||';
      if (isBool(left, settling) || isBool(right, settling)) return result(settling);
      return isBool(left, !settling) && isBool(right, !settling) ? result(!settling) : unknownAt(span);
    }
    default: {
      const [a, b] = [numberOf(left), numberOf(right)];
      if (a === undefined || b === undefined) return unknownAt(span);
      const value = calculate(operator, a, b);
      if (typeof value === 'boolean') return result(value);
      // Terraform's numbers are exact and have no end; ours are neither.
      return Math.abs(value) <= Number.MAX_SAFE_INTEGER
        ? { kind: 'number', value, span, origins: [] }
        : unknownAt(span);
    }
  }
}

const isBool = (value: Value, wanted: boolean): boolean => value.kind === 'bool' && value.value === wanted;

/** Undefined when unknown. Values of different types are never equal. */
function isEqual(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'null' || right.kind === 'null') {
    return left.kind === 'unknown' || right.kind === 'unknown' ? undefined : left.kind === right.kind;
  }
  const [a, b] = [scalarOf(left), scalarOf(right)];
  return a === undefined || b === undefined ? undefined : a === b;
}

function scalarOf(value: Value): string | number | boolean | undefined {
  return value.kind === 'number' || value.kind === 'bool' ? value.value : knownText(value);
}

/** A number, also one that is written as a string. */
function numberOf(value: Value): number | undefined {
  if (value.kind === 'number') return value.value;
  const text = knownText(value);
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function calculate(
  operator: Exclude<HclBinaryOperator, '==' | '!=' | '&&' | '||'>,
  a: number,
  b: number,
): number | boolean {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}
