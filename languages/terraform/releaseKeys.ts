import { UNKNOWN } from '../../core/embedded.ts';
import type { ImageReference, Mount } from '../../core/facts.ts';
import type { ShellCommand } from '../../core/script.ts';

/** Texts that stand for facts: those that say the same have the same. */
export interface Keys {
  has(key: string): boolean;
}

/** A key of which parts are not known is there when one is that it may be. */
export function keysOf(keys: Iterable<string>): Keys {
  const all = new Set(keys);
  const isThere = (parts: readonly string[]): boolean => [...all].some((other) => mayBe(parts, other));
  return { has: (key) => all.has(key) || (key.includes(UNKNOWN) && isThere(key.split(UNKNOWN))) };
}

/** Whether a text is these parts with anything between them. */
function mayBe(parts: readonly string[], text: string): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (const part of others) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return text.length - last.length >= position && text.endsWith(last);
}

export function versionKey({ version }: ImageReference): string {
  switch (version.kind) {
    case 'tag':
      return `:${version.tag}`;
    case 'digest':
      return `@${version.digest}`;
    default:
      return version.kind;
  }
}

export const imageKey = (image: ImageReference): string => `${image.name} ${versionKey(image)}`;

export const mountKey = ({ source, target, isReadOnly }: Mount): string =>
  JSON.stringify([source.kind === 'host-path' ? source.path : source.kind, target ?? '', isReadOnly]);

/** Of all that is piped together, as one command of it says little. */
export const commandKey = ({ pipeline }: ShellCommand): string =>
  JSON.stringify(pipeline.map(({ words, wrappers }) => [...wrappers, ...words.map(({ value }) => value)]));
