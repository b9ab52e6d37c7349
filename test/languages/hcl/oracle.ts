import { createRequire } from 'node:module';
import { parseHcl } from '../../../languages/hcl/parse.ts';
import {
  type HclBody,
  type HclExpression,
  type HclHeredoc,
  type HclTemplate,
  keyTextOf,
} from '../../../languages/hcl/syntax.ts';
import { type HclPiece, templatePieces } from '../../../languages/hcl/template-pieces.ts';

const { parseToString } = createRequire(import.meta.url)('hcl2-parser') as {
  parseToString(text: string): [json: string, error: unknown];
};

/** What HashiCorp's own parser (compiled to JavaScript) reads, as hcl2json writes it; undefined for invalid text. */
export function readByOracle(text: string): unknown {
  const [json, error] = parseToString(text);
  return error === null ? JSON.parse(json) : undefined;
}

/** What our parser reads, written as hcl2json does; undefined when it has a problem. */
export function readByUs(text: string): unknown {
  const { body, problems } = parseHcl(text);
  return problems.length === 0 ? toJson(body, text) : undefined;
}

function toJson(body: HclBody, source: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const item of body.items) {
    if (item.kind === 'attribute') {
      result[item.name] = toValue(item.value, source);
      continue;
    }
    let holder = result;
    const path = [item.type, ...item.labels.map(({ text }) => text)];
    const last = path.pop()!;
    for (const name of path) {
      holder[name] ??= {};
      holder = holder[name] as Record<string, unknown>;
    }
    holder[last] ??= [];
    (holder[last] as unknown[]).push(toJson(item.body, source));
  }
  return result;
}

function toValue(expression: HclExpression, source: string): unknown {
  switch (expression.kind) {
    case 'number':
    case 'bool':
      return expression.value;
    case 'null':
      return null;
    case 'unary':
      // hcl2json calculates the negative of a literal.
      if (expression.operator === '-' && expression.operand.kind === 'number') return -expression.operand.value;
      return reference(expression, source);
    case 'template':
    case 'heredoc': {
      const inner = wrapped(expression);
      return inner ? toValue(inner, source) : toText(expression, source);
    }
    case 'tuple':
      return expression.items.map((item) => toValue(item, source));
    case 'object':
      return Object.fromEntries(
        expression.items.map((item) => [keyTextOf(item) ?? keyOf(item.key, source), toValue(item.value, source)]),
      );
    default:
      return reference(expression, source);
  }
}

const sourceOf = ({ span }: HclExpression, source: string): string => source.slice(span.start, span.end);

const reference = (expression: HclExpression, source: string): string => `\${${sourceOf(expression, source)}}`;

function keyOf(key: HclExpression, source: string): unknown {
  return key.kind === 'traversal' ? sourceOf(key, source) : toValue(key, source);
}

function toText(template: HclTemplate | HclHeredoc, source: string): string {
  return piecesToText(templatePieces(template, source), source);
}

/** The one expression of `"${...}"`, which is that expression itself. */
function wrapped(expression: HclExpression): HclExpression | undefined {
  if (expression.kind !== 'template' || expression.parts.length !== 1) return undefined;
  const [part] = expression.parts;
  return part?.kind === 'interpolation' ? part.expression : undefined;
}

function piecesToText(pieces: readonly HclPiece[], source: string): string {
  return pieces.map((piece) => pieceToText(piece, source)).join('');
}

function partToText(expression: HclExpression, source: string): string {
  const inner = wrapped(expression);
  if (inner) return partToText(inner, source);
  if (expression.kind === 'number' || expression.kind === 'bool') return String(expression.value);
  if (expression.kind === 'conditional') {
    const { condition, whenTrue, whenFalse } = expression;
    return ifText(sourceOf(condition, source), partToText(whenTrue, source), partToText(whenFalse, source));
  }
  const isText = expression.kind === 'template' || expression.kind === 'heredoc';
  return isText ? toText(expression, source) : reference(expression, source);
}

function pieceToText(piece: HclPiece, source: string): string {
  if (piece.kind === 'text') return piece.text;
  if (piece.kind === 'interpolation') {
    return partToText(piece.expression, source);
  }
  const { keyword, expression, names } = piece.directive;
  const body = piecesToText(piece.pieces, source);
  if (keyword === 'for') return `%{for ${names.join(', ')} in ${sourceOf(expression, source)}}${body}%{endfor}`;
  return ifText(sourceOf(expression, source), body, piecesToText(piece.elsePieces, source));
}

function ifText(condition: string, whenTrue: string, whenFalse: string): string {
  return `%{if ${condition}}${whenTrue}${whenFalse === '' ? '' : `%{else}${whenFalse}`}%{endif}`;
}
