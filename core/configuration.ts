import { type FindingLevel, type Level, levels } from './finding.ts';
import { type OptionValues, type RuleOptions, toOptionValues } from './options.ts';
import type { PresetName, Rule } from './rule.ts';

/** What one file is linted with, settled: every rule has a level. Plain data, so it can be sent to a worker. */
export interface Configuration {
  /** Path of the configuration file in use, in the form the host uses; undefined for the built-in defaults. */
  readonly source: string | undefined;
  /** The preset that the rest departs from. */
  readonly preset: PresetName;
  /** Levels that differ from the rules' `recommended` ones. */
  readonly levels: Readonly<Record<string, Level>>;
  /** Options that differ from those of the `recommended` preset, by rule. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Files larger than this many bytes are skipped with a notice. */
  readonly maxFileSize: number;
}

export const defaultConfiguration: Configuration = {
  source: undefined,
  preset: 'recommended',
  levels: {},
  options: {},
  maxFileSize: 5 * 1024 * 1024,
};

export const levelOf = (rule: Rule, configuration: Configuration): Level =>
  configuration.levels[rule.id] ?? rule.level.recommended;

export const optionsOf = (rule: Rule, configuration: Configuration): OptionValues<RuleOptions> =>
  toOptionValues(rule.options ?? {}, { ...rule.presetOptions?.recommended, ...configuration.options[rule.id] });

/** The level of a case of a rule that is a smaller matter than the rule's others: `strict` takes it one step up, as it does with rules. */
export function cappedLevel(level: FindingLevel, atMost: FindingLevel, { preset }: Configuration): FindingLevel {
  const cap = levels.indexOf(atMost) + (preset === 'strict' ? 1 : 0);
  return cap < levels.indexOf(level) ? (levels[cap] as FindingLevel) : level;
}
