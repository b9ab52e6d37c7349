import type { LanguageId } from '../core/document.ts';
import type { Rule } from '../core/rule.ts';
import { ruleLoaders } from './loaders.ts';

/** Loads the rules of some languages, in the order of all rules. Lazily, because a run over Dockerfiles needs a third of them. */
export async function loadRules(languages: readonly LanguageId[]): Promise<readonly Rule[]> {
  const wanted = ruleLoaders.filter((rule) => rule.languages.some((language) => languages.includes(language)));
  const modules = await Promise.all(wanted.map(({ load }) => load()));
  return modules.map((module) => module.default);
}
