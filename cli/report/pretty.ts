import { createColors } from 'picocolors';
import {
  type Finding,
  type FindingLevel,
  type Fix,
  levels,
  type Principle,
  type Problem,
  principles,
} from '../../core/finding.ts';
import { ruleLink } from '../../core/rule.ts';
import { excerptOf } from './excerpt.ts';
import { fixPreview, safetyLabels } from './fixPreview.ts';
import {
  activeFindings,
  countFixable,
  countLevel,
  createLocate,
  type Locate,
  plural,
  printable,
  type Report,
  type ReportStyle,
} from './report.ts';

type Colors = ReturnType<typeof createColors>;

/** For people: each finding with its source, fix and link, then a summary by principle. */
export function pretty(report: Report, { isColored, isQuiet }: ReportStyle): string {
  const colors = createColors(isColored);
  const locate = createLocate(report);
  const blocks = activeFindings(report).map((finding) => findingBlock(finding, report, locate, colors));
  if (!isQuiet) {
    const notices = report.problems.map((problem) => problemBlock(problem, report, locate, colors));
    if (notices.length > 0) blocks.push(notices.join(''));
    if (report.fileCount > 0) blocks.push(summary(report, colors));
  }
  return blocks.join('\n');
}

function findingBlock(finding: Finding, { texts }: Report, locate: Locate, colors: Colors): string {
  const { file, span, rule, level, message, fixes, onlineFixes, related } = finding;
  const { line, column } = locate(file, span);
  const text = texts.get(file)!;
  const lines = excerptOf(text, span);
  const gutter = String(lines.at(-1)!.number).length;
  const bar = colors.blue(`${' '.repeat(gutter)} |`);
  return joinLines([
    `${levelLabel(level, colors)} ${colors.bold(rule)}: ${printable(message)}`,
    `${' '.repeat(gutter)}${colors.blue('-->')} ${printable(file)}:${line}:${column}`,
    bar,
    ...lines.flatMap((excerpt) => [
      `${colors.blue(`${String(excerpt.number).padStart(gutter)} |`)} ${excerpt.source}`.trimEnd(),
      `${bar} ${levelColor(level, colors)(excerpt.marks)}`,
    ]),
    ...related.map((place) => {
      const at = locate(place.file, place.span);
      return `${bar} ${printable(`${place.file}:${at.line}:${at.column}: ${place.message}`)}`;
    }),
    ...fixes.flatMap((fix) => fixLines(fix, text, colors).map((fixLine) => `${bar} ${fixLine}`)),
    ...onlineFixes.map(({ title }) => `${bar} ${colors.cyan('available fix, needs a look-up')}: ${printable(title)}`),
    `${bar} ${colors.dim(ruleLink(rule))}`,
  ]);
}

/** The title of a fix, and its lines before and after when they are few. */
function fixLines(fix: Fix, text: string, colors: Colors): readonly string[] {
  const { removed, added } = fixPreview(fix, text);
  return [
    `${colors.cyan(safetyLabels[fix.safety])}: ${printable(fix.title)}`,
    ...removed.map((line) => colors.red(`- ${line}`)),
    ...added.map((line) => colors.green(`+ ${line}`)),
  ];
}

function problemBlock(
  { file, span, kind, message }: Problem,
  { texts }: Report,
  locate: Locate,
  colors: Colors,
): string {
  const { line, column } = locate(file, span ?? { start: 0, end: 0 });
  const place = span && texts.has(file) ? `${file}:${line}:${column}: ` : '';
  const label = kind === 'internal-error' ? colors.red('internal error') : colors.yellow('notice');
  return joinLines([`${label}: ${printable(place + message)}`]);
}

function summary(report: Report, colors: Colors): string {
  const active = activeFindings(report);
  const { fixCount, fileCount } = report.fixed;
  const suppressed = report.findings.length - active.length;
  const fixable = countFixable(active);
  const inFiles = new Set(active.map(({ file }) => file)).size;
  const lines: string[] = [];
  if (fixCount > 0)
    lines.push(
      colors.green(`Applied ${fixCount === 1 ? '1 fix' : `${fixCount} fixes`} in ${plural(fileCount, 'file')}.`),
    );
  if (active.length === 0) {
    lines.push(colors.green(`No findings in ${plural(report.fileCount, 'file')}.`));
  } else {
    const found = principles.filter((principle) => active.some((finding) => finding.principle === principle));
    lines.push(...found.map((principle) => principleLine(principle, active, colors)));
    lines.push(
      colors.bold(`${plural(active.length, 'finding')} in ${inFiles} of ${plural(report.fileCount, 'file')}.`),
    );
    const offers = [
      { count: fixable.safe, option: '--fix' },
      { count: fixable.suggested, option: '--fix-suggested' },
    ].filter(({ count }) => count > 0);
    if (offers.length > 0)
      lines.push(`Fixable: ${offers.map(({ count, option }) => `${count} with ${option}`).join(', ')}.`);
  }
  if (suppressed > 0) lines.push(`${plural(suppressed, 'finding')} suppressed.`);
  return joinLines(lines);
}

function principleLine(principle: Principle, active: readonly Finding[], colors: Colors): string {
  const ofPrinciple = active.filter((finding) => finding.principle === principle);
  const counts = findingLevels
    .map((level) => ({ level, count: countLevel(ofPrinciple, level) }))
    .filter(({ count }) => count > 0);
  const texts = counts.map(({ level, count }) =>
    levelColor(level, colors)(level === 'info' ? `${count} info` : plural(count, level)),
  );
  return `  ${principle.padEnd(longestPrinciple)}  ${texts.join(', ')}`;
}

const findingLevels = levels.filter((level) => level !== 'off').reverse();
const longestPrinciple = Math.max(...principles.map(({ length }) => length));

const levelColor = (level: FindingLevel, colors: Colors) =>
  level === 'error' ? colors.red : level === 'warning' ? colors.yellow : colors.cyan;

const levelLabel = (level: FindingLevel, colors: Colors): string => colors.bold(levelColor(level, colors)(level));

const joinLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
