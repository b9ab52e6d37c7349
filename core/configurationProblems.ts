import { type Document, isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type * as z from 'zod/mini';
import { type ConfigurableRules, configurationJsonSchema } from './configSchema.ts';
import { extensionSuggestion } from './extension.ts';
import { suggestion, unknownRule } from './nearest.ts';
import type { Span } from './text.ts';

/** Something wrong in a configuration file. `message` says what is allowed, in one line. */
export interface ConfigurationProblem {
  readonly span: Span;
  readonly message: string;
}

/** What the schema has to say of a document, whose value is `root`, in words and places of the text. */
export function toProblems(
  issue: z.core.$ZodIssue,
  document: Document,
  root: unknown,
  rules: ConfigurableRules,
): readonly ConfigurationProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'invalid_union') {
    return branchOf(issue.errors).flatMap((nested) =>
      toProblems({ ...nested, path: [...issue.path, ...nested.path] }, document, root, rules),
    );
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      span: spanAt(document, [...path, key], 'key'),
      message: unknownKey(key, path, rules),
    }));
  }
  const value = path.reduce<unknown>((parent, key) => (parent as Record<string, unknown>)[key], root);
  const subject = path.length === 0 ? 'the configuration' : `\`${path.join('.')}\``;
  if (value === undefined) {
    const owner = path.slice(0, -1);
    const message = `\`${owner.join('.')}\` needs \`${path.at(-1)}\`, ${issue.message}`;
    return [{ span: spanAt(document, owner, 'value'), message }];
  }
  const written = value === null || typeof value === 'object' ? '' : `, not \`${value}\``;
  const message = `${subject} must be ${issue.message}${written}${nearestTo(value, issue)}`;
  return [{ span: spanAt(document, path, 'value'), message }];
}

/** Of the things that a value may be, the one that it was meant to be: of the same kind, wrong further inside. */
function branchOf(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const isInside = ({ path, code }: z.core.$ZodIssue): boolean => path.length > 0 || code === 'unrecognized_keys';
  return branches.find((issues) => issues.every(isInside)) ?? branches[0]!;
}

function nearestTo(value: unknown, issue: z.core.$ZodIssue): string {
  if (typeof value !== 'string') return '';
  if (issue.code === 'invalid_value') return suggestion(value, issue.values.map(String));
  return issue.code === 'custom' ? extensionSuggestion(value) : '';
}

function unknownKey(key: string, path: readonly string[], rules: ConfigurableRules): string {
  const [rule, part] = path.slice(path.indexOf('rules') + 1);
  const isOfRules = path.includes('rules');
  if (isOfRules && rule === undefined) return unknownRule(key, rules);
  const allowed = keysAt(path, rules);
  if (isOfRules && part === undefined && key === 'options') return `\`${rule}\` has no options`;
  const kind = isOfRules && part === 'options' ? 'an option' : 'a key';
  const owner = kind === 'an option' ? rule : path.join('.');
  const place = path.length === 0 ? '' : ` of \`${owner}\``;
  const list = allowed.map((name) => `\`${name}\``).join(', ');
  return `\`${key}\` is not ${kind}${place}; allowed are ${list}${suggestion(key, allowed)}`;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** The keys that a map may have. */
function keysAt(path: readonly string[], rules: ConfigurableRules): readonly string[] {
  let schema: JsonSchema = configurationJsonSchema(rules);
  for (const key of path) schema = mapOf(schema).properties?.[key] ?? schema.items!;
  return Object.keys(mapOf(schema).properties!).filter((name) => !name.startsWith('$'));
}

const mapOf = (schema: JsonSchema): JsonSchema => schema.anyOf?.find(({ properties }) => properties) ?? schema;

/** Where the key or the value of a path stands; the nearest thing around it that has a place. */
export function spanAt(document: Document, path: readonly string[], part: 'key' | 'value'): Span {
  let node: unknown = document.contents;
  let span = spanOf(node) ?? { start: 0, end: 0 };
  for (const [index, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      node = part === 'key' && index === path.length - 1 ? pair?.key : (pair?.value ?? pair?.key);
    } else {
      node = isSeq(node) ? node.items[Number(key)] : undefined;
    }
    span = spanOf(node) ?? span;
  }
  return span;
}

const spanOf = (node: unknown): Span | undefined =>
  isNode(node) && node.range ? { start: node.range[0], end: node.range[1] } : undefined;
