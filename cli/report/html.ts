import type { Finding, Principle } from '../../core/finding.ts';
import type { ServiceScore } from '../../core/score.ts';
import { promises } from '../../rules/shared/rulePage.ts';
import { findingsSection } from './htmlFindings.ts';
import { style } from './htmlStyle.ts';
import { codeInText, html, type Markup } from './markup.ts';
import { activeFindings, createLocate, plural } from './report.ts';
import {
  anchorOf,
  anchorsOfFindings,
  bestFixes,
  failedChecks,
  failedOfPrinciple,
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
  type RuleResult,
  resultsOf,
  ruleResults,
  type ScoreReport,
  scoreLink,
  weakestPrinciple,
  wholeServices,
} from './scoreReport.ts';

/** One page that needs nothing else: no script, no font, no picture. */
export function scoreHtml(scored: ScoreReport): string {
  const { report, score, today } = scored;
  const results = ruleResults(scored);
  const counted = score.services.filter(({ service }) => service.isCounted).length;
  const whole = wholeServices(score).length;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Immutability report: ${points(score.all)} of 100</title>
<style>${{ markup: style }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<h1>Immutability report</h1>
<p class="total"><strong>${points(score.all)}</strong> of 100, the mean of ${plural(counted, 'service')}${whole > 0 && whole < counted ? `; ${lackNothing(whole)}` : ''}</p>
<p>100 means: what is built is never changed, only replaced. ${plural(activeFindings(report).length, 'finding')} in ${plural(report.fileCount, 'file')} stand between here and there.${firstStep(scored, results)}</p>
</header>
<nav aria-label="Sections">
<ul>
<li><a href="#start">Where to start</a></li>
<li><a href="#principles">Principles</a></li>
<li><a href="#lifecycle">Lifecycle</a></li>
<li><a href="#services">Services</a></li>
<li><a href="#findings">Findings</a></li>
</ul>
</nav>
<main id="main" tabindex="-1">
${startSection(scored, results)}
${principlesSection(scored)}
${lifecycleSection(results)}
${servicesSection(scored)}
${findingsSection(report, results)}
</main>
<footer><p>Made by Fixity ${report.version} on ${today}. <a href="${scoreLink}">How the score is made</a></p></footer>
</body>
</html>
`;
  return page.markup;
}

/** What to do first, in a sentence. */
function firstStep({ score }: ScoreReport, results: readonly RuleResult[]): Markup | undefined {
  const weakest = weakestPrinciple(score);
  const [best] = bestFixes(results);
  if (weakest === undefined || !best) return undefined;
  return html` The weakest principle is <strong>${weakest}</strong> with ${points(score.principles[weakest])}; what gains most is to mend <a href="#${anchorOf(best.rule.id)}">${codeInText(best.rule.title)}</a> ${inServices(best.services)} (${gainText(best.gain)}).`;
}

function startSection({ report, score }: ScoreReport, results: readonly RuleResult[]): Markup {
  const titleOf = new Map(report.rules.map((rule) => [rule.id, rule.title]));
  const locate = createLocate(report);
  const anchorFor = anchorsOfFindings(results);
  const linkTo = (finding: Finding): Markup =>
    html`<a href="#${anchorFor(finding)}"><code>${finding.file}:${locate(finding.file, finding.span).line}</code></a>`;
  const nearest = nearestServices(score);
  const fixes = bestFixes(results);
  if (nearest.length === 0) {
    return html`<section aria-labelledby="start"><h2 id="start">Where to start</h2><p class="good">Nothing is left to do: every service has 100.</p></section>`;
  }
  return html`<section aria-labelledby="start">
<h2 id="start">Where to start</h2>
<p>Start with one service, then take the next. Or take a kind of finding and mend it everywhere. Either way, no score falls.</p>
<h3>The services nearest to immutable</h3>
${nearest.map(
  (one) => html`<div class="card">
<h4>${one.service.name}: ${points(one.score)} now, ${kinds(failedChecks(one).length)} left to mend</h4>
<p class="files">${filesText(one)}</p>
<ul>
${failedChecks(one).map(
  ({ rule, findings, gain }) =>
    html`<li><a href="#${anchorOf(rule)}">${codeInText(titleOf.get(rule) ?? rule)}</a>: ${plural(findings.length, 'finding')}, ${gainText(gain)} for the service, ${findings.length === 1 ? 'at' : 'first at'} ${linkTo(findings[0]!)}</li>
`,
)}</ul>
</div>
`,
)}
<h3>The fixes that gain most</h3>
<ol class="fixes">
${fixes.map(({ rule, findings, services, gain }) => {
  const { text, command } = howToMend(rule.id, findings);
  return html`<li><a href="#${anchorOf(rule.id)}">${codeInText(rule.title)}</a>: <strong>${gainText(gain)}</strong> in all; ${plural(findings.length, 'finding')} ${inServices(services)}, ${findings.length === 1 ? 'at' : 'first at'} ${linkTo(findings[0]!)}. ${codeInText(text)} ${command === undefined ? undefined : html`<code class="command">${command}</code>`}</li>
`;
})}</ol>
</section>`;
}

const kinds = (count: number): string => (count === 1 ? '1 kind of finding' : `${count} kinds of findings`);

function principlesSection({ score }: ScoreReport): Markup {
  return html`<section aria-labelledby="principles">
<h2 id="principles">Score by principle</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Principle</th><th scope="col" class="number">Score</th><th scope="col">Of 100</th><th scope="col">Promise</th><th scope="col">Checks that fail</th></tr></thead>
<tbody>
${judgedPrinciples(score).map((principle) => {
  const { failed, all } = failedOfPrinciple(score, principle);
  const value = score.principles[principle]!;
  return html`<tr><th scope="row">${principle}</th><td class="number">${points(value)}</td><td>${bar(value)}</td><td>${promises[principle]}</td><td>${failed} of ${all}</td></tr>
`;
})}</tbody>
</table></div>
<p class="soft">A check is one rule asked of one service. Errors weigh 10, warnings 4, infos 1, and a check that fails counts four times what one that passes does.</p>
</section>`;
}

const bar = (score: number): Markup =>
  html`<span class="bar" aria-hidden="true"><span style="width:${Math.round(score)}%"></span></span>`;

function lifecycleSection(results: readonly RuleResult[]): Markup {
  return html`<section aria-labelledby="lifecycle">
<h2 id="lifecycle">Build, deploy, replace: what breaks the chain</h2>
<ol class="steps">
${lifecycle.map(({ step, principles, promise }, index) => {
  const broken = resultsOf(results, principles);
  return html`<li>
<h3>${index + 1}. ${step}</h3>
<p>${promise}</p>
${
  broken.length === 0
    ? html`<p class="good">Nothing found that breaks this.</p>`
    : html`<p>Broken by:</p><ul>
${broken.slice(0, maxBroken).map(
  ({
    rule,
    findings,
  }) => html`<li><a href="#${anchorOf(rule.id)}">${codeInText(rule.title)}</a> (${findings.length})</li>
`,
)}</ul>`
}
${broken.length > maxBroken ? html`<p class="soft">and ${broken.length - maxBroken} more</p>` : undefined}
</li>
`;
})}</ol>
</section>`;
}

const maxBroken = 6;

function servicesSection({ score }: ScoreReport): Markup {
  const principles = judgedPrinciples(score);
  const whole = wholeServices(score);
  const listed = listedServices(score).filter((one) => !isWhole(one));
  const aside = listed.some(({ service }) => !service.isCounted);
  return html`<section aria-labelledby="services">
<h2 id="services">Score by service</h2>
<p>A service is a workload with the Dockerfile of its image; what belongs to no workload is a service by its folder. Those nearest to immutable come first.</p>
${whole.length === 0 ? undefined : html`<p class="good">${lackNothing(whole.length)}: ${whole.map(({ service }) => service.name).join(', ')}.</p>`}
${listed.length === 0 ? undefined : servicesTable(listed, principles)}
${aside ? html`<p class="soft">* Manifests that run nothing themselves. They do not count in the score in all.</p>` : undefined}
</section>`;
}

const servicesTable = (listed: readonly ServiceScore[], principles: readonly Principle[]): Markup =>
  html`<div class="scroll"><table>
<thead><tr><th scope="col">Service</th><th scope="col" class="number">Score</th>${principles.map((principle) => html`<th scope="col" class="number">${principle}</th>`)}<th scope="col">What costs most</th></tr></thead>
<tbody>
${listed.map(
  (
    one,
  ) => html`<tr><th scope="row">${one.service.name}${one.service.isCounted ? undefined : ' *'}<div class="files">${filesText(one)}</div></th><td class="number"><strong>${points(one.score)}</strong></td>${principles.map((principle) => html`<td class="number">${points(one.principles[principle])}</td>`)}<td>${costsMost(one)}</td></tr>
`,
)}</tbody>
</table></div>`;

function costsMost(one: ServiceScore): Markup {
  const failed = failedChecks(one);
  const named = failed
    .slice(0, 2)
    .map(({ rule }, index) => html`${index > 0 ? ', ' : ''}<a href="#${anchorOf(rule)}">${rule}</a>`);
  return html`${named}${failed.length > 2 ? ` and ${failed.length - 2} more` : undefined}`;
}

function filesText({ service: { files } }: ServiceScore): string {
  const rest = files.length - maxFiles;
  return rest > 0 ? `${files.slice(0, maxFiles).join(', ')} and ${rest} more` : files.join(', ');
}

const maxFiles = 3;
