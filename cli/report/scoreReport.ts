import { type Finding, type Principle, principles } from '../../core/finding.ts';
import { principleOf, type Rule } from '../../core/rule.ts';
import type { Check, Score, ServiceScore } from '../../core/score.ts';
import { isForDevelopment } from '../../rules/shared/development.ts';
import { activeFindings, plural, type Report } from './report.ts';

/** What `fixity report` has to say, for all its formats. */
export interface ScoreReport {
  readonly report: Report;
  readonly score: Score;
  /** The day of the run as `YYYY-MM-DD`. */
  readonly today: string;
}

/** The life of what is immutable, and the principles that each step stands on. */
export const lifecycle: readonly {
  readonly step: string;
  readonly principles: readonly Principle[];
  readonly promise: string;
}[] = [
  { step: 'Build', principles: ['pinned'], promise: 'The same source always gives the same artifact.' },
  { step: 'Deploy', principles: ['sealed'], promise: 'What was built is what runs: nothing changes it after launch.' },
  {
    step: 'Replace',
    principles: ['stateless', 'replaceable'],
    promise: 'A new one takes over, no data is lost, and the old one can come back.',
  },
];

/** One rule with all that it found, in every service. */
export interface RuleResult {
  readonly rule: Rule;
  readonly findings: readonly Finding[];
  /** How many services it found something in. */
  readonly services: number;
  /** By how much the score in all rises when all of it is mended. */
  readonly gain: number;
}

/** The rules that found something, by what mending gains. */
export function ruleResults({ report, score }: ScoreReport): readonly RuleResult[] {
  const active = activeFindings(report);
  const failed = score.services.flatMap(failedChecks);
  return report.rules
    .map((rule): RuleResult => {
      const own = failed.filter((check) => check.rule === rule.id);
      const gain = own.reduce((sum, check) => sum + check.gainInAll, 0);
      return { rule, findings: active.filter((finding) => finding.rule === rule.id), services: own.length, gain };
    })
    .filter(({ findings }) => findings.length > 0)
    .sort((a, b) => b.gain - a.gain);
}

export const resultsOf = (results: readonly RuleResult[], wanted: readonly Principle[]): readonly RuleResult[] =>
  results.filter(({ rule }) => wanted.includes(principleOf(rule.id)));

/** The checks of a service that are not passed, by what mending gains. */
export const failedChecks = ({ checks }: ServiceScore): readonly Check[] =>
  checks.filter(({ lost }) => lost > 0).sort((a, b) => b.gain - a.gain);

/** Services as they are listed: nearest to immutable first, then those that do not count and have findings. */
export const listedServices = ({ services }: Score): readonly ServiceScore[] =>
  [...services.filter(({ service }) => service.isCounted), ...services.filter((one) => isAside(one))].sort(
    (a, b) => Number(isAside(a)) - Number(isAside(b)) || b.score - a.score,
  );

const isAside = (one: ServiceScore): boolean => !one.service.isCounted && !isWhole(one);

/** Whether a service lacks nothing. */
export const isWhole = (one: ServiceScore): boolean => failedChecks(one).length === 0;

/** `2 services lack nothing` */
export const lackNothing = (count: number): string =>
  `${plural(count, 'service')} ${count === 1 ? 'lacks' : 'lack'} nothing`;

export const wholeServices = (score: Score): readonly ServiceScore[] => listedServices(score).filter(isWhole);

/** The principle that is kept least; undefined where nothing breaks any. */
export function weakestPrinciple(score: Score): Principle | undefined {
  const [weakest] = judgedPrinciples(score).toSorted((a, b) => score.principles[a]! - score.principles[b]!);
  return weakest !== undefined && failedOfPrinciple(score, weakest).failed > 0 ? weakest : undefined;
}

/** The counted services that lack least, without those that lack nothing; what is for tests alone only where there is nothing else. */
export function nearestServices(score: Score): readonly ServiceScore[] {
  const lacking = listedServices(score).filter((one) => one.service.isCounted && !isWhole(one));
  const deployed = lacking.filter(({ service }) => !service.files.some(isForDevelopment));
  return (deployed.length > 0 ? deployed : lacking).slice(0, maxNearest);
}

const maxNearest = 3;

/** Of all rules, those whose findings cost most. */
export const bestFixes = (results: readonly RuleResult[]): readonly RuleResult[] =>
  results.filter(({ gain }) => gain > 0).slice(0, maxFixes);

const maxFixes = 5;

/** Whole points. Rounded down, so that 100 is said only of what lacks nothing. */
export const points = (score: number | undefined): string =>
  score === undefined ? '–' : String(Math.floor(score + roundingError));

/** `+2.4`; what is less than can be shown is `<0.1`. */
export const gainText = (gain: number): string => (gain < 0.05 ? '<0.1' : `+${gain.toFixed(1)}`);

const roundingError = 1e-9;

/** How the findings of a rule are mended, in a few words; `command` does part or all of it. */
export function howToMend(
  rule: string,
  findings: readonly Finding[],
): { readonly text: string; readonly command?: string } {
  const can = (safety: string): number =>
    findings.filter(({ fixes }) => fixes.some((fix) => fix.safety === safety)).length;
  // A message says what is wrong, and after a semicolon what to do.
  const [, advice] = findings[0]?.message.split(/; (?=[^;]*$)/) ?? [];
  const safe = can('safe');
  const count = findings.filter(({ fixes }) => fixes.some(({ safety }) => safety !== 'placeholder')).length;
  if (count === 0) return { text: `By hand${advice === undefined ? '' : `: ${advice}`}.` };
  const option = safe === count ? '--fix' : '--fix-suggested';
  const who = count === findings.length ? 'all' : `${count} of ${findings.length}, the rest is by hand`;
  const care = safe === count ? 'what runs stays the same' : 'behaviour changes, so read the diff';
  return { text: `Fixity mends ${who}; ${care}:`, command: `fixity check ${option} --only ${rule}` };
}

export const firstParagraph = ({ why }: Rule): string =>
  why
    .trim()
    .split(/\n\s*\n/)[0]!
    .replace(/\s+/g, ' ');

/** `3 services`, or nothing where the rule found something in no service. */
export const inServices = (count: number): string => `in ${plural(count, 'service')}`;

export const failedOfPrinciple = (
  { services }: Score,
  principle: Principle,
): { readonly failed: number; readonly all: number } => {
  const checks = services
    .filter(({ service }) => service.isCounted)
    .flatMap((one) => one.checks)
    .filter(({ rule }) => principleOf(rule) === principle);
  return { failed: checks.filter(({ lost }) => lost > 0).length, all: checks.length };
};

export const judgedPrinciples = ({ principles: scores }: Score): readonly Principle[] =>
  principles.filter((principle) => scores[principle] !== undefined);

/** The address of the explanation of the score. */
export const scoreLink = 'https://github.com/fixity-dev/fixity/blob/main/docs/score.md';

/** How many findings of a rule a page shows; more say nothing new. */
export const maxFindings = 25;

/** Where a page tells of a finding, or else of its rule. */
export function anchorsOfFindings(results: readonly RuleResult[]): (finding: Finding) => string {
  const anchors = new Map(
    results.flatMap(({ rule, findings }) =>
      findings
        .slice(0, maxFindings)
        .map((finding, index): [Finding, string] => [finding, `${anchorOf(rule.id)}-${index + 1}`]),
    ),
  );
  return (finding) => anchors.get(finding) ?? anchorOf(finding.rule);
}

/** Where a page tells of a rule. */
export const anchorOf = (rule: string): string => `rule-${rule.replace('/', '-')}`;
