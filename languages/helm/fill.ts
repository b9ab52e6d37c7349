import { type EmbeddedText, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import { lazyFor } from '../../core/lazy.ts';
import { pairsOf, type YamlMap, type YamlSequence } from '../yaml/node.ts';
import type { Action } from './actions.ts';
import type { Chart } from './chart.ts';
import { evaluate, evaluateCollection, isFilled, isTrue, type Surroundings, scopeOf } from './evaluate.ts';
import { type Expression, parseExpression } from './expression.ts';
import { type HelmFile, parseHelm } from './file.ts';
import { type Scope, variablesOf } from './scope.ts';
import { type ChartTemplate, readTemplate } from './template.ts';
import { toYaml } from './toYaml.ts';

/** A template with what the values of its chart decide put in. */
export interface FilledTemplate extends Pick<ChartTemplate, 'facts' | 'objects' | 'settings'> {
  /** Maps to the template, and holds the actions that are not known. */
  readonly text: EmbeddedText;
}

/** Puts the values of a chart into one of its templates: what they write, and which branches are taken. */
export function fillTemplate(file: HelmFile, chart: Chart): FilledTemplate {
  const text = filledText(file, { chart, variables: variablesOf(file.actions.actions, chart) });
  return { text, ...readingsOf(file).of(text.text) };
}

type Reading = Omit<FilledTemplate, 'text'>;

/** What was read of a template's filled texts, kept with it: at a key press elsewhere most are the same. */
const readingsOf = lazyFor(({ path }: HelmFile) => {
  const known = new Map<string, Reading>();
  return {
    of(text: string): Reading {
      const reading = known.get(text) ?? readTemplate(parseHelm({ path, text }, undefined), () => undefined);
      // What was used last stays longest.
      known.delete(text);
      known.set(text, reading);
      if (known.size > maxReadings) known.delete(known.keys().next().value!);
      return reading;
    },
  };
});

/** For the chart's own values, and those of a few releases. */
const maxReadings = 6;

/** What becomes of the part of a block: it stays with its actions, is written without them, or is left out, as may those behind it. */
type Part = 'kept' | 'written' | 'left out' | 'over';

interface OpenBlock {
  readonly part: Part;
  /** Whether what is around it is there. */
  readonly isShown: boolean;
}

/** Blanks around actions with a dash (`{{-`) are left as they are: they make no difference in YAML. */
function filledText({ text, actions: { actions } }: HelmFile, surroundings: Surroundings): EmbeddedText {
  const parts: { readonly text: string; readonly source: Action['span'] }[] = [];
  const open: OpenBlock[] = [];
  let position = 0;
  let room = maxWritten;
  const isShown = (): boolean => {
    const top = open.at(-1);
    return !top || (top.isShown && (top.part === 'kept' || top.part === 'written'));
  };
  const keepTo = (end: number): void => {
    parts.push({ text: text.slice(position, end), source: { start: position, end } });
    position = end;
  };
  const write = (written: string, { span }: Action): void => {
    parts.push({ text: written, source: span });
    position = span.end;
  };

  for (const action of actions) {
    const { span, kind } = action;
    const top = open.at(-1);
    if (isShown()) keepTo(span.start);
    else position = span.start;
    switch (kind) {
      case 'open': {
        const shown = isShown();
        const part = shown ? partOf(conditionOf(action.body, action, surroundings)) : 'over';
        open.push({ part, isShown: shown });
        if (shown && part === 'kept') keepTo(span.end);
        break;
      }
      case 'else': {
        const part = top ? partBehind(top.part, action, surroundings) : 'kept';
        if (top) open[open.length - 1] = { ...top, part };
        if (!isShown()) break;
        if (!top || top.part === 'kept') keepTo(span.end);
        else if (part === 'kept') write(`{{ ${action.body.replace(/^else\s+/, '')} }}`, action);
        break;
      }
      case 'end':
        open.pop();
        if (isShown() && (!top || top.part === 'kept')) keepTo(span.end);
        break;
      default: {
        if (!isShown()) break;
        const written = kind === 'value' ? writtenBy(action, text, surroundings) : undefined;
        room -= written?.length ?? 0;
        if (written !== undefined && room >= 0) write(written, action);
        else keepTo(span.end);
      }
    }
    position = span.end;
  }
  if (isShown()) keepTo(text.length);
  return joinPieces(parts);
}

/** What is put into one template at most, in characters. */
const maxWritten = 500_000;

function conditionOf(body: string, action: Action, surroundings: Surroundings): boolean | undefined {
  const [, condition] = /^(?:if|with)\b\s*(?:\$\w+\s*:=)?([\s\S]*)$/.exec(body) ?? [];
  return condition === undefined ? undefined : isTrue(parseExpression(condition), scopeOf(action, surroundings));
}

const partOf = (condition: boolean | undefined): Part =>
  condition === undefined ? 'kept' : condition ? 'written' : 'left out';

/** The part behind an `else`, by what became of the one before it. */
function partBehind(before: Part, action: Action, surroundings: Surroundings): Part {
  if (before !== 'left out') return before === 'kept' ? 'kept' : 'over';
  const [, argument = ''] = /^else\s+([\s\S]*)$/.exec(action.body) ?? [];
  if (argument === '') return 'written';
  // Its condition stands outside of the block that it divides.
  return partOf(conditionOf(argument, { ...action, block: action.block?.parent }, surroundings));
}

/** What an action writes in its place; undefined when that is not known. */
function writtenBy(action: Action, source: string, surroundings: Surroundings): string | undefined {
  const written = textBy(parseExpression(action.body), scopeOf(action, surroundings), 0);
  // More lines than one have their indentation with them, unless they start a line.
  const { start } = action.span;
  const isInLine = written?.includes('\n') && !written.startsWith('\n') && start > 0 && source[start - 1] !== '\n';
  return isInLine || written?.includes('{{') ? undefined : written;
}

function textBy(expression: Expression, scope: Scope, depth: number): string | undefined {
  if (expression.kind !== 'call') return scalarBy(expression, scope);
  const { name, arguments: values } = expression;
  const [first, second] = values;
  // What is piped is the last argument.
  const last = values.at(-1);
  if (!first || !last || depth > maxDepth) return undefined;
  const inner = (of: Expression): string | undefined => textBy(of, scope, depth + 1);
  switch (name) {
    case 'toYaml':
    case 'toYamlPretty': {
      const collection = collectionBy(first, scope);
      return collection && isFilled(collection) !== undefined ? toYaml(collection) : undefined;
    }
    case 'indent':
    case 'nindent': {
      const width = first.kind === 'literal' ? Number(first.text) : Number.NaN;
      const text = second && inner(second);
      if (text === undefined || !(width >= 0 && width <= maxIndentation)) return undefined;
      const indented = text.replaceAll(/^/gm, ' '.repeat(width));
      return name === 'nindent' ? `\n${indented}` : indented;
    }
    case 'tpl':
    case 'trim':
      return inner(first);
    case 'quote':
    case 'squote': {
      const text = values.length === 1 ? inner(first) : undefined;
      return text === undefined ? undefined : JSON.stringify(text);
    }
    default:
      return hasQuotes(expression) ? undefined : scalarBy(expression, scope);
  }
}

/** `.Values.a`, `omit .Values.a "enabled"`. */
function collectionBy(expression: Expression, scope: Scope): YamlMap | YamlSequence | undefined {
  if (expression.kind !== 'call' || expression.name !== 'omit') return evaluateCollection(expression, scope);
  const [first, ...others] = expression.arguments;
  const collection = first && collectionBy(first, scope);
  const omitted = new Set(others.map((other) => (other.kind === 'literal' ? other.text : UNKNOWN)));
  if (collection?.kind !== 'map' || omitted.has(UNKNOWN)) return undefined;
  return { ...collection, pairs: pairsOf(collection).filter(({ key }) => !omitted.has(key)), merged: [] };
}

const maxDepth = 20;
const maxIndentation = 100;

function scalarBy(expression: Expression, scope: Scope): string | undefined {
  const value = evaluate(expression, scope);
  return value.kind === 'text' ? value.text : undefined;
}

/** Whether it quotes a part of what it writes, which a value by itself does not tell. */
const hasQuotes = (expression: Expression): boolean =>
  expression.kind === 'call' && (/^s?quote$/.test(expression.name) || expression.arguments.some(hasQuotes));
