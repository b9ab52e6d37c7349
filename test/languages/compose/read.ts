import type { SourceFile } from '../../../core/document.ts';
import { createProject } from '../../../core/project.ts';
import type { Span } from '../../../core/text.ts';
import type { ComposeDocument } from '../../../languages/compose/document.ts';
import { compose } from '../../../languages/compose/language.ts';

/** A text as `shop/compose.yaml`, with other Compose files and files of no language beside it, deeply frozen as rules see it. */
export function read(
  text: string,
  others: readonly SourceFile[] = [],
  texts: readonly SourceFile[] = [],
): ComposeDocument {
  const file = compose.parse({ path: 'shop/compose.yaml', text });
  const project = createProject([file, ...others.map((other) => compose.parse(other))], texts);
  return deepFreeze(compose.toDocument(file, project)) as ComposeDocument;
}

/** One service `web` with `lines`. */
export const serviceWith = (...lines: readonly string[]): string =>
  ['services:', '  web:', ...lines.map((line) => `    ${line}`), ''].join('\n');

export const at = (text: string, { start, end }: Span): string => text.slice(start, end);

function deepFreeze<T>(value: T, seen = new Set<unknown>()): T {
  if (typeof value !== 'object' || value === null || seen.has(value)) return value;
  seen.add(value);
  for (const key of Object.keys(value)) deepFreeze(value[key as keyof T], seen);
  return Object.freeze(value);
}
