import type { ParsedFile } from '../../core/document.ts';
import { isKnown } from '../../core/embedded.ts';
import type { RelatedPlace } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import { expressionAt } from '../../languages/helm/configMaps.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import type { ObjectInFile } from '../../languages/kubernetes/lookup.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { asNumber, asString, get, pairsOf, type YamlNode } from '../../languages/yaml/node.ts';

/** A document with objects that may mean each other. */
export type ClusterDocument = KubernetesDocument | HelmDocument;

/** Another object that explains a finding. */
export const relatedObject = ({ file, object }: ObjectInFile, message: string): RelatedPlace => ({
  file: file.path,
  span: object.span,
  message,
});

/** An object for a message: `Deployment/web`, or its kind where the name is not known. */
export const nameOf = ({ kind, name }: KubernetesObject): string =>
  `\`${name !== undefined && isKnown(name) ? `${kind}/${name}` : kind}\``;

/**
 * The workloads whose pods a selector means, among what is deployed together. None where that is not clear: the selector is
 * empty, or an object is there in several versions.
 */
export function workloadsSelectedBy(
  labels: YamlNode | undefined,
  by: KubernetesObject,
  document: ClusterDocument,
): readonly ObjectInFile[] {
  const wanted = labelsIn(labels, document.file);
  if (wanted.length === 0) return [];
  const candidates = indexOf(document.together()).workloads.get(wanted[0]!) ?? [];
  const found = candidates.filter((one) => isInNamespaceOf(by, one.object) && isSelected(wanted, one));
  return hasVersions(found) ? [] : found;
}

/** A Service before a workload's pods, among what is deployed together. */
export function serviceOf(workload: KubernetesObject, document: ClusterDocument): ObjectInFile | undefined {
  const { byObject, services } = indexOf(document.together());
  const own = byObject.get(workload);
  return (
    own &&
    [...podLabels(own)]
      .flatMap((label) => services.get(label) ?? [])
      .find((one) => isInNamespaceOf(workload, one.object) && isSelected(serviceLabels(one), own))
  );
}

/** What is deployed together, by what it is looked for by: there may be thousands. */
const indexOf = lazyFor((together: readonly ObjectInFile[]) => {
  const byObject = new Map<KubernetesObject, ObjectInFile>();
  const workloads = new Map<string, ObjectInFile[]>();
  const services = new Map<string, ObjectInFile[]>();
  const scalers = new Map<string, ObjectInFile[]>();
  const claims = new Map<string, ObjectInFile[]>();
  for (const one of together) {
    const { object, file } = one;
    byObject.set(object, one);
    if (object.pods.length > 0) for (const label of podLabels(one)) note(workloads, label, one);
    const [label] = object.kind === 'Service' ? serviceLabels(one) : [];
    if (label !== undefined) note(services, label, one);
    const target = isScaler(object) ? object.get('spec', 'scaleTargetRef', 'name') : undefined;
    if (target) note(scalers, isKnown(asString(target) ?? '') ? identityOf(target, file) : anyName, one);
    const name = object.kind === 'PersistentVolumeClaim' ? get(object.node, 'metadata', 'name') : undefined;
    if (name) note(claims, identityOf(name, file), one);
  }
  return { byObject, workloads, services, scalers, claims };
});

function note(groups: Map<string, ObjectInFile[]>, key: string, one: ObjectInFile): void {
  const group = groups.get(key);
  if (group) group.push(one);
  else groups.set(key, [one]);
}

const isScaler = ({ kind }: KubernetesObject): boolean => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject';

/** A name that is not known may be that of any. */
const anyName = '*';

const serviceLabels = lazyFor(({ object, file }: ObjectInFile) => labelsIn(object.get('spec', 'selector'), file));

/** Whether two objects may be in one namespace: what a template makes up may be any. */
function isInNamespaceOf({ namespace: one }: KubernetesObject, { namespace: other }: KubernetesObject): boolean {
  return one === other || !isKnown(one ?? '') || !isKnown(other ?? '');
}

const isSelected = (labels: readonly string[], workload: ObjectInFile): boolean =>
  workload.object.pods.length > 0 && labels.every((label) => podLabels(workload).has(label));

/** The labels of a workload's pods. Those that it selects its own pods by, they have. */
const podLabels = lazyFor(
  ({ object, file }: ObjectInFile): ReadonlySet<string> =>
    new Set([
      ...labelsIn(object.get('spec', 'template', 'metadata', 'labels'), file),
      ...labelsIn(object.get('spec', 'selector', 'matchLabels'), file),
    ]),
);

/** Labels as they can be compared; what a template makes up is known by its expression. */
function labelsIn(node: YamlNode | undefined, file: ParsedFile): readonly string[] {
  // An action below a key is all that is known of what is there.
  if (node?.kind === 'sequence') return node.items.map(({ span }) => expressionAt(file, span));
  return pairsOf(node).map(({ key, keySpan, value }) =>
    isKnown(key) ? `${key}=${identityOf(value, file)}` : expressionAt(file, keySpan),
  );
}

/** Whether the same object is there twice, as where a folder has files for several environments. */
function hasVersions(found: readonly ObjectInFile[]): boolean {
  const names = found.map(({ object }) => [object.kind, object.name, object.namespace].join('\n'));
  return found.some(({ object, file }, index) => {
    const isMadeUp = object.name === undefined || !isKnown(object.name);
    return !isMadeUp && names.indexOf(names[index]!) !== index && found[names.indexOf(names[index]!)]!.file !== file;
  });
}

/** Whether something sets the number of a workload's replicas as it is needed: an autoscaler, KEDA. */
export function isScaled(workload: KubernetesObject, file: ParsedFile, document: ClusterDocument): boolean {
  const name = get(workload.node, 'metadata', 'name');
  const { scalers } = indexOf(document.together());
  const found = [...(scalers.get(anyName) ?? []), ...((name && scalers.get(identityOf(name, file))) ?? [])];
  return found.some(({ object }) => {
    const kind = asString(object.get('spec', 'scaleTargetRef', 'kind')) ?? 'Deployment';
    return !isKnown(kind) || kind === workload.kind;
  });
}

/** A text as it can be compared: of what a template makes up, its expression. */
export const identityOf = (node: YamlNode, file: ParsedFile): string => {
  const text = asString(node) ?? '';
  return isKnown(text) ? text : expressionAt(file, node.span);
};

/** The volume claim that a template or manifest means by a name, among what is deployed together; undefined where that is not clear. */
export function claimNamed(
  name: YamlNode,
  workload: KubernetesObject,
  document: ClusterDocument,
): ObjectInFile | undefined {
  const { byObject, claims } = indexOf(document.together());
  if (document.language === 'kubernetes') {
    const found = document.lookUp('PersistentVolumeClaim', workload.namespace, asString(name) ?? '');
    return found && byObject.get(found);
  }
  const [claim, second] = (claims.get(identityOf(name, document.file)) ?? []).filter(({ object }) =>
    isInNamespaceOf(workload, object),
  );
  return second ? undefined : claim;
}

/**
 * How many pods a workload is said to have. Undefined where it does not say, where a value decides that nobody knows here, or
 * where something else sets the number.
 */
export function replicasOf({ object, file }: ObjectInFile, document: ClusterDocument): number | undefined {
  if (document.mayBeSetElsewhere(file, 'replicas') || isScaled(object, file, document)) return undefined;
  const replicas = object.get('spec', 'replicas');
  const text = asString(replicas) ?? '';
  return asNumber(replicas) ?? (/^\d+$/.test(text) && replicas?.kind === 'scalar' ? Number(text) : undefined);
}

/** Whether a template's action may write more into a workload's specification than is seen. */
export const mayHoldUnseen = (object: KubernetesObject): boolean => mayHoldMore(object.get('spec'));
