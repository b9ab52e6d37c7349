import type { Span } from '../../core/text.ts';
import type { HclBinary, HclCall, HclExpression, HclObject, HclStep, HclTraversal } from '../hcl/syntax.ts';
import { keyTextOf } from '../hcl/syntax.ts';
import { callFunction } from './functions.ts';
import type { Scope } from './scope.ts';
import { evaluateTemplate } from './template.ts';
import { knownNumber, knownText, type ObjectEntry, property, unknownAt, type Value } from './value.ts';

/** The parser's limit is below it, but one local leads to another: neither may exhaust the stack. */
const maxDepth = 300;

/**
 * The value of an expression, as far as it can be known without running Terraform. `span` of the result is that of the
 * expression, or of the branch of a conditional that is taken.
 */
export function evaluate(expression: HclExpression, around: Scope): Value {
  const { span } = expression;
  if (around.depth >= maxDepth) return unknownAt(span);
  const scope = { ...around, depth: around.depth + 1 };
  switch (expression.kind) {
    case 'template':
    case 'heredoc':
      return evaluateTemplate(expression, scope, evaluate);
    case 'number':
      return { kind: 'number', value: expression.value, span, origins: [] };
    case 'bool':
      return { kind: 'bool', value: expression.value, span, origins: [] };
    case 'null':
      return { kind: 'null', span, origins: [] };
    case 'tuple': {
      const items = expression.items.map((item) => evaluate(item, scope));
      return { kind: 'list', items, isPartial: false, span, origins: [] };
    }
    case 'object':
      return evaluateObject(expression, scope);
    case 'traversal':
      return evaluateTraversal(expression, scope);
    case 'call':
      return evaluateCall(expression, scope);
    case 'parenthesis':
      return evaluate(expression.expression, scope);
    case 'conditional': {
      const condition = evaluate(expression.condition, scope);
      if (condition.kind !== 'bool') return unknownAt(span);
      return evaluate(condition.value ? expression.whenTrue : expression.whenFalse, scope);
    }
    case 'binary':
      return evaluateBinary(expression, scope);
    case 'unary': {
      const operand = evaluate(expression.operand, scope);
      if (expression.operator === '!' && operand.kind === 'bool') return { ...operand, value: !operand.value, span };
      if (expression.operator === '-' && operand.kind === 'number') return { ...operand, value: -operand.value, span };
      return unknownAt(span);
    }
    default:
      return unknownAt(span);
  }
}

function evaluateObject({ items, span }: HclObject, scope: Scope): Value {
  const entries: ObjectEntry[] = [];
  let isPartial = false;
  for (const item of items) {
    const key = keyTextOf(item) ?? knownText(evaluate(item.key, scope));
    if (key === undefined) isPartial = true;
    else entries.push({ key, value: evaluate(item.value, scope) });
  }
  return { kind: 'object', entries, isPartial, span, origins: [] };
}

function evaluateTraversal({ source, steps, span }: HclTraversal, scope: Scope): Value {
  const [first, ...rest] = steps;
  const isReference = source.kind === 'variable' && (source.name === 'var' || source.name === 'local');
  if (isReference && first?.kind === 'attribute') {
    const root = scope.resolve(`${source.name}.${first.name}`, span, scope);
    return follow(root, rest, span, scope);
  }
  // `each.value`, `data.x.y.z`, `aws_instance.web.id`: only the run knows.
  return source.kind === 'variable' ? unknownAt(span) : follow(evaluate(source, scope), steps, span, scope);
}

/** Goes into a value by `.name` and `[key]`. What it passed through stays known. */
function follow(value: Value, steps: readonly HclStep[], span: Span, scope: Scope): Value {
  let reached = value;
  for (const step of steps) {
    const next = stepInto(reached, step, scope);
    if (!next) return unknownAt(span);
    const origins = [...reached.origins.filter((origin) => !next.origins.includes(origin)), ...next.origins];
    reached = { ...next, origins };
  }
  return { ...reached, span };
}

function stepInto(value: Value, step: HclStep, scope: Scope): Value | undefined {
  if (step.kind === 'splat') return undefined;
  const key = step.kind === 'attribute' ? undefined : evaluate(step.key, scope);
  const name = step.kind === 'attribute' ? step.name : knownText(key);
  if (value.kind === 'object') return name === undefined ? undefined : property(value, name);
  if (value.kind !== 'list' || value.isPartial) return undefined;
  const index = key ? knownNumber(key) : Number(name);
  return index === undefined ? undefined : value.items[index];
}

function evaluateCall({ name, arguments: given, isExpanded, span }: HclCall, scope: Scope): Value {
  const values = given.map((argument) => evaluate(argument, scope));
  if (!isExpanded) return callFunction(name, values, span);
  const last = values.at(-1);
  if (last?.kind !== 'list' || last.isPartial) return unknownAt(span);
  return callFunction(name, [...values.slice(0, -1), ...last.items], span);
}

function evaluateBinary({ operator, left, right, span }: HclBinary, scope: Scope): Value {
  const a = evaluate(left, scope);
  const b = evaluate(right, scope);
  const result = (value: boolean): Value => ({ kind: 'bool', value, span, origins: [] });
  switch (operator) {
    case '==':
    case '!=': {
      const first = scalarOf(a);
      const second = scalarOf(b);
      if (first === undefined || second === undefined) return unknownAt(span);
      return result((first === second) === (operator === '=='));
    }
    case '&&':
    case '||': {
      // One side may settle it: `false && x` is false.
      const settling = operator === '||';
      if (isBool(a, settling) || isBool(b, settling)) return result(settling);
      return isBool(a, !settling) && isBool(b, !settling) ? result(!settling) : unknownAt(span);
    }
    default:
      return unknownAt(span);
  }
}

const isBool = (value: Value, wanted: boolean): boolean => value.kind === 'bool' && value.value === wanted;

/** What can be compared with `==`; undefined when unknown. Values of different types are never equal. */
function scalarOf(value: Value): string | number | boolean | null | undefined {
  if (value.kind === 'number' || value.kind === 'bool') return value.value;
  return value.kind === 'null' ? null : knownText(value);
}
