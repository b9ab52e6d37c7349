/** Whether a name is among those allowed, which may have `*` for any text. */
export const isAllowed = (allowed: readonly string[], name: string): boolean =>
  allowed.some((pattern) => patternOf(pattern).test(name));

const patternOf = (pattern: string): RegExp => new RegExp(`^${pattern.split('*').map(escapePattern).join('.*')}$`, 's');

const escapePattern = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
