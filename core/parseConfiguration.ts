import { type Document, isAlias, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type * as z from 'zod/mini';
import {
  type ConfigurationInput,
  configurationJsonSchema,
  configurationSchema,
  type RuleNames,
  toBytes,
} from './configSchema.ts';
import { type Configuration, defaultConfiguration } from './configuration.ts';
import type { Level } from './finding.ts';
import { suggestion } from './nearest.ts';
import { matchesRule, rulePatterns } from './rulePattern.ts';
import type { Span } from './text.ts';

/** Something wrong in a configuration file. `message` says what is allowed, in one line. */
export interface ConfigurationProblem {
  readonly span: Span;
  readonly message: string;
}

export type ParsedConfiguration =
  | { readonly kind: 'valid'; readonly configuration: Configuration }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigurationProblem[] };

/**
 * Reads the text of a configuration file, YAML or JSON with comments by its name. An empty file is valid. Reports all
 * that is wrong, in order.
 */
export function parseConfiguration(path: string, text: string, rules: RuleNames): ParsedConfiguration {
  // JSON is YAML but for its comments, so that one parser gives the positions of both.
  const document = parseDocument(/\.jsonc?$/.test(path) ? blankComments(text) : text, {
    prettyErrors: false,
    logLevel: 'silent',
  });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos: [start, end], message }) => ({ span: { start, end }, message }));
    // One slip may be reported once for each collection that it leaves open.
    return invalid(problems.filter(({ span }, at) => at === 0 || span.start !== problems[at - 1]!.span.start));
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return invalid([{ span: { start: 0, end: 0 }, message: `cannot be read: ${(error as Error).message}` }]);
  }
  const result = configurationSchema(rules).safeParse(value);
  if (!result.success)
    return invalid(result.error.issues.flatMap((issue) => toProblems(issue, document, value, rules)));
  return { kind: 'valid', configuration: toConfiguration(path, result.data, rules) };
}

const invalid = (problems: readonly ConfigurationProblem[]): ParsedConfiguration => ({
  kind: 'invalid',
  problems: [...problems].sort((a, b) => a.span.start - b.span.start),
});

function toConfiguration(source: string, input: ConfigurationInput, rules: RuleNames): Configuration {
  return {
    source,
    options: {},
    levels: toLevels(Object.entries(input.rules ?? {}), rules),
    ignore: input.files?.ignore ?? [],
    maxFileSize: input.files?.maxSize === undefined ? defaultConfiguration.maxFileSize : toBytes(input.files.maxSize),
  };
}

function toLevels(entries: readonly (readonly [string, Level | undefined])[], rules: RuleNames): Record<string, Level> {
  const isWildcard = (pattern: string): number => (pattern.endsWith('*') ? 0 : 1);
  const widestFirst = [...entries].sort(([a], [b]) => isWildcard(a) - isWildcard(b) || a.length - b.length);
  const levels: Record<string, Level> = {};
  for (const [pattern, level] of widestFirst) {
    for (const { id } of rules) if (level !== undefined && matchesRule(pattern, id)) levels[id] = level;
  }
  return levels;
}

function toProblems(
  issue: z.core.$ZodIssue,
  document: Document,
  root: unknown,
  rules: RuleNames,
): readonly ConfigurationProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      span: spanAt(document, [...path, key], 'key'),
      message: path[0] === 'rules' ? unknownRule(key, rules) : unknownKey(key, path, rules),
    }));
  }
  const value = path.reduce<unknown>((parent, key) => (parent as Record<string, unknown>)[key], root);
  const subject = path.length === 0 ? 'the configuration' : `\`${path.join('.')}\``;
  const written = value === null || typeof value === 'object' ? '' : `, not \`${value}\``;
  const near =
    issue.code === 'invalid_value' && typeof value === 'string' ? suggestion(value, issue.values.map(String)) : '';
  return [{ span: spanAt(document, path, 'value'), message: `${subject} must be ${issue.message}${written}${near}` }];
}

const unknownRule = (name: string, rules: RuleNames): string =>
  `\`${name}\` is not a rule${suggestion(name, rulePatterns(rules)) || '; `fixity rules` lists all'}`;

function unknownKey(key: string, path: readonly string[], rules: RuleNames): string {
  const { properties } = path.reduce(
    (schema, name) => schema.properties[name]!,
    configurationJsonSchema(rules) as JsonSchema,
  );
  const allowed = Object.keys(properties).filter((name) => !name.startsWith('$'));
  const place = path.length === 0 ? '' : ` of \`${path.join('.')}\``;
  const list = allowed.map((name) => `\`${name}\``).join(', ');
  return `\`${key}\` is not a key${place}; allowed are ${list}${suggestion(key, allowed)}`;
}

interface JsonSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
}

/** Where the key or the value of a path stands; the nearest thing around it that has a place. */
function spanAt(document: Document, path: readonly string[], part: 'key' | 'value'): Span {
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

/** JSON with comments, all that is in comments replaced by blanks so that offsets stay. */
function blankComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
    part.startsWith('"') ? part : part.replace(/[^\n]/g, ' '),
  );
}
