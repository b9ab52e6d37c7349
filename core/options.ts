/** An option of a rule: plain data, from which its type, its part of the configuration's schema and its documentation are made. */
export type RuleOption =
  | { readonly kind: 'strings'; readonly default: readonly string[]; readonly description: string }
  | {
      readonly kind: 'choice';
      readonly choices: readonly string[];
      readonly default: string;
      readonly description: string;
    }
  /** A whole number, at least `minimum`. */
  | { readonly kind: 'integer'; readonly minimum: number; readonly default: number; readonly description: string }
  | { readonly kind: 'flag'; readonly default: boolean; readonly description: string };

export type RuleOptions = Readonly<Record<string, RuleOption>>;

/** What a rule is given for its options. */
export type OptionValues<Options extends RuleOptions> = {
  readonly [Name in keyof Options]: ValueOf<Options[Name]>;
};

type ValueOf<Option extends RuleOption> = Option extends { kind: 'strings' }
  ? readonly string[]
  : Option extends { kind: 'choice'; choices: readonly (infer Choice)[] }
    ? Choice
    : Option extends { kind: 'integer' }
      ? number
      : boolean;

/** A list of texts, such as names or globs; `description` says what each is. */
export const stringList = (values: readonly string[], description: string) =>
  ({ kind: 'strings', default: values, description }) as const;

export const choice = <const Choices extends readonly string[]>(
  choices: Choices,
  value: Choices[number],
  description: string,
) => ({ kind: 'choice', choices, default: value, description }) as const;

export const integer = (minimum: number, value: number, description: string) =>
  ({ kind: 'integer', minimum, default: value, description }) as const;

export const flag = (value: boolean, description: string) => ({ kind: 'flag', default: value, description }) as const;

/** The values of all options: those given, and defaults for the rest. `given` was checked where the configuration was read. */
export function toOptionValues(
  options: RuleOptions,
  given: Readonly<Record<string, unknown>>,
): OptionValues<RuleOptions> {
  const values = Object.entries(options).map(([name, option]) => [name, given[name] ?? option.default]);
  return Object.fromEntries(values) as OptionValues<RuleOptions>;
}
