import * as z from 'zod/mini';
import { levels } from './finding.ts';
import type { Rule } from './rule.ts';
import { rulePatterns } from './rulePattern.ts';

export type RuleNames = readonly Pick<Rule, 'id' | 'title'>[];
export type ConfigurationInput = z.infer<ReturnType<typeof configurationSchema>>;

/** What a configuration file may hold: the one source of its types, its JSON Schema and its messages. Each `error` completes "`key` must be ...". */
export function configurationSchema(rules: RuleNames) {
  const titles = new Map<string, string>(rules.map(({ id, title }) => [id, title]));
  const level = z.enum(levels, { error: `one of ${levels.map((name) => `\`${name}\``).join(', ')}` });
  const ruleLevels = rulePatterns(rules).map((pattern) => {
    const title = titles.get(pattern) ?? (pattern === '*' ? 'All rules' : `All rules of ${pattern.slice(0, -2)}`);
    return [pattern, z.optional(level.check(z.describe(title)))] as const;
  });
  const size = { error: 'a number of bytes, or a size such as `5MB`' };
  const glob = z.string({ error: 'a glob in quotes' });
  return z.strictObject(
    {
      $schema: z.optional(z.string({ error: 'the address of a JSON Schema' })),
      rules: z.optional(
        z
          .strictObject(Object.fromEntries(ruleLevels), { error: 'a map from rules to levels' })
          .check(
            z.describe(
              'Levels that differ from the recommended ones. A rule goes before `principle/*`, and that before `*`.',
            ),
          ),
      ),
      files: z.optional(
        z.strictObject(
          {
            ignore: z.optional(
              z
                .array(glob, { error: 'a list of globs' })
                .check(
                  z.describe(
                    'Files that are never linted: globs as in .gitignore, relative to the folder of this file.',
                  ),
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
        ),
      ),
    },
    { error: 'a map' },
  );
}

const sizePattern = /^\d+(?:\.\d+)?\s*(?:B|KB|MB|GB)$/;

/** The JSON Schema of configuration files, for editors. */
export function configurationJsonSchema(rules: RuleNames): object {
  return { title: 'Configuration of Fixity', ...z.toJSONSchema(configurationSchema(rules)) };
}

/** A size in bytes; 1 KB is 1024 bytes. */
export function toBytes(size: number | string): number {
  if (typeof size === 'number') return size;
  const factors: Record<string, number> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
  const unit = /[A-Z]+$/.exec(size)![0];
  return Math.round(Number.parseFloat(size) * factors[unit]!);
}
