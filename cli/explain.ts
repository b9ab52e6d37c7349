import { createColors } from 'picocolors';
import { languageIds } from '../core/document.ts';
import { suggestion } from '../core/nearest.ts';
import { type Example, type Rule, ruleLink } from '../core/rule.ts';
import { usesColor } from './color.ts';
import { usageError } from './exitCode.ts';
import type { Io } from './io.ts';

type Colors = ReturnType<typeof createColors>;

/** `fixity explain RULE`: the rule's page, for a terminal. */
export function explain(id: string, rules: readonly Rule[], options: { readonly color?: boolean }, io: Io): string {
  const rule = rules.find((one) => one.id === id);
  if (!rule) {
    const near = suggestion(
      id,
      rules.map((one) => one.id),
    );
    throw usageError(`\`${id}\` is not a rule${near || '; `fixity rules` lists all'}`);
  }
  const colors = createColors(usesColor(options, io));
  const { level, languages, since, title, why, examples } = rule;
  const sections = [
    `${colors.bold(rule.id)}: ${title}`,
    [
      `Level      ${level.recommended}${level.strict ? ` (strict: ${level.strict})` : ''}`,
      `Languages  ${languages.join(', ')}`,
      `Since      ${since}`,
    ].join('\n'),
    styleMarkdown(why.trim(), colors),
    ...examples.bad.flatMap((example) => exampleSections('Found', example, colors)),
    ...examples.good.flatMap((example) => exampleSections('Left alone', example, colors)),
    colors.dim(ruleLink(rule.id)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function exampleSections(label: string, example: Example, colors: Colors): readonly string[] {
  return languageIds.flatMap((language) => {
    const text = example[language];
    if (text === undefined) return [];
    const heading = colors.underline(`${label}, ${language}${example.file ? ` (${example.file})` : ''}`);
    return [`${heading}\n${text.trimEnd().replace(/^(?=.)/gm, '    ')}`];
  });
}

/** Code, emphasis, headings and links of Markdown in a terminal's means; the text stays as it is. */
function styleMarkdown(markdown: string, colors: Colors): string {
  return markdown
    .replace(/^#+ (.*)$/gm, (_, heading: string) => colors.bold(heading))
    .replace(
      /\[([^\]]+)\]\(([^)\s]+)\)/g,
      (_, text: string, address: string) => `${text} (${colors.underline(address)})`,
    )
    .replace(/\*\*([^*]+)\*\*/g, (_, strong: string) => colors.bold(strong))
    .replace(/`([^`\n]+)`/g, (_, code: string) => colors.cyan(code));
}
