import type { Place } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
import { asString, get, itemsOf, pairAt, type YamlMap, type YamlNode } from '../yaml/node.ts';

/** One object of a manifest. `span` is that of its name, or of its kind when it has none; `path` is such as `Deployment/web`. */
export interface KubernetesObject extends Place {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly node: YamlMap;
  /** The pod that it is or makes. */
  readonly pod: Pod | undefined;
  /** The value at a path of keys and indexes. */
  get(...path: readonly (string | number)[]): YamlNode | undefined;
}

/** A pod's specification; `path` is that of its object. */
export interface Pod {
  readonly spec: YamlMap;
  readonly path: string;
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
    pod: podOf(node, kind, path),
    get: (...steps) => get(node, ...steps),
  };
}

const templatePath: readonly string[] = ['spec', 'template', 'spec'];
const jobTemplatePath: readonly string[] = ['spec', 'jobTemplate', 'spec', 'template', 'spec'];

/** Where the built-in kinds have their pod (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/). */
const podPaths: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', ['spec']],
  ['PodTemplate', ['template', 'spec']],
  ['Deployment', templatePath],
  ['StatefulSet', templatePath],
  ['DaemonSet', templatePath],
  ['ReplicaSet', templatePath],
  ['ReplicationController', templatePath],
  ['Job', templatePath],
  ['CronJob', jobTemplatePath],
]);

function podOf(node: YamlMap, kind: string, path: string): Pod | undefined {
  const podPath = podPaths.get(kind);
  const spec = podPath ? get(node, ...podPath) : customPodOf(node, kind);
  return spec?.kind === 'map' ? { spec, path } : undefined;
}

/** Custom kinds that take after the built-in ones, such as Argo's Rollout and Knative's Service, are known by their shape. */
function customPodOf(node: YamlMap, kind: string): YamlNode | undefined {
  if (kind === 'CustomResourceDefinition') return undefined;
  return [templatePath, jobTemplatePath].map((path) => get(node, ...path)).find((spec) => pairAt(spec, 'containers'));
}

/** The span of a scalar without its quotes. */
export function contentSpan(node: YamlNode): Span {
  const isQuoted = node.kind === 'scalar' && node.style.endsWith('quoted');
  return isQuoted ? { start: node.span.start + 1, end: node.span.end - 1 } : node.span;
}
