import type { Finding, Fix } from '../../core/finding.ts';
import { principles } from '../../core/finding.ts';
import { ruleLink } from '../../core/rule.ts';
import { excerptOf } from './excerpt.ts';
import { fixPreview } from './fixPreview.ts';
import { codeInText, html, inlineMarkdown, type Markup } from './markup.ts';
import { createLocate, type Locate, plural, type Report } from './report.ts';
import {
  anchorOf,
  anchorsOfFindings,
  firstParagraph,
  gainText,
  maxFindings,
  type RuleResult,
  resultsOf,
} from './scoreReport.ts';

/** All findings, by principle and rule, each rule with its reason; then what could not be linted. */
export function findingsSection(report: Report, results: readonly RuleResult[]): Markup {
  const page: Page = { report, locate: createLocate(report), anchorFor: anchorsOfFindings(results) };
  return html`<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
${results.length === 0 ? html`<p class="good">No findings.</p>` : undefined}
${principles.map((principle) => resultsOf(results, [principle]).map((result) => ruleBlock(result, page)))}
${notices(report)}
</section>`;
}

interface Page {
  readonly report: Report;
  readonly locate: Locate;
  readonly anchorFor: (finding: Finding) => string;
}

function ruleBlock({ rule, findings, gain }: RuleResult, page: Page): Markup {
  const hidden = findings.length - maxFindings;
  return html`<section aria-labelledby="${anchorOf(rule.id)}">
<h3 id="${anchorOf(rule.id)}">${codeInText(rule.title)}</h3>
<p class="soft"><code>${rule.id}</code>, ${plural(findings.length, 'finding')}, ${gainText(gain)} in all when mended</p>
<p>${inlineMarkdown(firstParagraph(rule))} <a href="${ruleLink(rule.id)}">More on <code>${rule.id}</code></a></p>
${findings.slice(0, maxFindings).map((finding) => findingBlock(finding, page))}
${hidden > 0 ? html`<p>and ${plural(hidden, 'more finding')}; <code>fixity check --only ${rule.id}</code> shows all</p>` : undefined}
</section>
`;
}

function findingBlock(finding: Finding, { report: { texts }, locate, anchorFor }: Page): Markup {
  const { file, span, level, message, fixes, onlineFixes, related } = finding;
  const { line, column } = locate(file, span);
  const text = texts.get(file)!;
  return html`<article id="${anchorFor(finding)}">
<h4><span class="level ${level}">${level}</span> <code>${file}:${line}:${column}</code></h4>
<p>${codeInText(message)}</p>
<pre tabindex="0" aria-label="${file}, line ${line}">${excerptOf(text, span).map(({ number, source, marks }) => `${number} | ${source}\n${' '.repeat(String(number).length)} | ${marks}\n`)}</pre>
${related.map(
  (
    place,
  ) => html`<p class="soft"><code>${place.file}:${locate(place.file, place.span).line}</code>: ${codeInText(place.message)}</p>
`,
)}${fixes.map((fix) => fixBlock(fix, text))}${onlineFixes.map(
  ({ title }) => html`<p>Available fix, needs a look-up: ${codeInText(title)}</p>
`,
)}</article>
`;
}

const whoFixes = {
  safe: 'Fix (fixity check --fix)',
  suggested: 'Suggested fix (fixity check --fix-suggested)',
  placeholder: 'Fix to complete by hand',
} as const;

function fixBlock(fix: Fix, text: string): Markup {
  const { removed, added } = fixPreview(fix, text);
  const lines = [
    ...removed.map((line) => html`<del>- ${line}</del>`),
    ...added.map((line) => html`<ins>+ ${line}</ins>`),
  ];
  return html`<p>${whoFixes[fix.safety]}: ${codeInText(fix.title)}</p>
${
  lines.length === 0
    ? undefined
    : html`<pre tabindex="0" aria-label="What the fix changes">${lines}</pre>
`
}`;
}

function notices({ problems }: Report): Markup | undefined {
  if (problems.length === 0) return undefined;
  return html`<h3>What could not be judged</h3>
<ul>
${problems.map(
  ({ file, message }) => html`<li><code>${file}</code>: ${codeInText(message)}</li>
`,
)}</ul>`;
}
