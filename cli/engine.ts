import type { LanguageId } from '../core/document.ts';
import type { Language } from '../core/language.ts';
import type { Rule } from '../core/rule.ts';
import { loadLanguage } from '../languages/load.ts';
import { rules } from '../rules/index.ts';

/** The rules and languages that a run works with. Tests bring their own. */
export interface Engine {
  readonly rules: readonly Rule[];
  loadLanguage(id: LanguageId): Promise<Language>;
}

export const builtIn: Engine = { rules, loadLanguage };
