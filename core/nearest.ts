import { closest, distance } from 'fastest-levenshtein';
import type { Rule } from './rule.ts';
import { rulePatterns } from './rulePattern.ts';

/** What to say of the name of a rule, or of a wildcard, that is none. */
export function unknownRule(name: string, rules: readonly Pick<Rule, 'id'>[]): string {
  // Who wrote a whole name did not mean a wildcard, however near it is.
  const isId = name.includes('/') && !name.endsWith('*');
  const names = isId ? rules.map(({ id }) => id) : rulePatterns(rules);
  return `\`${name}\` is not a rule${suggestion(name, names) || '; `fixity rules` lists all'}`;
}

/** `; did you mean ...?`, or nothing when no name is near. */
export function suggestion(name: string, names: readonly string[]): string {
  const candidate = nearest(name, names);
  return candidate === undefined ? '' : `; did you mean \`${candidate}\`?`;
}

/** What a person who wrote `name` most likely meant; undefined when nothing is near. */
function nearest(name: string, names: readonly string[]): string | undefined {
  // The beginning of one name (`warn`), or the end of one (`image-latest`).
  const longer = names.filter((one) => one.startsWith(name) || one.endsWith(`/${name}`));
  if (name.length >= 3 && longer.length === 1) return longer[0];
  if (names.length === 0) return undefined;
  const candidate = closest(name, names);
  return distance(name, candidate) <= Math.floor(name.length / 3) ? candidate : undefined;
}
