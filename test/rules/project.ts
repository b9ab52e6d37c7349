import { type Configuration, defaultConfiguration } from '../../core/configuration.ts';
import type { Document, LanguageId, SourceFile } from '../../core/document.ts';
import type { Finding, Level } from '../../core/finding.ts';
import type { Language } from '../../core/language.ts';
import { type LintResult, lint } from '../../core/lint.ts';
import { createProject } from '../../core/project.ts';
import type { Rule } from '../../core/rule.ts';
import { loadLanguage } from '../../languages/load.ts';

/** A file whose language is given, so that a test needs no telling name. A `text` is of none, and others refer to it. */
export interface TestFile extends SourceFile {
  readonly language: LanguageId | 'text';
}

const languages: ReadonlyMap<LanguageId, Language> = new Map([
  ['dockerfile', await loadLanguage('dockerfile')],
  ['compose', await loadLanguage('compose')],
  ['kubernetes', await loadLanguage('kubernetes')],
  ['terraform', await loadLanguage('terraform')],
  ['kustomize', await loadLanguage('kustomize')],
  ['helm', await loadLanguage('helm')],
  ['pipeline', await loadLanguage('pipeline')],
]);

/** The documents of files that see each other, frozen through and through: a rule that writes to one throws. */
export function toDocuments(files: readonly TestFile[]): readonly Document[] {
  const texts = files.filter(({ language }) => language === 'text');
  const parsed = files.flatMap((file) => (file.language === 'text' ? [] : languages.get(file.language)!.parse(file)));
  const project = createProject(parsed, texts);
  return parsed.map((file) => deepFreeze(languages.get(file.language)!.toDocument(file, project)));
}

/** Lints files with rules at their highest level, so that a rule that is off by default speaks too. Throws what a rule throws. */
export function lintAll(files: readonly TestFile[], rules: readonly Rule[]): readonly LintResult[] {
  const configuration: Configuration = {
    ...defaultConfiguration,
    levels: Object.fromEntries(rules.map((rule): [string, Level] => [rule.id, highestLevel(rule)])),
  };
  const onRuleError = (error: unknown) => {
    throw error;
  };
  return toDocuments(files).map((document) =>
    lint(document, { rules, configuration, today: '2026-01-01', onRuleError }),
  );
}

export const findingsOf = (files: readonly TestFile[], rules: readonly Rule[]): readonly Finding[] =>
  lintAll(files, rules).flatMap(({ findings }) => findings);

export const textsOf = (files: readonly TestFile[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ path, text }) => [path, text]));

/** The same files with other texts, by path; those of new paths are files of no language. */
export function withTexts(files: readonly TestFile[], texts: ReadonlyMap<string, string>): readonly TestFile[] {
  const known = textsOf(files);
  const added = [...texts].filter(([path]) => !known.has(path));
  return [
    ...files.map((file) => ({ ...file, text: texts.get(file.path) ?? file.text })),
    ...added.map(([path, text]) => ({ language: 'text' as const, path, text })),
  ];
}

/** A rule with other defaults for its options. */
export function withOptions(rule: Rule, values: Readonly<Record<string, unknown>>): Rule {
  const options = Object.entries(rule.options ?? {}).map(([name, option]) => {
    return [name, { ...option, default: values[name] ?? option.default }];
  });
  const unknown = Object.keys(values).filter((name) => !rule.options?.[name]);
  if (unknown.length > 0) throw new Error(`${rule.id} has no option ${unknown.join(', ')}`);
  return { ...rule, options: Object.fromEntries(options) };
}

const highestLevel = ({ level }: Rule): Level =>
  level.recommended === 'off' ? (level.strict ?? 'info') : level.recommended;

function deepFreeze<T>(value: T, seen = new Set<unknown>()): T {
  if (value === null || typeof value !== 'object' || seen.has(value) || ArrayBuffer.isView(value)) return value;
  seen.add(value);
  Object.freeze(value);
  for (const key of Reflect.ownKeys(value)) deepFreeze(Reflect.get(value, key), seen);
  return value;
}
