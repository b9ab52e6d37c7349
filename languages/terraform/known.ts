import { isKnown } from '../../core/embedded.ts';
import { maxValueDepth, type ObjectEntry, type Value } from './value.ts';

/** A text that two values share when they are equal; undefined for one that is not known through and through, or is huge. */
export function equalityKey(value: Value): string | undefined {
  const parts: string[] = [];
  return addParts(value, parts, 0) ? parts.join(' ') : undefined;
}

/** Values with more parts cannot be compared: locals that double each other grow without end. */
const maxParts = 10_000;

function addParts(value: Value, parts: string[], depth: number): boolean {
  if (parts.length > maxParts || depth > maxValueDepth || !isKnownHere(value)) return false;
  switch (value.kind) {
    case 'string':
      parts.push(JSON.stringify(value.value.text));
      return true;
    case 'number':
    case 'bool':
      parts.push(String(value.value));
      return true;
    case 'list':
      parts.push('[', String(value.items.length));
      return value.items.every((item) => addParts(item, parts, depth + 1));
    case 'object': {
      const entries = entriesByKey(value.entries);
      parts.push('{', String(entries.length));
      return entries.every(({ key, value: entry }) => {
        parts.push(JSON.stringify(key));
        return addParts(entry, parts, depth + 1);
      });
    }
    case 'json':
      parts.push('json');
      return addParts(value.value, parts, depth + 1);
    default:
      parts.push(value.kind);
      return true;
  }
}

/** Whether a value is known through and through. */
export function isWhollyKnown(value: Value): boolean {
  const seen = new Set<Value>();
  const isKnownAt = (inner: Value, depth: number): boolean => {
    if (seen.has(inner)) return true;
    seen.add(inner);
    if (depth > maxValueDepth || !isKnownHere(inner)) return false;
    switch (inner.kind) {
      case 'list':
        return inner.items.every((item) => isKnownAt(item, depth + 1));
      case 'object':
        return inner.entries.every(({ value: entry }) => isKnownAt(entry, depth + 1));
      case 'json':
        return isKnownAt(inner.value, depth + 1);
      default:
        return true;
    }
  };
  return isKnownAt(value, 0);
}

function isKnownHere(value: Value): boolean {
  if (value.kind === 'string') return isKnown(value.value.text);
  if (value.kind === 'list' || value.kind === 'object') return !value.isPartial;
  return value.kind !== 'unknown';
}

/** An object's entries as Terraform goes through them: each key once, by the order of keys. */
export const entriesByKey = (entries: readonly ObjectEntry[]): readonly ObjectEntry[] =>
  [...new Map(entries.map((entry) => [entry.key, entry])).values()].sort((a, b) => (a.key < b.key ? -1 : 1));
