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
    for (const name of path) holder = (holder[name] ??= {}) as Record<string, unknown>;
    (holder[last] ??= []) as unknown[];
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
    case 'heredoc':
      return toText(expression, source);
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
  const [only] = template.parts;
  const isWrap = template.kind === 'template' && template.parts.length === 1 && only?.kind === 'interpolation';
  if (isWrap && only.expression.kind !== 'template') return reference(only.expression, source);
  return piecesToText(templatePieces(template, source), source);
}

function piecesToText(pieces: readonly HclPiece[], source: string): string {
  return pieces.map((piece) => pieceToText(piece, source)).join('');
}

function pieceToText(piece: HclPiece, source: string): string {
  if (piece.kind === 'text') return piece.text;
  if (piece.kind === 'interpolation') {
    const { expression } = piece;
    const isText = expression.kind === 'template' || expression.kind === 'heredoc';
    return isText ? toText(expression, source) : reference(expression, source);
  }
  const { keyword, expression, names } = piece.directive;
  const body = piecesToText(piece.pieces, source);
  if (keyword === 'for') return `%{for ${names.join(', ')} in ${sourceOf(expression, source)}}${body}%{endfor}`;
  const otherwise = piece.elsePieces.length > 0 ? `%{else}${piecesToText(piece.elsePieces, source)}` : '';
  return `%{if ${sourceOf(expression, source)}}${body}${otherwise}%{endif}`;
}
