import { lazyFor } from '../../core/lazy.ts';

/** Whether a name is among those allowed, which may have `*` for any text. */
export const isAllowed = (allowed: readonly string[], name: string): boolean =>
  patternsOf(allowed).some((pattern) => pattern.test(name));

/** An option's list is asked about each image, workload or resource of a file. */
const patternsOf = lazyFor((allowed: readonly string[]) => allowed.map(patternOf));

function patternOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.split('*').map(escapePattern).join('.*')}$`, 's');
}

const escapePattern = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
