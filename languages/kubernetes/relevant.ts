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
  if (kind === 'CustomResourceDefinition') return false;
  if (kind === 'ConfigMap') return hasConfigMapScript(document);
  if (kinds.has(kind) || kind.endsWith('List') || /\bcontainers["']?\s*:/.test(document)) return true;
  return /\b(?:tekton\.dev|argoproj\.io)\//.test(document) && /\bimage["']?\s*:/.test(document);
}

/** Whether a ConfigMap in a text may hold a shell script; most hold settings, and some are very large. */
export const hasConfigMapScript = (text: string): boolean =>
  text.includes('ConfigMap') && /#!|\.sh["']?[ \t]*:/.test(text);

/** Custom kinds are of interest when they have containers, which Tekton and Argo call by other names. */
const kinds: ReadonlySet<string> = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Pod',
  'PodTemplate',
  'ReplicaSet',
  'ReplicationController',
  'Service',
  'StatefulSet',
]);
