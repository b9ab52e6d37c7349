import { type Finding, type FindingLevel, levels, type Principle, principles } from './finding.ts';
import { principleOf, type Rule } from './rule.ts';
import type { Service, ServiceMap } from './services.ts';

/** How near to immutable services are, from 0 to 100. docs/score.md has the formula with an example. */
export interface Score {
  /** The mean of the counted services; undefined when there are none. */
  readonly all: number | undefined;
  /** Of each principle that is judged, the mean of the counted services that it is judged in. */
  readonly principles: PrincipleScores;
  readonly services: readonly ServiceScore[];
}

export type PrincipleScores = { readonly [P in Principle]?: number };

export interface ServiceScore {
  readonly service: Service;
  /** The mean of its principles. */
  readonly score: number;
  readonly principles: PrincipleScores;
  /** Every rule that was asked of it, passed or not, ordered by id. */
  readonly checks: readonly Check[];
}

/** One rule asked of one service. */
export interface Check {
  readonly rule: Rule['id'];
  readonly weight: number;
  /** The active findings of the rule in the service; a check is passed when there are none. */
  readonly findings: readonly Finding[];
  /** What of the weight is lost: as much as its worst finding weighs. */
  readonly lost: number;
  /** By how much the score of the service rises when the findings are mended. */
  readonly gain: number;
  /** By how much the score in all rises then. */
  readonly gainInAll: number;
}

/** What a level weighs, of a rule and of a finding. */
export const weights: Readonly<Record<FindingLevel, number>> = { error: 10, warning: 4, info: 1 };

/**
 * Scores services. What is asked of a service hangs on its files and their configuration and never on findings, so a finding that is
 * mended takes from what is lost and from nothing else: no score is lower for it.
 */
export function scoreOf({ services, serviceOf }: ServiceMap, findings: readonly Finding[]): Score {
  const byService = new Map<Service, Map<string, Finding[]>>();
  for (const finding of findings) {
    if (finding.state !== 'active') continue;
    const service = serviceOf(finding);
    if (!service) continue;
    const byRule = byService.get(service) ?? new Map<string, Finding[]>();
    byService.set(service, byRule);
    byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  }
  const countedServices = services.filter(({ isCounted, rules }) => isCounted && rules.size > 0).length;
  const scored = services.flatMap(
    (service) => scoreService(service, byService.get(service) ?? new Map(), countedServices) ?? [],
  );
  const counted = scored.filter(({ service }) => service.isCounted);
  return {
    all: mean(counted.map(({ score }) => score)),
    principles: eachPrinciple((principle) => mean(counted.flatMap((one) => one.principles[principle] ?? []))),
    services: scored,
  };
}

/** Undefined when no rule is asked of the service. */
function scoreService(
  service: Service,
  findings: ReadonlyMap<string, readonly Finding[]>,
  countedServices: number,
): ServiceScore | undefined {
  const asked = [...service.rules].map(([rule, level]) => {
    const found = findings.get(rule) ?? [];
    const weight = weights[level];
    return { rule, weight, findings: found, lost: Math.min(weight, weightOfWorst(found)) };
  });
  const applied = eachPrinciple((principle) => sumOf(asked, principle, 'weight') || undefined);
  const lost = eachPrinciple((principle) => sumOf(asked, principle, 'lost'));
  const scores = eachPrinciple((principle) => {
    const whole = applied[principle];
    return whole === undefined ? undefined : scoreOfLost(whole, lost[principle]!);
  });
  const judged = Object.values(scores);
  const score = mean(judged);
  if (score === undefined) return undefined;
  const checks = asked.map((check): Check => {
    const principle = principleOf(check.rule);
    const without = scoreOfLost(applied[principle]!, lost[principle]! - check.lost);
    const gain = (without - scores[principle]!) / judged.length;
    return { ...check, gain, gainInAll: service.isCounted ? gain / countedServices : 0 };
  });
  return { service, score, principles: scores, checks };
}

/** What is passed, of itself and `failureFactor` times what is lost: falls as more is lost, from 100 to 0. */
const scoreOfLost = (applied: number, lost: number): number =>
  (100 * (applied - lost)) / (applied - lost + failureFactor * lost);

/**
 * How much more a failed check says than a passed one: of those that pass, most had nothing in the service to find, and without this
 * nearly every service would be near 100.
 */
const failureFactor = 4;

function weightOfWorst(findings: readonly Finding[]): number {
  const worst = Math.max(0, ...findings.map(({ level }) => levels.indexOf(level)));
  const level = levels[worst]!;
  return level === 'off' ? 0 : weights[level];
}

const sumOf = (
  checks: readonly Pick<Check, 'rule' | 'weight' | 'lost'>[],
  principle: Principle,
  what: 'weight' | 'lost',
): number => checks.filter(({ rule }) => principleOf(rule) === principle).reduce((sum, check) => sum + check[what], 0);

function eachPrinciple(scoreFor: (principle: Principle) => number | undefined): PrincipleScores {
  return Object.fromEntries(
    principles.flatMap((principle) => {
      const value = scoreFor(principle);
      return value === undefined ? [] : [[principle, value]];
    }),
  );
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
