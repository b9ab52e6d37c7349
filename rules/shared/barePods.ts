import { mayHoldMore } from '../../languages/helm/tree.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { asString, get, pairsOf } from '../../languages/yaml/node.ts';

/**
 * Whether an object is a pod, or makes some, that nothing replaces by a new version. Pods of the control plane, hooks of Helm
 * and Argo CD, pods that end by themselves, and those that somebody else makes are none.
 */
export function isBare(object: KubernetesObject): boolean {
  const { kind, apiVersion, namespace, get: valueAt } = object;
  if (!(kind === 'Pod' || kind === 'ReplicationController' ? apiVersion === 'v1' : isReplicaSet(object))) return false;
  // Pods of the control plane are files on their nodes; without containers it is a part of one.
  if (namespace === 'kube-system' || object.pods.every(({ spec }) => !get(spec, 'containers', 0, 'image')))
    return false;
  const metadata = valueAt('metadata');
  const annotations = valueAt('metadata', 'annotations');
  if ([metadata, annotations].some(mayHoldMore) || get(metadata, 'ownerReferences')) return false;
  if (pairsOf(annotations).some(({ key }) => notDeployed.test(key))) return false;
  const restartPolicy = kind === 'Pod' ? valueAt('spec', 'restartPolicy') : undefined;
  return !restartPolicy || asString(restartPolicy) === 'Always';
}

const isReplicaSet = ({ kind, apiVersion }: KubernetesObject): boolean =>
  kind === 'ReplicaSet' && (apiVersion.startsWith('apps/') || apiVersion.startsWith('extensions/'));

/** Hooks, which run once, and copies that the kubelet makes of its own files. */
const notDeployed = /^(?:helm\.sh\/hook|argocd\.argoproj\.io\/hook|kubernetes\.io\/config\.)/;
