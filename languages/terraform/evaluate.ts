import type { Span } from '../../core/text.ts';
import type { HclCall, HclExpression, HclObject, HclSplatStep, HclStep, HclTraversal } from '../hcl/syntax.ts';
import { keyTextOf } from '../hcl/syntax.ts';
import { isFileFunction, readFileValue } from './fileFunctions.ts';
import { evaluateFor } from './for.ts';
import { callFunction } from './functions.ts';
import { binaryValue, unaryValue } from './operators.ts';
import type { Scope } from './scope.ts';
import { evaluateTemplate } from './template.ts';
import {
  errorAt,
  knownNumber,
  knownText,
  type ObjectEntry,
  property,
  throughContainer,
  unknownAt,
  type Value,
} from './value.ts';

/** The parser's limit is below it, but one local leads to another: neither may exhaust the stack. */
const maxDepth = 300;

/**
 * The value of an expression, as far as it can be known without running Terraform. `span` of the result is that of the
 * expression, or of the branch of a conditional that is taken.
 */
export function evaluate(expression: HclExpression, scope: Scope): Value {
  const { progress } = scope;
  if (progress.depth >= maxDepth || progress.stepsLeft <= 0) return unknownAt(expression.span);
  progress.depth++;
  const value = evaluateKind(expression, scope);
  progress.depth--;
  // Outside of loops the text's length is the limit.
  if (scope.names.size > 0) progress.stepsLeft -= costOf(value);
  return value;
}

function costOf(value: Value): number {
  if (value.kind === 'string') return 1 + value.value.text.length / 256;
  return value.kind === 'list' ? 1 + value.items.length / 16 : 1;
}

function evaluateKind(expression: HclExpression, scope: Scope): Value {
  const { span } = expression;
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
    case 'for':
      return evaluateFor(expression, scope, evaluate);
    case 'variable': {
      const named = scope.names.get(expression.name);
      return named ? { ...named, span } : unknownAt(span);
    }
    case 'binary':
      return binaryValue(
        expression.operator,
        evaluate(expression.left, scope),
        evaluate(expression.right, scope),
        span,
      );
    case 'unary':
      return unaryValue(expression.operator, evaluate(expression.operand, scope), span);
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
    else entries.push({ key, keySpan: item.key.span, value: evaluate(item.value, scope) });
  }
  return { kind: 'object', entries, isPartial, span, origins: [] };
}

function evaluateTraversal({ source, steps, span }: HclTraversal, scope: Scope): Value {
  if (source.kind !== 'variable') return follow(evaluate(source, scope), steps, span, scope);
  const named = scope.names.get(source.name);
  if (named) return follow(named, steps, span, scope);
  const [first] = steps;
  if (first?.kind !== 'attribute') return unknownAt(span);
  switch (source.name) {
    case 'var':
    case 'local':
    case 'path': {
      const value = scope.resolve(source.name, first.name, span, scope);
      return steps.length === 1 ? value : follow(value, steps.slice(1), span, scope);
    }
    case 'module':
      return evaluateOutput(first.name, steps.slice(1), span, scope);
    default:
      // `data.x.y.z`, `aws_instance.web.id`: only the run knows.
      return unknownAt(span);
  }
}

/** `module.name.output`, or `module.name[key].output` of a call that is made several times. */
function evaluateOutput(call: string, steps: readonly HclStep[], span: Span, scope: Scope): Value {
  const [output, ...rest] = steps[0]?.kind === 'index' ? steps.slice(1) : steps;
  if (output?.kind !== 'attribute') return unknownAt(span);
  return follow(scope.resolveOutput(call, output.name, span, scope), rest, span, scope);
}

/** Goes into a value by `.name`, `[key]` and `[*]`. What it passed through stays known. */
function follow(value: Value, steps: readonly HclStep[], span: Span, scope: Scope): Value {
  let reached = value;
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'splat') return followSplat(reached, steps, index, span, scope);
    const next = stepInto(reached, step, scope);
    if (next.kind === 'unknown') return { ...next, span };
    reached = throughContainer(next, reached);
  }
  return { ...reached, span };
}

/** `[*]` takes all steps behind it into each item, `.*` the attributes that follow at once. Anything else is taken for a list of itself. */
function followSplat(value: Value, steps: readonly HclStep[], index: number, span: Span, scope: Scope): Value {
  if (value.kind === 'unknown') return { ...value, span };
  const behind = steps.slice(index + 1);
  const splat = steps[index]!;
  const isFull = splat.span.end > splat.span.start && scope.file.text[splat.span.start] === '[';
  const firstIndex = behind.findIndex((step) => step.kind !== 'attribute');
  const inner = isFull || firstIndex === -1 ? behind : behind.slice(0, firstIndex);
  const items = value.kind === 'list' ? value.items : value.kind === 'null' ? [] : [value];
  const list: Value = {
    kind: 'list',
    items: items.map((item) => throughContainer(follow(item, inner, item.span, scope), value)),
    isPartial: value.kind === 'list' && value.isPartial,
    span,
    origins: value.origins,
  };
  return follow(list, behind.slice(inner.length), span, scope);
}

function stepInto(value: Value, step: Exclude<HclStep, HclSplatStep>, scope: Scope): Value {
  const { span } = step;
  const key = step.kind === 'attribute' ? undefined : evaluate(step.key, scope);
  const name = step.kind === 'attribute' ? step.name : knownText(key);
  if (value.kind === 'object') {
    if (name === undefined) return unknownAt(span);
    return property(value, name) ?? (value.isPartial ? unknownAt(span) : errorAt(span));
  }
  if (value.kind !== 'list' || value.isPartial) return unknownAt(span);
  const index = key ? knownNumber(key) : Number(name);
  if (index === undefined) return unknownAt(span);
  return value.items[index] ?? errorAt(span);
}

function evaluateCall({ name, arguments: given, isExpanded, span }: HclCall, scope: Scope): Value {
  const values = given.map((argument) => evaluate(argument, scope));
  if (isFileFunction(name)) return readFileValue(name, values, span, scope, evaluate);
  if (!isExpanded) return callFunction(name, values, span);
  const last = values.at(-1);
  if (last?.kind !== 'list' || last.isPartial) return unknownAt(span);
  return callFunction(name, [...values.slice(0, -1), ...last.items], span);
}
