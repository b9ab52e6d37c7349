import { createProject } from '../../../core/project.ts';
import type { Span } from '../../../core/text.ts';
import { type KubernetesDocument, kubernetes } from '../../../languages/kubernetes/language.ts';

/** A text as the only file of its project, deeply frozen as the rules see it. */
export function read(text: string): KubernetesDocument {
  const file = kubernetes.parse({ path: 'manifest.yaml', text });
  return deepFreeze(kubernetes.toDocument(file, createProject([file]))) as KubernetesDocument;
}

export const at = (text: string, { start, end }: Span): string => text.slice(start, end);

/** A Pod with one container `app`, to which `lines` are added. */
export const podWith = (...lines: readonly string[]): string =>
  ['apiVersion: v1', 'kind: Pod', 'metadata:', '  name: web', 'spec:', '  containers:', '    - name: app']
    .concat(
      lines.map((line) => `      ${line}`),
      '',
    )
    .join('\n');

function deepFreeze<T>(value: T, seen = new Set<unknown>()): T {
  if (typeof value !== 'object' || value === null || seen.has(value)) return value;
  seen.add(value);
  for (const key of Object.keys(value)) deepFreeze(value[key as keyof T], seen);
  return Object.freeze(value);
}
