import type { FileChange, Finding, Principle, Problem } from '../../core/finding.ts';
import { changesOf } from '../../core/fix.ts';
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
    fixes: fixes.map((fix) => {
      const changes = changesOf(fix, file);
      return {
        title: fix.title,
        safety: fix.safety,
        edits: changes.flatMap((change) => (change.kind === 'edit' ? toOutputEdits(change, locate) : [])),
        creates: changes.flatMap((change) =>
          change.kind === 'create' ? { file: change.file, text: change.text } : [],
        ),
      };
    }),
    onlineFixes: onlineFixes.map(({ title, safety }) => ({ title, safety })),
  };
}

const toOutputEdits = ({ file, edits }: Extract<FileChange, { kind: 'edit' }>, locate: Locate) =>
  edits.map(({ span, newText }) => ({ file, ...locate(file, span), newText }));

export function toOutputProblem(
  { kind, message, file, span }: Problem,
  { texts }: Report,
  locate: Locate,
): Output['problems'][number] {
  return { kind, message, file, ...(span && texts.has(file) ? locate(file, span) : {}) };
}
