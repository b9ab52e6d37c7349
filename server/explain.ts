import { type Rule, ruleLink } from '../core/rule.ts';

/** A rule's title, why it matters and where its page is, as Markdown. */
export function explainRule({ id, title, why }: Rule): string {
  return [`### ${title}`, `\`${id}\``, why.trim(), `[Documentation](${ruleLink(id)})`].join('\n\n');
}
