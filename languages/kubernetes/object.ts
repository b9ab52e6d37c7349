import type { Place } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
import { asString, get, itemsOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { type Pod, podsOf } from './pods.ts';

/** One object of a manifest. `span` is that of its name, or of its kind when it has none; `path` is such as `Deployment/web`. */
export interface KubernetesObject extends Place {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly node: YamlMap;
  /** The pods that it is or makes: one, but for custom kinds that make several. */
  readonly pods: readonly Pod[];
  /** The value at a path of keys and indexes. */
  get(...path: readonly (string | number)[]): YamlNode | undefined;
}

/** The objects of one YAML document: itself, or, for a `List`, its items. */
export function objectsOf(root: YamlNode): readonly KubernetesObject[] {
  const object = toObject(root);
  if (!object) return [];
  const { kind, node } = object;
  // A List has no lists in it (the API server refuses them), so this need not go deeper.
  if (!kind.endsWith('List') || get(node, 'items')?.kind !== 'sequence') return [object];
  return itemsOf(get(node, 'items')).flatMap((item) => toObject(item) ?? []);
}

function toObject(node: YamlNode): KubernetesObject | undefined {
  const kindNode = get(node, 'kind');
  const kind = asString(kindNode);
  const apiVersion = asString(get(node, 'apiVersion'));
  if (node.kind !== 'map' || !kindNode || kind === undefined || apiVersion === undefined) return undefined;
  const nameNode = get(node, 'metadata', 'name');
  const name = asString(nameNode);
  const path = name === undefined ? kind : `${kind}/${name}`;
  return {
    apiVersion,
    kind,
    name,
    path,
    node,
    span: contentSpan(nameNode?.kind === 'scalar' ? nameNode : kindNode),
    namespace: asString(get(node, 'metadata', 'namespace')),
    pods: podsOf(node, apiVersion, kind, path),
    get: (...steps) => get(node, ...steps),
  };
}

/** The span of a scalar without its quotes. */
export function contentSpan(node: YamlNode): Span {
  const isQuoted = node.kind === 'scalar' && node.style.endsWith('quoted');
  return isQuoted ? { start: node.span.start + 1, end: node.span.end - 1 } : node.span;
}
