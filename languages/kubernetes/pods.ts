import type { ScriptPhase } from '../../core/script.ts';
import { asString, get, itemsOf, pairAt, pairsOf, type YamlMap, type YamlNode } from '../yaml/node.ts';

/** A pod's specification, or what stands for one; `path` is that of its object, and the way to it where there may be several. */
export interface Pod {
  readonly spec: YamlMap;
  readonly path: string;
  /** The keys that hold containers. */
  readonly lists: readonly ContainerList[];
  /** When what its containers run is run: Tekton's and Argo's pods are steps of a pipeline. */
  readonly phase: ScriptPhase;
}

/** A key that holds a list of containers, or a single one. */
export interface ContainerList {
  readonly key: string;
  readonly role: 'main' | 'init' | 'ephemeral';
}

/** The pods that an object is or makes. */
export function podsOf(node: YamlMap, apiVersion: string, kind: string, path: string): readonly Pod[] {
  // Kinds of other groups may have the same names: Volcano's Job is another one.
  const podPath = isBuiltIn.test(apiVersion) ? podPaths.get(kind) : undefined;
  if (podPath) return toPods(get(node, ...podPath), path, plainPod);
  // A definition has schemas, a policy has patterns.
  if (kind === 'CustomResourceDefinition' || apiVersion.startsWith('kyverno.io/')) return [];
  const usual = [templatePath, jobTemplatePath]
    .map((steps) => get(node, ...steps))
    .find((spec) => pairAt(spec, 'containers'));
  if (usual) return toPods(usual, path, plainPod);
  const isPipeline = /^(?:tekton\.dev|argoproj\.io)\//.test(apiVersion);
  return searchPods(get(node, 'spec'), path, isPipeline ? [plainPod, tektonTask, argoTemplate] : [plainPod], maxDepth);
}

const templatePath: readonly string[] = ['spec', 'template', 'spec'];
const jobTemplatePath: readonly string[] = ['spec', 'jobTemplate', 'spec', 'template', 'spec'];

/** The `apiVersion` of a kind of Kubernetes itself: groups of others have a dot in their name. */
export const isBuiltIn = /^[^./]+(?:\/|$)/;

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

/** What a map with containers looks like. */
interface PodShape {
  readonly lists: readonly ContainerList[];
  readonly phase: ScriptPhase;
}

const plainPod: PodShape = {
  phase: 'boot',
  lists: [
    { key: 'initContainers', role: 'init' },
    { key: 'containers', role: 'main' },
    { key: 'ephemeralContainers', role: 'ephemeral' },
  ],
};

/** https://tekton.dev/docs/pipelines/tasks/#defining-steps */
const tektonTask: PodShape = {
  phase: 'deploy',
  lists: [
    { key: 'steps', role: 'main' },
    { key: 'sidecars', role: 'main' },
  ],
};

/** https://argo-workflows.readthedocs.io/en/latest/fields/#template */
const argoTemplate: PodShape = {
  phase: 'deploy',
  lists: [
    { key: 'initContainers', role: 'init' },
    { key: 'container', role: 'main' },
    { key: 'script', role: 'main' },
    { key: 'sidecars', role: 'main' },
  ],
};

const toPods = (spec: YamlNode | undefined, path: string, shape: PodShape): readonly Pod[] =>
  spec?.kind === 'map' ? [{ spec, path, ...shape }] : [];

/** How far down in a custom object its pods are looked for; the deepest known ones (Kubeflow's runtimes) are at 8. */
const maxDepth = 12;

/**
 * Custom kinds have their pods anywhere (KEDA's `jobTargetRef.template`, Volcano's `tasks[].template`, Tekton's
 * `tasks[].taskSpec`): they are known by their containers, which have images.
 */
function searchPods(
  node: YamlNode | undefined,
  path: string,
  shapes: readonly PodShape[],
  depth: number,
): readonly Pod[] {
  if (depth === 0 || !node) return [];
  if (node.kind === 'sequence') {
    return itemsOf(node).flatMap((item, index) =>
      searchPods(item, `${path}[${asString(get(item, 'name')) ?? index}]`, shapes, depth - 1),
    );
  }
  if (node.kind !== 'map') return [];
  const shape = shapes.find(({ lists }) =>
    lists.some(({ key, role }) => role === 'main' && listOf(node, key).some((item) => asString(get(item, 'image')))),
  );
  if (shape) return toPods(node, path, shape);
  return pairsOf(node).flatMap(({ key, value }) =>
    searchPods(value, saysNothing.has(key) ? path : `${path}/${key}`, shapes, depth - 1),
  );
}

/** The containers, or the single one, that a key of a pod holds. */
export function listOf(spec: YamlMap, key: string): readonly YamlNode[] {
  const value = get(spec, key);
  return value?.kind === 'map' ? [value] : itemsOf(value);
}

/** Keys on the way to every pod. */
const saysNothing: ReadonlySet<string> = new Set(['spec', 'template']);
