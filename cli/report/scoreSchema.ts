import * as z from 'zod/mini';
import { count, findingSchema, problemSchema } from './outputSchema.ts';

const score = z.number().check(z.minimum(0), z.maximum(100));
const scores = z
  .strictObject({
    pinned: z.optional(score),
    sealed: z.optional(score),
    stateless: z.optional(score),
    replaceable: z.optional(score),
  })
  .check(z.describe('By principle; one that nothing was asked of is left out.'));

const failedCheck = z.strictObject({
  rule: z.string(),
  findings: count,
  gain: z.number().check(z.describe('By how much the score of the service rises when its findings are mended.')),
  gainInAll: z.number().check(z.describe('By how much the score in all rises then.')),
});
const service = z.strictObject({
  name: z.string(),
  files: z.array(z.string()),
  isCounted: z.boolean().check(z.describe('Whether it counts in the score in all.')),
  score,
  principles: scores,
  checks: count.check(z.describe('How many rules were asked of it.')),
  failed: z.array(failedCheck).check(z.describe('The checks that are not passed, by what mending gains.')),
});
const fix = z.strictObject({
  rule: z.string(),
  findings: count,
  services: count,
  gainInAll: z.number(),
});

/** What `fixity report --format json` prints: the one source of its types and its JSON Schema. `version` is as in `outputSchema`. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  score: z.nullable(score).check(z.describe('In all; null when there is nothing to score.')),
  principles: scores,
  services: z.array(service).check(z.describe('Nearest to immutable first.')),
  start: z.strictObject({
    services: z.array(z.string()).check(z.describe('The names of the services nearest to immutable.')),
    fixes: z.array(fix).check(z.describe('The rules whose findings cost most, over all services.')),
  }),
  findings: z.array(findingSchema),
  problems: z.array(problemSchema),
});

export type ReportOutput = z.infer<typeof reportSchema>;

/** The JSON Schema of what `fixity report --format json` prints. */
export function reportJsonSchema(): object {
  return { title: 'Output of fixity report --format json', ...z.toJSONSchema(reportSchema) };
}
