import { UNKNOWN } from '../../core/embedded.ts';

/** In characters. What people write is a tenth of it; what is larger has data in it, such as a list of hosts. */
export const mostValues = 500_000;

/**
 * Values as far as they are read: all, but for a text that is larger than `mostValues` only its smallest sections, as many as
 * have that size together. The others have an unknown value, of the same length. Reading 5 MB takes seconds.
 */
export function withoutData(text: string): string {
  if (text.length <= mostValues) return text;
  const sections = text.split(/^(?=[^\s#-]|---)/m);
  const read = new Set<number>();
  let total = 0;
  for (const [index, section] of [...sections.entries()].sort(([, a], [, b]) => a.length - b.length)) {
    total += section.length;
    if (total <= mostValues) read.add(index);
  }
  return sections.map((section, index) => (read.has(index) ? section : withUnknownValue(section))).join('');
}

function withUnknownValue(section: string): string {
  const [key] = /^[^\s#{[-][^:\n]*:(?=\s)/.exec(section) ?? [];
  const end = section.length - 1;
  return (key === undefined ? '' : `${key} ${UNKNOWN}`).slice(0, end).padEnd(end) + section.slice(end);
}
