import type { Finding, Principle, Problem } from '../../core/finding.ts';
import type { Output } from './outputSchema.ts';
import { activeFindings, countFixable, countLevel, createLocate, type Locate, type Report } from './report.ts';

/** The versioned contract for programs; see `outputSchema`. */
export function json(report: Report): string {
  const locate = createLocate(report);
  const active = activeFindings(report);
  const ofPrinciple = (principle: Principle): number =>
    active.filter((finding) => finding.principle === principle).length;
  const output: Output = {
    version: 1,
    summary: {
      files: report.fileCount,
      findings: active.length,
      errors: countLevel(active, 'error'),
      warnings: countLevel(active, 'warning'),
      infos: countLevel(active, 'info'),
      principles: {
        pinned: ofPrinciple('pinned'),
        sealed: ofPrinciple('sealed'),
        stateless: ofPrinciple('stateless'),
        replaceable: ofPrinciple('replaceable'),
      },
      fixable: countFixable(active),
      fixed: report.fixed.fixCount,
      suppressed: report.findings.filter(({ state }) => state === 'suppressed').length,
      problems: report.problems.length,
    },
    findings: report.findings.map((finding) => toOutputFinding(finding, locate)),
    problems: report.problems.map((problem) => toOutputProblem(problem, report, locate)),
  };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}

export function toOutputFinding(finding: Finding, locate: Locate): Output['findings'][number] {
  const { rule, level, principle, message, file, span, state, path, related, fixes, onlineFixes } = finding;
  return {
    rule,
    level,
    principle,
    message,
    file,
    ...locate(file, span),
    state,
    path,
    related: related.map((place) => ({ file: place.file, ...locate(place.file, place.span), message: place.message })),
    fixes: fixes.map(({ title, safety, edits }) => ({
      title,
      safety,
      edits: edits.map((edit) => ({ file, ...locate(file, edit.span), newText: edit.newText })),
    })),
    onlineFixes: onlineFixes.map(({ title, safety }) => ({ title, safety })),
  };
}

export function toOutputProblem(
  { kind, message, file, span }: Problem,
  { texts }: Report,
  locate: Locate,
): Output['problems'][number] {
  return { kind, message, file, ...(span && texts.has(file) ? locate(file, span) : {}) };
}
