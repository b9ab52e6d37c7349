import * as z from 'zod/mini';
import { parseExtension } from './extension.ts';
import { type Level, levels } from './finding.ts';
import type { RuleOption, RuleOptions } from './options.ts';
import { presetNames, type Rule } from './rule.ts';
import { rulePatterns } from './rulePattern.ts';

export type ConfigurableRules = readonly Pick<Rule, 'id' | 'title' | 'options'>[];
export type ConfigurationInput = z.infer<ReturnType<typeof configurationSchema>>;
export type RuleEntries = Readonly<Record<string, RuleEntry | undefined>>;

/** What a configuration says of a rule; wildcards have a level alone. */
export type RuleEntry =
  | Level
  | { readonly level?: Level | undefined; readonly options?: Readonly<Record<string, unknown>> | undefined };

/** What a configuration file may hold: the one source of its types, its JSON Schema and its messages. Each `error` completes "`key` must be ...". */
export function configurationSchema(rules: ConfigurableRules) {
  const ruleEntries = ruleEntriesSchema(rules);
  return z.strictObject(
    {
      $schema: z.optional(z.string({ error: 'the address of a JSON Schema' })),
      extends: z.optional(extendsSchema()),
      files: z.optional(filesSchema()),
      rules: z.optional(ruleEntries),
      overrides: z.optional(
        z
          .array(overrideSchema(ruleEntries), { error: 'a list of overrides' })
          .check(z.describe('What is different for some files. Of two that match a file, the later counts.')),
      ),
    },
    { error: 'a map' },
  );
}

/** The JSON Schema of configuration files, for editors. Draft 7 is what all of them read. */
export function configurationJsonSchema(rules: ConfigurableRules): object {
  const schema = z.toJSONSchema(configurationSchema(rules), { target: 'draft-7' });
  return { title: 'Configuration of Fixity', ...schema };
}

const glob = z.string({ error: 'a glob in quotes' });

function extendsSchema() {
  const error =
    "a preset (`fixity:strict`), a file (`./base.yaml`), a package (`npm:@acme/fixity-config`) or the root's file (`//`)";
  const examples = [...presetNames.map((name) => `fixity:${name}`), './base.yaml', 'npm:@acme/fixity-config', '//'];
  const entry = z.string({ error }).check(
    z.refine((text) => parseExtension(text) !== undefined, { error }),
    z.meta({ examples }),
  );
  return z
    .union([entry, z.array(entry, { error })], { error: `${error}, or a list of them` })
    .check(
      z.describe('What this file builds upon. Of two that set the same, the later counts, and this file before both.'),
    );
}

const sizePattern = /^\d+(?:\.\d+)?\s*(?:B|KB|MB|GB)$/;

function filesSchema() {
  const size = { error: 'a number of bytes, or a size such as `5MB`' };
  return z.strictObject(
    {
      ignore: z.optional(
        z
          .array(glob, { error: 'a list of globs' })
          .check(
            z.describe('Files that are never linted: globs as in .gitignore, relative to the folder of this file.'),
          ),
      ),
      maxSize: z.optional(
        z
          .union([z.int(size).check(z.positive()), z.string(size).check(z.regex(sizePattern))], size)
          .check(
            z.describe(
              'Larger files are skipped with a notice. A number of bytes, or a size such as 5MB (the default).',
            ),
          ),
      ),
    },
    { error: 'a map' },
  );
}

const overrideSchema = (ruleEntries: ReturnType<typeof ruleEntriesSchema>) =>
  z.strictObject(
    {
      files: z
        .array(glob, { error: 'a list of globs' })
        .check(
          z.minLength(1, { error: 'a list of one glob or more' }),
          z.describe('Which files: globs as in .gitignore, relative to the folder of this file.'),
        ),
      reason: z.optional(z.string({ error: 'a text' }).check(z.describe('Why these files are different.'))),
      until: z.optional(
        z.iso
          .date({ error: 'a day such as `2027-06-30`' })
          .check(z.describe('The last day on which this holds, such as 2027-06-30.')),
      ),
      rules: ruleEntries,
    },
    { error: 'a map with `files` and `rules`' },
  );

function ruleEntriesSchema(rules: ConfigurableRules) {
  const single = rules.map(({ id, title, options = {} }): [string, z.ZodMiniType<RuleEntry>] => {
    const map = 'a map with `level` and `options`';
    const level = z.optional(levelSchema());
    const entry: z.ZodMiniType<RuleEntry> =
      Object.keys(options).length === 0
        ? z.strictObject({ level }, { error: map })
        : z.strictObject({ level, options: z.optional(optionsSchema(options)) }, { error: map });
    return [id, z.union([levelSchema(`, or ${map}`), entry]).check(z.describe(title))];
  });
  const wildcards = rulePatterns([]).map((pattern): [string, z.ZodMiniType<RuleEntry>] => {
    const title = pattern === '*' ? 'All rules' : `All rules of ${pattern.slice(0, -2)}`;
    return [pattern, levelSchema('; options belong to a single rule').check(z.describe(title))];
  });
  const entries = [...single, ...wildcards].map(([pattern, entry]) => [pattern, z.optional(entry)] as const);
  return z
    .strictObject(Object.fromEntries(entries), { error: 'a map from rules to levels' })
    .check(
      z.describe(
        'Levels that differ from the recommended ones, and options. A rule goes before `principle/*`, and that before `*`.',
      ),
    );
}

/** `hint` is added where a map or a list is written. */
function levelSchema(hint = '') {
  const list = `one of ${levels.map((name) => `\`${name}\``).join(', ')}`;
  return z.enum(levels, { error: ({ input }) => (typeof input === 'object' ? list + hint : list) });
}

function optionsSchema(options: RuleOptions) {
  const values = Object.entries(options).map(([name, option]) => {
    const { description, default: value } = option;
    return [name, z.optional(valueSchema(option).check(z.meta({ description, default: value })))] as const;
  });
  return z.strictObject(Object.fromEntries(values), { error: 'a map of options' });
}

function valueSchema(option: RuleOption): z.ZodMiniType {
  switch (option.kind) {
    case 'strings':
      return z.array(z.string({ error: 'a text in quotes' }), { error: 'a list of texts' });
    case 'choice':
      return z.enum(option.choices, { error: `one of ${option.choices.map((name) => `\`${name}\``).join(', ')}` });
    case 'integer': {
      const error = `a whole number of at least ${option.minimum}`;
      return z.int({ error }).check(z.minimum(option.minimum, { error }));
    }
    case 'flag':
      return z.boolean({ error: '`true` or `false`' });
  }
}

/** A size in bytes; 1 KB is 1024 bytes. */
export function toBytes(size: number | string): number {
  if (typeof size === 'number') return size;
  const factors: Record<string, number> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
  const unit = /[A-Z]+$/.exec(size)![0];
  return Math.round(Number.parseFloat(size) * factors[unit]!);
}
