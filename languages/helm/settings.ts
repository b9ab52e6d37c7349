import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { Span } from '../../core/text.ts';
import type { YamlMap, YamlNode, YamlPair } from '../yaml/node.ts';
import type { Action, Block } from './actions.ts';
import { evaluateCollection, isTrue, type Surroundings, scopeOf } from './evaluate.ts';
import { type Expression, parseExpression } from './expression.ts';
import { firstFrom } from './resolve.ts';
import type { Scope } from './scope.ts';

/** Answers what the chart's default values make of a template's settings. */
export interface Settings {
  /**
   * Whether what stands at `inner` is written wherever what stands around it, at `outer`, is: it may stand in a condition
   * of its own. Undefined when that cannot be known.
   */
  isWritten(outer: number, inner: number): boolean | undefined;
  /** The map that an action writes, all of it in the action's place; undefined when it cannot be known. */
  mapOf(action: Action): YamlMap | undefined;
}

export function createSettings(actions: readonly Action[], surroundings: Surroundings | undefined): Settings {
  // An action knows the block that it stands in, and so does what stands before it.
  const blockAt = (offset: number): Block | undefined => actions[firstFrom(actions, offset)]?.block;
  return {
    isWritten(outer, inner) {
      const around = blockAt(outer);
      let isSure = true;
      for (let block = blockAt(inner); block && block !== around; block = block.parent) {
        const isTaken = surroundings && isBlockTaken(block, surroundings);
        if (isTaken === false) return false;
        if (isTaken === undefined) isSure = false;
      }
      return isSure || undefined;
    },
    mapOf: (action) =>
      surroundings && action.kind === 'value'
        ? writtenMap(parseExpression(action.body), scopeOf(action, surroundings), action.span)
        : undefined,
  };
}

/** Keys whose values are settings; that others are there says more than that they hang on a value. */
export const settingKeys: ReadonlySet<string> = new Set([
  'securityContext',
  'readOnlyRootFilesystem',
  'privileged',
  'capabilities',
  'stdin',
  'tty',
  'hostPID',
  'hostNetwork',
  'hostIPC',
  'hostPort',
  'maxUnavailable',
  'minAvailable',
  'nodeName',
  'replicas',
  'terminationGracePeriodSeconds',
  'type',
]);

function isBlockTaken(block: Block, surroundings: Surroundings): boolean | undefined {
  const { keyword, argument, parent, start, isElse, isAlternative } = block;
  if ((keyword !== 'if' && keyword !== 'with') || isAlternative) return undefined;
  const scope = { ...surroundings, block: parent, offset: start, depth: 0 };
  const answer = isTrue(parseExpression(argument), scope);
  return answer === undefined ? undefined : answer !== isElse;
}

/** `toYaml .Values.a | nindent 8`, `omit .Values.a "enabled" | toYaml | nindent 8`. */
function writtenMap(expression: Expression, scope: Scope, span: Span): YamlMap | undefined {
  if (expression.kind === 'call') {
    const { name, arguments: values } = expression;
    const [first, ...others] = values;
    const map = first && name === 'omit' ? writtenMap(first, scope, span) : undefined;
    if (map) {
      const omitted = others.map((other) => (other.kind === 'literal' ? other.text : UNKNOWN));
      return omitted.every(isKnown)
        ? { ...map, pairs: map.pairs.filter(({ key }) => !omitted.includes(key)) }
        : undefined;
    }
    const written = values.at(-1);
    return written && passesOn.has(name) ? writtenMap(written, scope, span) : undefined;
  }
  const found = evaluateCollection(expression, scope);
  const copy = found && moveTo(found, span);
  return copy?.kind === 'map' ? copy : undefined;
}

const passesOn: ReadonlySet<string> = new Set(['toYaml', 'toYamlPretty', 'indent', 'nindent', 'trim']);

/** A value of another file with everything in one place here. */
function moveTo(node: YamlNode, span: Span): YamlNode {
  // Like what an alias brings, it cannot be edited here.
  const place = { span, anchor: '' };
  const movePair = ({ key, value }: YamlPair): YamlPair => ({ key, keySpan: span, value: moveTo(value, span), span });
  switch (node.kind) {
    case 'map':
      return { ...node, ...place, pairs: node.pairs.map(movePair), merged: node.merged.map(movePair) };
    case 'sequence':
      return { ...node, ...place, items: node.items.map(({ value }) => ({ value: moveTo(value, span), span })) };
    case 'scalar':
      // Values may hold template text, for `tpl`.
      return { ...node, ...place, value: node.value.includes('{{') ? UNKNOWN : node.value };
    case 'null':
      return { ...node, ...place };
  }
}
