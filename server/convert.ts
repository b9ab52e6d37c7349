import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, FindingLevel, Problem, RelatedPlace } from '../core/finding.ts';
import { ruleLink } from '../core/rule.ts';
import type { Span } from '../core/text.ts';
import { toUri } from './uri.ts';
import type { Linted } from './workspace.ts';

/** The diagnostics of a document: its findings that nothing suppresses, and what is wrong with the document itself. */
export function toDiagnostics(linted: Linted): Diagnostic[] {
  return [
    ...linted.configurationErrors.map(({ span, message }) => ({
      source,
      code: 'configuration',
      severity: DiagnosticSeverity.Error,
      range: toRange(linted.snapshot, span),
      message,
    })),
    ...linted.problems.map((problem) => problemToDiagnostic(problem, linted)),
    ...linted.findings.filter(({ state }) => state === 'active').map((finding) => findingToDiagnostic(finding, linted)),
  ];
}

function findingToDiagnostic(finding: Finding, linted: Linted): Diagnostic {
  return {
    source,
    code: finding.rule,
    codeDescription: { href: ruleLink(finding.rule) },
    severity: severityOf[finding.level],
    range: toRange(linted.snapshot, finding.span),
    message: finding.message,
    ...(finding.related.length > 0 && {
      relatedInformation: finding.related.flatMap((place) => toRelatedInformation(place, linted)),
    }),
  };
}

function problemToDiagnostic(problem: Problem, { snapshot }: Linted): Diagnostic {
  return {
    source,
    code: problem.kind,
    severity: DiagnosticSeverity.Warning,
    range: toRange(snapshot, problem.span ?? { start: 0, end: 0 }),
    message: problem.message,
  };
}

/** A range of the document that a span belongs to. */
export const toRange = (document: TextDocument, { start, end }: Span): Range => ({
  start: document.positionAt(start),
  end: document.positionAt(end),
});

export const toSpan = (document: TextDocument, { start, end }: Range): Span => ({
  start: document.offsetAt(start),
  end: document.offsetAt(end),
});

const source = 'fixity';

const severityOf: Readonly<Record<FindingLevel, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

function toRelatedInformation({ file, span, message }: RelatedPlace, { snapshot, path, project }: Linted) {
  if (file === path) return [{ location: { uri: snapshot.uri, range: toRange(snapshot, span) }, message }];
  const text = project.text(file);
  if (text === undefined) return [];
  const range = toRange(TextDocument.create('', '', 0, text), span);
  return [{ location: { uri: toUri(file), range }, message }];
}
