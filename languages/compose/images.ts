import type { ImageReference, ImageUsage } from '../../core/facts.ts';
import { toImageReference } from '../image.ts';
import type { YamlNode } from '../yaml/node.ts';
import { contentSpan, resolve, type Scope } from './value.ts';

/** The image that a scalar names, with where it stands; undefined when it names none. */
export function imageAt(
  scope: Scope,
  node: YamlNode | undefined,
  path: string,
  usage: ImageUsage,
): ImageReference | undefined {
  const resolved = resolve(scope, node);
  if (!node || !resolved) return undefined;
  const { value, origins } = resolved;
  const { source } = scope;
  return toImageReference({ span: contentSpan(source, node), path, usage, source, value, origins });
}
