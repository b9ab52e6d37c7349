import { createColors } from 'picocolors';
import { suggestion } from '../core/nearest.ts';
import { type Rule, ruleLink } from '../core/rule.ts';
import { rulePage } from '../rules/shared/rulePage.ts';
import { usesColor } from './color.ts';
import { usageError } from './exitCode.ts';
import type { Io } from './io.ts';

type Colors = ReturnType<typeof createColors>;

/** `fixity explain RULE`: the rule's page, for a terminal. */
export async function explain(
  id: string,
  rules: readonly Rule[],
  options: { readonly color?: boolean },
  io: Io,
): Promise<string> {
  const rule = rules.find((one) => one.id === id);
  if (!rule) {
    const near = suggestion(
      id,
      rules.map((one) => one.id),
    );
    throw usageError(`\`${id}\` is not a rule${near || '; `fixity rules` lists all'}`);
  }
  const colors = createColors(usesColor(options, io));
  return `${styleMarkdown(await rulePage(rule), colors)}\n${colors.dim(ruleLink(rule.id))}\n`;
}

/** Code, emphasis, headings and links of Markdown in a terminal's means; the text stays as it is. */
function styleMarkdown(markdown: string, colors: Colors): string {
  return markdown
    .split(codeBlocks)
    .map((part) => {
      const code = codeBlock.exec(part)?.[1];
      return code === undefined ? styleProse(part, colors) : code.replace(/^(?=.)/gm, '    ');
    })
    .join('');
}

const codeBlocks = /(^```\w+\n[\s\S]*?^```\n)/m;
const codeBlock = /^```\w+\n([\s\S]*?)^```\n$/m;

function styleProse(markdown: string, colors: Colors): string {
  const styleInline = (text: string): string =>
    text.replace(inline, (whole, code?: string, linked?: string, address?: string, strong?: string, word?: string) => {
      if (code !== undefined) return colors.cyan(code);
      if (linked !== undefined) return `${styleInline(linked)} (${colors.underline(address ?? '')})`;
      if (strong !== undefined) return colors.bold(styleInline(strong));
      return word === undefined ? whole : colors.italic(styleInline(word));
    });
  return styleInline(markdown).replace(/^#+ (.*)$/gm, (_, heading: string) => colors.bold(heading));
}

/** Code comes first: what stands in it, such as `*-dev`, is no emphasis. */
const inline = /`([^`\n]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*([^*]+)\*\*|(?<![*\w])\*([^*\n]+)\*(?![*\w])/g;
