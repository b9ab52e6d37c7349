import type { Level } from './finding.ts';
import { type OptionValues, type RuleOptions, toOptionValues } from './options.ts';
import type { Rule } from './rule.ts';

/** What one file is linted with, settled: every rule has a level. Plain data, so it can be sent to a worker. */
export interface Configuration {
  /** Path of the configuration file in use, in the form the host uses; undefined for the built-in defaults. */
  readonly source: string | undefined;
  /** Levels that differ from the rules' `recommended` ones. */
  readonly levels: Readonly<Record<string, Level>>;
  /** Options that differ from those of the `recommended` preset, by rule. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Files larger than this many bytes are skipped with a notice. */
  readonly maxFileSize: number;
}

export const defaultConfiguration: Configuration = {
  source: undefined,
  levels: {},
  options: {},
  maxFileSize: 5 * 1024 * 1024,
};

export const levelOf = (rule: Rule, configuration: Configuration): Level =>
  configuration.levels[rule.id] ?? rule.level.recommended;

export const optionsOf = (rule: Rule, configuration: Configuration): OptionValues<RuleOptions> =>
  toOptionValues(rule.options ?? {}, { ...rule.presetOptions?.recommended, ...configuration.options[rule.id] });
