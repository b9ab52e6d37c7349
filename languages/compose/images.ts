import { joinPieces } from '../../core/embedded.ts';
import type { ImageReference, ImageUsage, Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
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

/** The image that a text of another file names, told at `span`. */
export function imageElsewhere(
  source: string,
  span: Span,
  path: string,
  text: string,
  origins: readonly Origin[],
): ImageReference | undefined {
  const value = joinPieces([{ text, source: span }]);
  return toImageReference({ span, path, usage: 'container', source, value, origins });
}
