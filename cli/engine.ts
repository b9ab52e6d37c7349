import { type LanguageId, languageIds } from '../core/document.ts';
import type { Language } from '../core/language.ts';
import type { Rule } from '../core/rule.ts';
import { loadLanguage } from '../languages/load.ts';
import { loadRules } from '../rules/load.ts';
import { ruleLoaders } from '../rules/loaders.ts';

/** The rules and languages that a run works with. Tests bring their own. */
export interface Engine {
  /** Of all rules. */
  readonly ruleIds: readonly Rule['id'][];
  /** The rules of some languages, in the order of all rules. */
  loadRules(languages: readonly LanguageId[]): Promise<readonly Rule[]>;
  loadLanguage(id: LanguageId): Promise<Language>;
}

export const loadAllRules = ({ loadRules }: Engine): Promise<readonly Rule[]> => loadRules(languageIds);

export const builtIn: Engine = { ruleIds: ruleLoaders.map(({ id }) => id), loadRules, loadLanguage };
