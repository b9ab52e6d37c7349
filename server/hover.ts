import type { Hover, Position } from 'vscode-languageserver';
import { type Rule, ruleLink } from '../core/rule.ts';
import { suppressionsOf } from '../core/suppress.ts';
import { toRange } from './convert.ts';
import type { Linted } from './workspace.ts';

/** The explanation of the rule whose id stands at the position in a suppression comment. */
export function hoverAt(position: Position, linted: Linted, rules: readonly Rule[]): Hover | null {
  const { snapshot } = linted;
  const document = linted.document();
  if (!document) return null;
  const offset = snapshot.offsetAt(position);
  const hit = suppressionsOf(document)
    .flatMap((suppression) => suppression.rules)
    .find(({ span }) => span.start <= offset && offset <= span.end);
  const rule = rules.find(({ id }) => id === hit?.id);
  if (!hit || !rule) return null;
  return { range: toRange(snapshot, hit.span), contents: { kind: 'markdown', value: explainRule(rule) } };
}

/** A rule's title, why it matters and where its page is, as Markdown. */
function explainRule({ id, title, why }: Rule): string {
  return [`### ${title}`, `\`${id}\``, why.trim(), `[Documentation](${ruleLink(id)})`].join('\n\n');
}
