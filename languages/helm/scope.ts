import type { Action, Block } from './actions.ts';
import type { Chart } from './chart.ts';
import { type Expression, parseExpression } from './expression.ts';

/** Where an expression stands, and what it may name there. */
export interface Scope {
  readonly chart: Chart;
  /** By name, in the order of the text. */
  readonly variables: Variables;
  readonly block: Block | undefined;
  readonly offset: number;
  /** How many templates were included on the way here. */
  readonly depth: number;
}

export type Variables = ReadonlyMap<string, readonly Variable[]>;

/** A variable from where it gets a value. */
export interface Variable {
  readonly offset: number;
  /** Where it can be seen; undefined for everywhere. */
  readonly block: Block | undefined;
  /** What it is given, and where; undefined when nobody can say. */
  readonly given: { readonly expression: Expression; readonly scope: Scope } | undefined;
}

/** The variables of a template (`$image := .Values.image`). */
export function variablesOf(actions: readonly Action[], chart: Chart): Variables {
  const variables = new Map<string, Variable[]>();
  const add = (name: string, variable: Variable): void => {
    const known = variables.get(name);
    if (known) known.push(variable);
    else variables.set(name, [variable]);
  };
  for (const [index, { kind, body, block, span }] of actions.entries()) {
    const offset = span.start;
    const [, keyword = '', first, second, operator, expression = ''] = assignment.exec(body) ?? [];
    if (first === undefined || kind === 'value' || kind === 'end') continue;
    // An action knows the block that it stands in, and so the one that was just opened.
    const owner = keyword === '' ? block : actions[index + 1]?.block;
    const scope: Scope = { chart, variables, block, offset, depth: 0 };
    const isSimple = operator === ':=' && second === undefined && keyword !== 'range';
    add(first, {
      offset,
      block: operator === ':=' ? owner : undefined,
      given: isSimple ? { expression: parseExpression(expression), scope } : undefined,
    });
    if (second !== undefined) add(second, { offset, block: owner, given: undefined });
  }
  return variables;
}

const assignment = /^(?:(?:else\s+)?(if|with|range)\s+)?\$([A-Za-z_]\w*)(?:\s*,\s*\$(\w+))?\s*(:?=)\s*([\s\S]*)$/;

/** How many blocks around an action are looked at, and how many values that a variable got before. */
const maxDepth = 50;

/** What a variable was given last before a place; undefined when nobody can say. */
export function givenTo(name: string, { variables, block, offset }: Scope): Variable['given'] {
  const all = variables.get(name) ?? [];
  for (let index = all.length - 1, count = 0; index >= 0 && count < maxDepth; index--) {
    const variable = all[index]!;
    if (variable.offset >= offset) continue;
    count++;
    if (isInside(block, variable.block)) return variable.given;
  }
  return undefined;
}

function isInside(inner: Block | undefined, outer: Block | undefined): boolean {
  if (!outer) return true;
  let block = inner;
  for (let depth = 0; block && depth <= maxDepth; depth++, block = block.parent) if (block === outer) return true;
  return false;
}

/** The way from the root to what a field or a variable means; undefined when it cannot be known. */
export function pathOf(expression: Expression, scope: Scope): readonly string[] | undefined {
  if (expression.kind === 'variable') return pathOfVariable(expression, scope, 0);
  if (expression.kind !== 'field') return undefined;
  const base = expression.root === '$' ? rootOf(scope.block) : dotOf(scope, 0);
  return base && [...base, ...expression.path];
}

function pathOfVariable(
  { name, path }: Expression & { readonly kind: 'variable' },
  scope: Scope,
  hops: number,
): readonly string[] | undefined {
  const given = hops < maxHops ? givenTo(name, scope) : undefined;
  if (!given) return undefined;
  const { expression } = given;
  const base =
    expression.kind === 'variable'
      ? pathOfVariable(expression, given.scope, hops + 1)
      : expression.kind === 'field' && expression.root === '.'
        ? dotOf(given.scope, hops + 1)
        : expression.kind === 'field'
          ? rootOf(given.scope.block)
          : undefined;
  if (!base) return undefined;
  return expression.kind === 'field' ? [...base, ...expression.path, ...path] : [...base, ...path];
}

/** How many variables may be given to each other. */
const maxHops = 10;

/** The path from the root to what the dot stands for; undefined in a `define`, a `range`, or a `with` of something else. */
function dotOf(scope: Scope, hops: number): readonly string[] | undefined {
  const path: string[] = [];
  let { block } = scope;
  for (let depth = 0; block; depth++, block = block.parent) {
    const { keyword, argument, isElse, parent, start } = block;
    if (depth > maxDepth || keyword === 'define' || keyword === 'block') return undefined;
    if (isElse || keyword === 'if') continue;
    const expression = keyword === 'with' ? parseExpression(argument.replace(/^\$\w+\s*:=/, '')) : undefined;
    if (expression?.kind === 'variable') {
      const base = pathOfVariable(expression, { ...scope, block: parent, offset: start }, hops);
      return base && [...base, ...path];
    }
    if (expression?.kind !== 'field') return undefined;
    path.unshift(...expression.path);
    if (expression.root === '$') return rootOf(block) && path;
  }
  return path;
}

/** `$` is what the template was called with: the root, but not in a `define`, which anything may be handed to. */
function rootOf(block: Block | undefined): readonly string[] | undefined {
  let current = block;
  for (let depth = 0; current; depth++, current = current.parent) {
    if (depth > maxDepth || current.keyword === 'define' || current.keyword === 'block') return undefined;
  }
  return [];
}
