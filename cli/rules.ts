import { presetLevel, presetNames, type Rule, ruleLink } from '../core/rule.ts';

/** `fixity rules`. */
export function listRules(rules: readonly Rule[], format: 'table' | 'json'): string {
  return format === 'json' ? toJson(rules) : toTable(rules);
}

function toJson(rules: readonly Rule[]): string {
  const list = rules.map((rule) => ({
    id: rule.id,
    title: rule.title,
    level: rule.level,
    presets: Object.fromEntries(presetNames.map((preset) => [preset, presetLevel(rule, preset)])),
    options: Object.entries(rule.options ?? {}).map(([name, option]) => ({ name, ...option })),
    languages: rule.languages,
    since: rule.since,
    link: ruleLink(rule.id),
  }));
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

function toTable(rules: readonly Rule[]): string {
  const heading = ['RULE', ...presetNames.map((preset) => preset.toUpperCase()), 'OPTIONS', 'LANGUAGES', 'FINDS'];
  const rows = rules.map((rule) => [
    rule.id,
    ...presetNames.map((preset) => presetLevel(rule, preset)),
    Object.keys(rule.options ?? {}).join(' ') || '-',
    rule.languages.join(' '),
    rule.title,
  ]);
  const table = [heading, ...rows];
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
