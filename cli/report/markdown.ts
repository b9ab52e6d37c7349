import { principles } from '../../core/finding.ts';
import { ruleLink } from '../../core/rule.ts';
import { promises } from '../../rules/shared/rulePage.ts';
import { createLocate, plural, printable } from './report.ts';
import {
  bestFixes,
  failedChecks,
  failedOfPrinciple,
  firstParagraph,
  gainText,
  howToMend,
  inServices,
  isWhole,
  judgedPrinciples,
  lackNothing,
  lifecycle,
  listedServices,
  nearestServices,
  points,
  resultsOf,
  ruleResults,
  type ScoreReport,
  scoreLink,
  wholeServices,
} from './scoreReport.ts';

/** The report for a pull request, a wiki or a job's summary: without excerpts, as the files are at hand there. */
export function scoreMarkdown(scored: ScoreReport): string {
  const { report, score, today } = scored;
  const locate = createLocate(report);
  const results = ruleResults(scored);
  const titleOf = new Map(report.rules.map((rule) => [rule.id, rule.title]));
  const counted = score.services.filter(({ service }) => service.isCounted).length;
  const judged = judgedPrinciples(score);
  const nearest = nearestServices(score);
  const fixes = bestFixes(results);
  const whole = wholeServices(score);
  const listed = listedServices(score).filter((one) => !isWhole(one));
  const blocks = [
    '# Immutability report',
    `**${points(score.all)} of 100**, the mean of ${plural(counted, 'service')}.`,
    '## Where to start',
    ...(nearest.length === 0
      ? ['Nothing is left to do: every service has 100.']
      : ['The services nearest to immutable:']),
    lines(
      nearest.map((one) => {
        const failed = failedChecks(one).map(
          ({ rule, gain }) => `${prose(titleOf.get(rule) ?? rule)} (${prose(gainText(gain))})`,
        );
        return `- **${prose(one.service.name)}**, ${points(one.score)} now: ${failed.join(', ')}`;
      }),
    ),
    ...(fixes.length === 0 ? [] : ['The fixes that gain most in all:']),
    lines(
      fixes.map(({ rule, findings, services, gain }) => {
        const { text, command } = howToMend(rule.id, findings);
        const how = command === undefined ? prose(text) : `${prose(text)} \`${command}\``;
        return `- ${prose(gainText(gain))}: ${prose(rule.title)}, ${plural(findings.length, 'finding')} ${inServices(services)}. ${how}`;
      }),
    ),
    '## Score by principle',
    table(
      ['Principle', 'Score', 'Promise', 'Checks that fail'],
      judged.map((principle) => {
        const { failed, all } = failedOfPrinciple(score, principle);
        return [principle, points(score.principles[principle]), promises[principle], `${failed} of ${all}`];
      }),
    ),
    '## Build, deploy, replace: what breaks the chain',
    lines(
      lifecycle.map(({ step, principles: own, promise }, index) => {
        const broken = resultsOf(results, own).map(({ rule, findings }) => `${prose(rule.title)} (${findings.length})`);
        return `${index + 1}. **${step}**. ${promise} ${broken.length === 0 ? 'Nothing found that breaks this.' : `Broken by: ${broken.join(', ')}.`}`;
      }),
    ),
    '## Score by service',
    ...(whole.length === 0
      ? []
      : [`${lackNothing(whole.length)}: ${whole.map(({ service }) => prose(service.name)).join(', ')}.`]),
    table(
      ['Service', 'Score', ...judged, 'Files'],
      listed.map((one) => [
        prose(one.service.name) + (one.service.isCounted ? '' : ' (runs nothing, not counted)'),
        points(one.score),
        ...judged.map((principle) => points(one.principles[principle])),
        one.service.files.map(prose).join(', '),
      ]),
    ),
    '## Findings',
    ...principles.flatMap((principle) =>
      resultsOf(results, [principle]).flatMap(({ rule, findings }) => [
        `### ${prose(rule.title)}`,
        `${firstParagraph(rule)} [\`${rule.id}\`](${ruleLink(rule.id)})`,
        lines(
          findings.map(({ level, file, span, message, fixes: own }) => {
            const { line } = locate(file, span);
            return `- ${level}, ${prose(file)}:${line}: ${prose(message)}${own.map(({ title }) => `. *Fix*: ${prose(title)}`).join('')}`;
          }),
        ),
      ]),
    ),
    ...(report.problems.length === 0 ? [] : ['## What could not be judged']),
    lines(report.problems.map(({ message }) => `- ${prose(message)}`)),
    `Made by Fixity ${report.version} on ${today}. [How the score is made](${scoreLink})`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const lines = (all: readonly string[]): string => all.join('\n');

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const toRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return lines([toRow(heading), toRow(heading.map(() => '---')), ...rows.map(toRow)]);
}

/**
 * Text in which backticks are code and nothing else means anything, in a table too: all that Markdown or HTML would read is taken
 * for itself.
 */
const prose = (text: string): string =>
  printable(text)
    .replace(/\s+/g, ' ')
    .split(/(?<!`)(`[^`]+`)(?!`)/)
    .map((part, index) =>
      index % 2 === 1 ? part.replaceAll('|', '\\|') : part.replace(/[\\`*_{}[\]<>|#!&~@$]/g, '\\$&'),
    )
    .join('');
