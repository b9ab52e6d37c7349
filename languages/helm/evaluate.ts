import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Action, Block } from './actions.ts';
import { type Chart, type FoundMap, type Lookup, lookUp, lookUpMap, lookUpValue } from './chart.ts';
import { type Expression, parseExpression } from './expression.ts';

/** What an expression gives. `isEmpty` is what `default` asks: an empty text, 0, false. */
export type Value =
  | { readonly kind: 'text'; readonly text: string; readonly isEmpty: boolean; readonly origins: readonly Origin[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/** The value that an action writes, with the chart's default values. Anything but simple expressions is unknown. */
export function evaluateAction({ body, kind, block }: Action, chart: Chart): Value {
  return kind === 'value' ? evaluate(parseExpression(body), { chart, block }) : unknown;
}

/** Whether a condition holds that stands in a block (`.Values.a`, `and .Values.a .Values.b`); undefined when it cannot be known. */
export function evaluateCondition(argument: string, chart: Chart, block: Block | undefined): boolean | undefined {
  return isTrue(parseExpression(argument), { chart, block });
}

/** The map in `values.yaml` that an expression means; undefined when there is none, or when more than that decides what is in it. */
export function evaluateMap(expression: Expression, { chart, block }: Scope): FoundMap | undefined {
  if (expression.kind !== 'field') return undefined;
  const path = pathOf(expression, block);
  return path?.[0] === 'Values' ? lookUpMap(chart, path.slice(1)) : undefined;
}

/** Where an expression stands. */
export interface Scope {
  readonly chart: Chart;
  readonly block: Block | undefined;
}

const unknown: Value = { kind: 'unknown' };

const toText = (text: string, origins: readonly Origin[]): Value => ({
  kind: 'text',
  text,
  origins,
  isEmpty: text === '',
});

function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return { ...toText(expression.text, []), isEmpty: expression.text === '' || expression.text === '0' } as Value;
    case 'field':
      return evaluateField(expression, scope);
    case 'call':
      return call(
        expression.name,
        expression.arguments.map((argument) => evaluate(argument, scope)),
      );
    case 'other':
      return unknown;
  }
}

function isTrue(expression: Expression, scope: Scope): boolean | undefined {
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
  const map = evaluateMap(expression, scope);
  if (map) return map.node.pairs.length > 0;
  const value = evaluate(expression, scope);
  return value.kind === 'unknown' ? undefined : value.kind === 'text' && !value.isEmpty;
}

/** The way from the root to what a field means; undefined when it cannot be known. */
function pathOf({ root, path }: Field, block: Block | undefined): readonly string[] | undefined {
  const dot = root === '$' ? rootOf(block) : dotOf(block);
  return dot && [...dot, ...path];
}

type Field = Expression & { readonly kind: 'field' };

function evaluateField(field: Field, { chart, block }: Scope): Value {
  const [object, ...keys] = pathOf(field, block) ?? [];
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

/** How many blocks around an action are looked at. */
const maxDepth = 50;

/** The path from the root to what the dot stands for; undefined in a `define`, a `range`, or a `with` of something else. */
function dotOf(block: Block | undefined): readonly string[] | undefined {
  const fields: Field[] = [];
  let current = block;
  for (let depth = 0; current; depth++, current = current.parent) {
    const { keyword, argument, isElse } = current;
    if (depth > maxDepth || keyword === 'define' || keyword === 'block') return undefined;
    if (isElse || keyword === 'if') continue;
    const expression = keyword === 'with' ? parseExpression(argument) : undefined;
    if (expression?.kind !== 'field') return undefined;
    fields.unshift(expression);
    if (expression.root === '$') {
      if (!rootOf(current)) return undefined;
      break;
    }
  }
  return fields.flatMap(({ path }) => path);
}

/** `$` is what the template was called with: the root, but not in a `define`, which anything may be handed to. */
function rootOf(block: Block | undefined): readonly string[] | undefined {
  let current = block;
  for (let depth = 0; current; depth++, current = current.parent) {
    if (depth > maxDepth || current.keyword === 'define' || current.keyword === 'block') return undefined;
  }
  return [];
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
