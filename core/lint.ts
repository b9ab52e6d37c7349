import { type Configuration, cappedLevel, levelOf, optionsOf } from './configuration.ts';
import type { Document } from './document.ts';
import { UNKNOWN } from './embedded.ts';
import { type Finding, type FindingLevel, type Problem, type RuleFinding, relatedTo } from './finding.ts';
import { principleOf, type Rule } from './rule.ts';
import { markSuppressed } from './suppress.ts';
import type { Span } from './text.ts';

export interface LintResult {
  /** Sorted by place, then rule id. Suppressed ones are kept and marked. */
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

export interface LintContext {
  readonly rules: readonly Rule[];
  /** Of all rules, where `rules` are only those of some languages. */
  readonly ruleIds?: readonly Rule['id'][];
  readonly configuration: Configuration;
  /** The day of the run as `YYYY-MM-DD`, for suppressions with an end. */
  readonly today: string;
  /** Hands on what a rule throws. Tests throw it; without this it becomes an `internal-error` problem. */
  readonly onRuleError?: (error: unknown) => void;
}

/** Lints one document. `pathFromRoot` is its path as seen from its repository or workspace. */
export function lint(document: Document, context: LintContext, pathFromRoot = document.file.path): LintResult {
  const { file, language } = document;
  const findings: Finding[] = [];
  const problems: Problem[] = file.problems.map(({ span, message }) => ({
    kind: 'syntax',
    file: file.path,
    span,
    message,
  }));

  for (const rule of context.rules) {
    if (!rule.languages.includes(language)) continue;
    const level = levelOf(rule, context.configuration);
    if (level === 'off') continue;
    try {
      const options = optionsOf(rule, context.configuration);
      for (const found of rule.check(document, { options, pathFromRoot }))
        findings.push(toFinding(rule, level, found, document, context.configuration));
    } catch (error) {
      context.onRuleError?.(error);
      problems.push({
        kind: 'internal-error',
        file: file.path,
        span: undefined,
        message: `${rule.id} failed on this file (${error instanceof Error ? error.message : String(error)}); its findings may be incomplete, please report it`,
      });
    }
  }
  const spoken = withoutRepetitions(withoutOverlaps(findings, context.rules)).sort(byPlace);
  return markSuppressed(document, spoken, problems, context);
}

/**
 * One text may stand for several places: YAML's aliases bring it there. What a rule says of it is said once, of the first
 * place: of the same part of another it says the same. Where other places explain the findings, as they do for what is brought
 * from elsewhere, these tell them apart.
 */
function withoutRepetitions(findings: readonly Finding[]): Finding[] {
  const messages = new Set<string>();
  const places = new Map<string, string>();
  return findings.filter(({ rule, span, message, path, related }) => {
    const text = `${rule} ${span.start} ${span.end} `;
    const explanation = related.map((place) => `${place.file} ${place.span.start} ${place.span.end}`).join();
    const part = `${text}${path.slice(path.lastIndexOf('/') + 1)} ${explanation}`;
    const first = places.get(part) ?? path;
    if (first !== path || messages.has(text + message)) return false;
    places.set(part, path);
    messages.add(text + message);
    return true;
  });
}

/** Of two rules that report on the same text, the more specific one speaks. */
function withoutOverlaps(findings: readonly Finding[], rules: readonly Rule[]): Finding[] {
  const byRule = groupByRule(findings);
  const isCovered = new Map<string, (span: Span) => boolean>(
    rules.map(({ id, yieldsTo = [] }) => [id, overlapsOneOf(yieldsTo.flatMap((other) => byRule.get(other) ?? []))]),
  );
  return findings.filter(({ rule, span }) => !isCovered.get(rule)!(span));
}

function groupByRule(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.rule);
    if (group) group.push(finding);
    else groups.set(finding.rule, [finding]);
  }
  return groups;
}

/** Whether a span shares text with one of the findings, told without looking at each: a file may have thousands. */
function overlapsOneOf(findings: readonly Finding[]): (span: Span) => boolean {
  const spans = findings.map(({ span }) => span).sort((a, b) => a.start - b.start);
  let furthest = 0;
  const furthestEnds = spans.map(({ end }) => (furthest = Math.max(furthest, end)));
  return ({ start, end }) => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spans[middle]!.start < end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && furthestEnds[low - 1]! > start;
  };
}

function toFinding(
  rule: Rule,
  level: FindingLevel,
  found: RuleFinding,
  document: Document,
  configuration: Configuration,
): Finding {
  return {
    rule: rule.id,
    principle: principleOf(rule.id),
    level: found.atMost ? cappedLevel(level, found.atMost, configuration) : level,
    message: found.message,
    file: document.file.path,
    span: found.at.span,
    path: found.at.path.replaceAll(unknownParts, '*'),
    state: 'active',
    onlineFixes: found.onlineFixes ?? [],
    fixes: (found.fixes ?? []).filter(({ edits }) => edits.every((edit) => document.canApply?.(edit) ?? true)),
    related: found.related ?? relatedTo(document.originsAt?.(found.at) ?? []),
  };
}

/** A name that nobody can know (`release-*`) is still part of a path that people read. */
const unknownParts = new RegExp(`${UNKNOWN}+`, 'g');

const byPlace = (a: Finding, b: Finding): number =>
  a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
