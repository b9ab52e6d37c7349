/**
 * Whether a version constraint has no upper end: none of its terms is `=`, `~>`, `<`, `<=` or a bare version
 * (developer.hashicorp.com/terraform/language/expressions/version-constraints).
 */
export const isOpenConstraint = (constraint: string): boolean =>
  constraint.split(',').every((term) => /^\s*(?:>=?|!=)/.test(term) || term.trim() === '');

/**
 * The same constraint with an upper end below the next major version: `>= 5.1` becomes `~> 5.1`. In `~> 5.1.2` only the last
 * part may rise, so that two parts are the most that `~>` is used for. Undefined where it has no lower end.
 */
export function closeConstraint(constraint: string): string | undefined {
  const [, minor] = /^\s*>=\s*(\d+\.\d+)\s*$/.exec(constraint) ?? [];
  if (minor !== undefined) return `~> ${minor}`;
  const [, major] = /(?:^|,)\s*>=?\s*(\d+)/.exec(constraint) ?? [];
  return major === undefined ? undefined : `${constraint.trimEnd()}, < ${Number(major) + 1}.0.0`;
}
