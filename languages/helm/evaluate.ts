import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { YamlMap, YamlSequence } from '../yaml/node.ts';
import type { Action } from './actions.ts';
import { type Chart, type Lookup, lookUp, lookUpCollection, lookUpValue } from './chart.ts';
import { type Expression, parseExpression } from './expression.ts';
import { givenTo, pathOf, type Scope } from './scope.ts';

/** What an expression gives. `isEmpty` is what `default` asks: an empty text, 0, false. */
export type Value =
  | { readonly kind: 'text'; readonly text: string; readonly isEmpty: boolean; readonly origins: readonly Origin[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/** What the expressions of one template may name. */
export type Surroundings = Pick<Scope, 'chart' | 'variables'>;

/** The value that an action writes, with the chart's default values. Anything but simple expressions is unknown. */
export function evaluateAction(action: Action, surroundings: Surroundings): Value {
  return action.kind === 'value' ? evaluate(parseExpression(action.body), scopeOf(action, surroundings)) : unknown;
}

export const scopeOf = ({ block, span }: Action, surroundings: Surroundings): Scope => ({
  ...surroundings,
  block,
  offset: span.start,
  depth: 0,
});

/** The map or list in `values.yaml` that an expression means; undefined when there is none, or when more than that decides what is in it. */
export function evaluateCollection(expression: Expression, scope: Scope): YamlMap | YamlSequence | undefined {
  const path = pathOf(expression, scope);
  return path?.[0] === 'Values' ? lookUpCollection(scope.chart, path.slice(1)) : undefined;
}

const unknown: Value = { kind: 'unknown' };

const toText = (text: string, origins: readonly Origin[]): Value => ({
  kind: 'text',
  text,
  origins,
  isEmpty: text === '',
});

/** The value of an expression, with the chart's values. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return { ...toText(expression.text, []), isEmpty: expression.text === '' || expression.text === '0' } as Value;
    case 'field':
      return evaluatePath(pathOf(expression, scope), scope.chart);
    case 'variable': {
      const given = givenTo(expression.name, scope);
      if (given && expression.path.length === 0 && scope.depth < maxDepth) {
        return evaluate(given.expression, { ...given.scope, depth: scope.depth + 1 });
      }
      return evaluatePath(pathOf(expression, scope), scope.chart);
    }
    case 'call':
      if (expression.name === 'include') return include(expression.arguments, scope);
      return call(
        expression.name,
        expression.arguments.map((argument) => evaluate(argument, scope)),
      );
    case 'other':
      return unknown;
  }
}

/** Variables and templates that name each other many times over would take for ever. */
const maxDepth = 3;

/** A template of the chart's helpers that is one simple text, called with the root. */
function include([name, dot]: readonly Expression[], scope: Scope): Value {
  if (name?.kind !== 'literal' || !dot || pathOf(dot, scope)?.length !== 0 || scope.depth >= maxDepth) return unknown;
  const body = scope.chart.helpers().get(name.text);
  if (!body) return unknown;
  return evaluate(body, { ...scope, variables: noVariables, block: undefined, depth: scope.depth + 1 });
}

const noVariables: Scope['variables'] = new Map();

/** Whether a condition holds (`.Values.a`, `and .Values.a .Values.b`); undefined when it cannot be known. */
export function isTrue(expression: Expression, scope: Scope): boolean | undefined {
  if (expression.kind === 'call') {
    const answers = expression.arguments.map((argument) => isTrue(argument, scope));
    switch (expression.name) {
      case 'and':
        return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
      case 'or':
        return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
      case 'not':
        return answers[0] === undefined ? undefined : !answers[0];
    }
  }
  const collection = evaluateCollection(expression, scope);
  if (collection) return isFilled(collection);
  const value = evaluate(expression, scope);
  return value.kind === 'unknown' ? undefined : value.kind === 'text' && !value.isEmpty;
}

/** Whether there is anything in it; undefined when all that is known of it is that there may be more. */
export function isFilled(collection: YamlMap | YamlSequence): boolean | undefined {
  if (collection.kind === 'sequence') return collection.items.length > 0;
  return collection.pairs.some(({ key }) => key !== UNKNOWN) || (collection.pairs.length > 0 ? undefined : false);
}

function evaluatePath(path: readonly string[] | undefined, chart: Chart): Value {
  const [object, ...keys] = path ?? [];
  if (object === 'Values') return toValue(lookUpValue(chart, keys), `.Values.${keys.join('.')}`);
  const key = object === 'Chart' && keys.length === 1 ? chartKeys[keys[0]!] : undefined;
  return key === undefined ? unknown : toValue(lookUp(chart.file, [key]), `.Chart.${keys[0]}`);
}

/** The fields of `.Chart` that are texts (https://helm.sh/docs/chart_template_guide/builtin_objects/). */
const chartKeys: Readonly<Record<string, string>> = { AppVersion: 'appVersion', Name: 'name', Version: 'version' };

function toValue(found: Lookup, name: string): Value {
  if (found.kind !== 'scalar') return found;
  const { node, file, span } = found;
  // Values may hold template text, for `tpl`.
  if (node.value.includes('{{')) return unknown;
  const isEmpty = node.value === '' || (node.style === 'plain' && /^(?:0|false)$/.test(node.value));
  return { kind: 'text', text: node.value, isEmpty, origins: [{ file, span, name }] };
}

function call(name: string, values: readonly Value[]): Value {
  const [first = unknown, second = unknown] = values;
  switch (name) {
    case 'default': {
      if (second.kind === 'unknown') return unknown;
      return second.kind === 'absent' || second.isEmpty ? first : second;
    }
    case 'coalesce': {
      const decisive = values.find((value) => value.kind === 'unknown' || (value.kind === 'text' && !value.isEmpty));
      return decisive ?? { kind: 'absent' };
    }
    case 'required':
      return second;
    case 'quote':
    case 'squote':
    case 'toString':
    case 'int':
    case 'int64':
    case 'tpl':
      return first;
    case 'trim':
      return mapText(first, (text) => text.trim());
    case 'lower':
      return mapText(first, (text) => text.toLowerCase());
    case 'trunc':
      return first.kind === 'text' ? mapText(second, (text) => text.slice(0, Number(first.text))) : unknown;
    case 'trimSuffix':
      return first.kind === 'text'
        ? mapText(second, (text) => (text.endsWith(first.text) ? text.slice(0, text.length - first.text.length) : text))
        : unknown;
    case 'printf':
      return first.kind === 'text' ? format(first.text, values.slice(1)) : unknown;
    default:
      return unknown;
  }
}

const mapText = (value: Value, map: (text: string) => string): Value =>
  value.kind === 'text' ? toText(map(value.text), value.origins) : unknown;

/** `printf`, for the verbs that write a text as it is; an argument that is not known leaves an unknown part. */
function format(pattern: string, values: readonly Value[]): Value {
  if (/%(?![svd%])/.test(pattern) || !isKnown(pattern)) return unknown;
  const origins: Origin[] = [];
  let index = 0;
  const text = pattern.replace(/%[svd%]/g, (verb) => {
    if (verb === '%%') return '%';
    const value = values[index++] ?? unknown;
    if (value.kind !== 'text') return UNKNOWN;
    origins.push(...value.origins);
    return value.text;
  });
  return index === values.length ? toText(text, origins) : unknown;
}
