import type { Document, LanguageId } from './document.ts';
import { type FindingLevel, type Level, levels, type Principle, type RuleFinding } from './finding.ts';
import type { OptionValues, RuleOptions } from './options.ts';

/** A piece of text in one language that a rule's documentation and tests use. */
export type Example = { readonly [L in LanguageId]?: string } & {
  /** The file's name, where it matters. */
  readonly file?: string;
  /** Other files of its repository, by path, where the rule looks at them. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Options of the rule that differ from their defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
};

/**
 * A rule: one idea, in all languages that have the idea. Everything that a user sees of it stands here; documentation,
 * settings and schemas are generated from it.
 */
export interface Rule<D extends Document = Document, Options extends RuleOptions = RuleOptions> {
  readonly id: `${Principle}/${string}`;
  /** The title of its page, a noun phrase: what is found. */
  readonly title: string;
  readonly languages: readonly LanguageId[];
  readonly level: RuleLevels;
  readonly options?: Options;
  /** Values of options that a preset sets, where they differ from the defaults. */
  readonly presetOptions?: { readonly [Preset in PresetName]?: Partial<OptionValues<Options>> };
  /** Ids of rules that are more specific: where one of them reports on overlapping text, this one is silent. */
  readonly yieldsTo?: readonly Rule['id'][];
  /** The first version of Fixity that has it. */
  readonly since: string;
  /** Markdown, two to five short paragraphs: what drifts, how it bites, what to do instead, when to ignore it, links. */
  readonly why: string;
  readonly examples: { readonly bad: readonly Example[]; readonly good: readonly Example[] };
  /** Yields findings in any order. Sees a frozen document; does no I/O. */
  check(document: D, context: RuleContext<Options>): Iterable<RuleFinding>;
}

export interface RuleContext<Options extends RuleOptions = RuleOptions> {
  readonly options: OptionValues<Options>;
  /** The document's path as seen from its repository or workspace: the folders above that say nothing of it. */
  readonly pathFromRoot: string;
}

export const presetNames = ['start', 'recommended', 'strict'] as const;
export type PresetName = (typeof presetNames)[number];

/** Levels by preset. `start` holds only rules that are practically never wrong. `strict` is one step above `recommended` unless given. */
export interface RuleLevels {
  readonly recommended: Level;
  readonly strict?: Level;
  readonly start?: FindingLevel;
}

/** A rule's level in a preset. */
export function presetLevel({ level }: Pick<Rule, 'level'>, preset: PresetName): Level {
  if (preset === 'recommended') return level.recommended;
  if (preset === 'start') return level.start ?? 'off';
  return level.strict ?? levels[Math.min(levels.indexOf(level.recommended) + 1, levels.length - 1)]!;
}

/** Types a rule; a rule for some languages only may narrow `D` to their document. The engine runs it on `languages` alone. */
export function defineRule<D extends Document = Document, const Options extends RuleOptions = RuleOptions>(
  rule: Rule<D, Options>,
): Rule {
  return rule as unknown as Rule;
}

/** The rule's documentation page. */
export const ruleLink = (id: string): string => `${documentationRoot}/${id}.md`;

const documentationRoot = 'https://github.com/fixity-dev/fixity/blob/main/docs/rules';

/** The principle that a rule's id begins with. */
export const principleOf = (id: Rule['id']): Principle => id.slice(0, id.indexOf('/')) as Principle;
