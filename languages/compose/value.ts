import { type EmbeddedText, toSource } from '../../core/embedded.ts';
import type { Span } from '../../core/text.ts';
import type { YamlNode } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import { type Interpolation, interpolate, type Lookup } from './interpolate.ts';

/** What the values of a file are read with: its text, and the variables that stand in them. */
export interface Scope {
  readonly source: string;
  readonly lookup: Lookup;
}

/** What a scalar says once Compose has put its variables in; undefined for anything but a scalar. */
export function resolve({ source, lookup }: Scope, node: YamlNode | undefined): Interpolation | undefined {
  return node?.kind === 'scalar' ? interpolate(textOf(source, node), lookup) : undefined;
}

/** The text of a scalar with its variables put in. */
export const stringOf = (scope: Scope, node: YamlNode | undefined): string | undefined =>
  resolve(scope, node)?.value.text;

/** The span of a scalar without its quotes; that of another node as it is. */
export function contentSpan(source: string, node: YamlNode): Span {
  if (node.kind !== 'scalar' || node.style === 'plain') return node.span;
  const text: EmbeddedText = textOf(source, node);
  return text.text === '' ? node.span : toSource(text, 0, text.text.length);
}
