import { toOutputFinding, toOutputProblem } from './json.ts';
import { createLocate } from './report.ts';
import {
  bestFixes,
  failedChecks,
  listedServices,
  nearestServices,
  ruleResults,
  type ScoreReport,
} from './scoreReport.ts';
import type { ReportOutput } from './scoreSchema.ts';

/** For programs; see `reportSchema`. */
export function scoreJson(scored: ScoreReport): string {
  const { report, score } = scored;
  const locate = createLocate(report);
  const output: ReportOutput = {
    version: 1,
    score: score.all ?? null,
    principles: score.principles,
    services: listedServices(score).map((one) => ({
      name: one.service.name,
      files: [...one.service.files],
      isCounted: one.service.isCounted,
      score: one.score,
      principles: one.principles,
      checks: one.checks.length,
      failed: failedChecks(one).map(({ rule, findings, gain, gainInAll }) => ({
        rule,
        findings: findings.length,
        gain,
        gainInAll,
      })),
    })),
    start: {
      services: nearestServices(score).map(({ service }) => service.name),
      fixes: bestFixes(ruleResults(scored)).map(({ rule, findings, services, gain }) => ({
        rule: rule.id,
        findings: findings.length,
        services,
        gainInAll: gain,
      })),
    },
    findings: report.findings.map((finding) => toOutputFinding(finding, locate)),
    problems: report.problems.map((problem) => toOutputProblem(problem, report, locate)),
  };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}
