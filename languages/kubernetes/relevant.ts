/**
 * Whether any rule asks about a YAML document, judged by a look at its text: parsing is the slow part, and most of what
 * lies around in repositories is definitions, roles and generated configuration.
 */
export function concernsAnyRule(document: string): boolean {
  if (!document.includes('kind')) return false;
  const topLevelKind = /^["']?kind["']?[ \t]*:[ \t]*["']?(\w+)/m.exec(document)?.[1];
  if (topLevelKind !== undefined) return isOfInterest(topLevelKind, document);
  // JSON, braces, an indented document: the kind may be that of any object in it.
  return [...document.matchAll(/["']?\bkind["']?\s*:\s*["']?(\w+)/g)].some(([, kind]) => isOfInterest(kind!, document));
}

function isOfInterest(kind: string, document: string): boolean {
  if (kinds.has(kind) || kind.endsWith('List')) return true;
  if (kind === 'CustomResourceDefinition') return false;
  const pattern = kindsWith.get(kind);
  if (pattern) return pattern.test(document);
  if (/\bcontainers["']?\s*:/.test(document)) return true;
  return /\b(?:tekton\.dev|argoproj\.io)\//.test(document) && /\bimage["']?\s*:/.test(document);
}

/** Whether a ConfigMap in a text may hold a shell script; most hold settings, and some are very large. */
export const hasConfigMapScript = (text: string): boolean => text.includes('ConfigMap') && script.test(text);

/** Whether a text has ConfigMaps or Secrets. */
export const mayHoldConfigs = (text: string): boolean => /\bkind["']?\s*:\s*["']?(?:ConfigMap|Secret)\b/.test(text);

const script = /#!|\.sh["']?[ \t]*:/;

/** Whether the objects in a text may be judged by others beside them: by their claims, what they select, what selects them, whom they are bound to, which pods read them. */
export const mayMeanOthers = (text: string): boolean =>
  /\b(?:Deployment|PodDisruptionBudget|claimName)\b/.test(text) || execGrant.test(text) || mayHoldConfigs(text);

const image = /\btag\b|[iI]mage/;
const execGrant = /\bpods\/(?:exec|attach|ephemeralcontainers|\*)|\bresources["']?\s*:[\s[-]*["']\*["']/;
const affinity = /[aA]ffinity|[sS]tick|[cC]ookie/;

/** The kinds that are asked about only where something is in their text, as most of them say nothing. */
const kindsWith: ReadonlyMap<string, RegExp> = new Map([
  ['Application', image],
  ['ApplicationSet', image],
  ['BackendConfig', affinity],
  ['ClusterRole', execGrant],
  ['ConfigMap', script],
  ['DestinationRule', affinity],
  ['GCPBackendPolicy', affinity],
  ['HTTPProxy', affinity],
  ['HelmRelease', image],
  ['Ingress', affinity],
  ['IngressRoute', affinity],
  ['Kustomization', image],
  ['Role', execGrant],
  ['TraefikService', affinity],
]);

/**
 * The kinds that a rule or a fact asks about, one a line: a rule that reads objects of another kind adds it here. Custom
 * kinds need not be here for their containers, by which they are known; Tekton and Argo call these by other names.
 */
const kinds: ReadonlySet<string> = new Set([
  'Application',
  'ApplicationSet',
  'ClusterRoleBinding',
  'CronJob',
  'DaemonSet',
  'Deployment',
  'GitRepository',
  'HelmRelease',
  'HorizontalPodAutoscaler',
  'Job',
  'Kustomization',
  'OCIRepository',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Pod',
  'PodDisruptionBudget',
  'PodTemplate',
  'ReplicaSet',
  'ReplicationController',
  'RoleBinding',
  'ScaledObject',
  'Service',
  'StatefulSet',
  'StorageClass',
]);
