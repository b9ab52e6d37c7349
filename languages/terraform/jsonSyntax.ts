import type { Span } from '../../core/text.ts';
import { parseHclJson } from '../hcl/json.ts';
import {
  type HclAttribute,
  type HclBlock,
  type HclBody,
  type HclExpression,
  type HclFile,
  type HclLabel,
  type HclObject,
  type HclObjectItem,
  keyTextOf,
} from '../hcl/syntax.ts';

/** Whether a file is in JSON syntax, as its name says. */
export const isJsonSyntax = (path: string): boolean => path.endsWith('.json');

/**
 * Reads Terraform's JSON syntax (developer.hashicorp.com/terraform/language/syntax/json) as the blocks that it stands for.
 * Whether an object below the top is an attribute or a block is known by who reads it, so it is both.
 */
export function parseJsonSyntax(text: string): HclFile {
  const { root, problems } = parseHclJson(text);
  const object: HclObject =
    root.kind === 'object' ? root : { kind: 'object', span: { start: 0, end: text.length }, items: [] };
  const attributes = attributesOf(object);
  const blocks = object.items.flatMap((item) => {
    const type = keyTextOf(item);
    return type === undefined ? [] : labelledBlocks(type, item, labelCounts.get(type) ?? 0);
  });
  const body: HclBody = { span: { start: 0, end: text.length }, items: [...attributes, ...blocks], attributes, blocks };
  return { body, problems, comments: [] };
}

/** How many names stand above the body of a block: `resource` has a type and a name. */
const labelCounts: ReadonlyMap<string, number> = new Map([
  ['check', 1],
  ['data', 2],
  ['ephemeral', 2],
  ['module', 1],
  ['output', 1],
  ['provider', 1],
  ['resource', 2],
  ['variable', 1],
]);

/** Nested blocks that have a name. */
const labelledTypes: ReadonlySet<string> = new Set(['backend', 'dynamic', 'provider_meta', 'provisioner']);

function labelledBlocks(type: string, item: HclObjectItem, labelCount: number): readonly HclBlock[] {
  return blocksBelow(item.value, labelCount, []).map(({ labels, object }) => {
    const header = labels.at(-1)?.span ?? item.key.span;
    return {
      kind: 'block',
      span: { start: header.start, end: object.span.end },
      type,
      typeSpan: item.key.span,
      labels,
      headerSpan: header,
      body: bodyOf(object),
      openBrace: object.span.start,
      // Half-typed text may end with the opening brace.
      closeBrace: object.span.end > object.span.start + 1 ? object.span.end - 1 : undefined,
    };
  });
}

interface Labelled {
  readonly labels: readonly HclLabel[];
  readonly object: HclObject;
}

/** The objects below so many names; each may be a list of such. */
function blocksBelow(value: HclExpression, labelCount: number, labels: readonly HclLabel[]): readonly Labelled[] {
  return objectsOf(value).flatMap((object) => {
    if (labelCount === 0) return [{ labels, object }];
    return object.items.flatMap((item) => {
      const text = keyTextOf(item);
      if (text === undefined || text === '//') return [];
      return blocksBelow(item.value, labelCount - 1, [...labels, { text, span: item.key.span }]);
    });
  });
}

const objectsOf = (value: HclExpression): readonly HclObject[] =>
  (value.kind === 'tuple' ? value.items : [value]).filter((one) => one.kind === 'object');

function bodyOf(object: HclObject): HclBody {
  const attributes = attributesOf(object);
  const blocks = object.items.flatMap((item) => {
    const type = keyTextOf(item);
    return type === undefined ? [] : labelledBlocks(type, item, labelledTypes.has(type) ? 1 : 0);
  });
  return { span: withoutBraces(object.span), items: [...attributes, ...blocks], attributes, blocks };
}

const withoutBraces = ({ start, end }: Span): Span => ({ start: start + 1, end: Math.max(start + 1, end - 1) });

/** A property called `//` is a comment, and one that is `null` as good as not there. */
const attributesOf = ({ items }: HclObject): readonly HclAttribute[] =>
  items.flatMap(({ key, value, span }, index) => {
    const name = keyTextOf(items[index]!);
    if (name === undefined || name === '//' || value.kind === 'null') return [];
    return [{ kind: 'attribute', span, name, nameSpan: key.span, value }];
  });
