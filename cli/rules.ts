import { type Rule, ruleLink } from '../core/rule.ts';

/** `fixity rules`. */
export function listRules(rules: readonly Rule[], format: 'table' | 'json'): string {
  return format === 'json' ? toJson(rules) : toTable(rules);
}

function toJson(rules: readonly Rule[]): string {
  const list = rules.map(({ id, title, level, languages, since }) => ({
    id,
    title,
    level,
    languages,
    since,
    link: ruleLink(id),
  }));
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

function toTable(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, level, languages, title }) => [id, level.recommended, languages.join(' '), title]);
  const table = [['RULE', 'LEVEL', 'LANGUAGES', 'FINDS'], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
