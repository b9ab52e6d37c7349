import * as z from 'zod/mini';
import { levels, principles } from '../../core/finding.ts';

export const count = z.int().check(z.nonnegative());
const position = z.int().check(z.positive());
const location = { line: position, column: position, endLine: position, endColumn: position };
const file = z.string().check(z.describe('Relative to the working directory, with `/`.'));
const rule = z.string().check(z.describe('The id of the rule, such as `pinned/image-latest`.'));

const edit = z.strictObject({ file, ...location, newText: z.string() });
const fix = z.strictObject({
  title: z.string(),
  safety: z.enum(['safe', 'suggested', 'placeholder']),
  edits: z.array(edit).check(z.describe('All to be made together; some may be of other files.')),
  creates: z
    .array(z.strictObject({ file, text: z.string() }))
    .check(z.describe('Files that it makes; none is there yet.')),
});
const related = z.strictObject({ file, ...location, message: z.string() });
export const findingSchema = z.strictObject({
  rule,
  level: z.enum(levels.filter((level) => level !== 'off')),
  principle: z.enum(principles),
  message: z.string(),
  file,
  ...location,
  state: z.enum(['active', 'suppressed', 'baseline']),
  path: z.string().check(z.describe('A name of the place that survives edits elsewhere.')),
  related: z.array(related),
  fixes: z.array(fix),
  onlineFixes: z
    .array(z.strictObject({ title: z.string(), safety: z.enum(['safe', 'suggested']) }))
    .check(z.describe("Fixes that need a look-up outside, such as an image's digest; none was made.")),
});
export const problemSchema = z.strictObject({
  kind: z.enum(['syntax', 'unreadable', 'skipped', 'suppression', 'configuration', 'internal-error']),
  message: z.string(),
  file,
  line: z.optional(position),
  column: z.optional(position),
  endLine: z.optional(position),
  endColumn: z.optional(position),
});

/**
 * What `--format json` prints: the one source of its types and its JSON Schema. Lines and columns are 1-based, columns
 * in UTF-16 code units, ends exclusive. What breaks a reader raises `version`; new keys do not.
 */
export const outputSchema = z.strictObject({
  version: z.literal(1),
  summary: z.strictObject({
    files: count.check(z.describe('Files that were linted.')),
    findings: count.check(z.describe('Active findings; those below count active ones too.')),
    errors: count,
    warnings: count,
    infos: count,
    principles: z.strictObject({ pinned: count, sealed: count, stateless: count, replaceable: count }),
    fixable: z.strictObject({
      safe: count.check(z.describe('Findings that `--fix` fixes.')),
      suggested: count.check(z.describe('Further findings that `--fix-suggested` fixes.')),
    }),
    fixed: count.check(z.describe('Fixes that this run applied.')),
    suppressed: count,
    problems: count,
  }),
  findings: z.array(findingSchema),
  problems: z.array(problemSchema),
});

export type Output = z.infer<typeof outputSchema>;

/** The JSON Schema of what `--format json` prints. */
export function outputJsonSchema(): object {
  return { title: 'Output of fixity check --format json', ...z.toJSONSchema(outputSchema) };
}
