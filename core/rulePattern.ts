import { principles } from './finding.ts';
import type { Rule } from './rule.ts';

/** All that may stand for rules: an id, all of a principle (`pinned/*`), all (`*`). */
export function rulePatterns(rules: readonly Pick<Rule, 'id'>[]): readonly string[] {
  return [...rules.map(({ id }) => id), ...principles.map((principle) => `${principle}/*`), '*'];
}

export const matchesRule = (pattern: string, id: string): boolean =>
  pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : pattern === id;
