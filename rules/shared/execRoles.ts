import { isKnown } from '../../core/embedded.ts';
import type { Place } from '../../core/facts.ts';
import type { RelatedPlace } from '../../core/finding.ts';
import type { TextEdit } from '../../core/text.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import { removeEntries } from '../../languages/yaml/edit.ts';
import { asString, get, itemsOf, type YamlItem, type YamlNode } from '../../languages/yaml/node.ts';
import { type ClusterDocument, identityOf, relatedObject } from './deployedObjects.ts';

/** A rule of a role that lets those who have it into running pods. */
export interface ExecGrant extends Place {
  /** `pods/exec`, or `*`. */
  readonly resource: string;
  /** What gives the role to people, when that is known. */
  readonly related: readonly RelatedPlace[];
  readonly edits: readonly TextEdit[] | undefined;
}

/**
 * What RBAC rules grant such access (https://kubernetes.io/docs/reference/access-authn-authz/rbac/). A role that is known to be
 * bound to service accounts only grants nothing to people; of one whose bindings are not known, and of `*`, nothing is said but
 * where it names such access.
 */
export function execGrantsOf(role: KubernetesObject, document: ClusterDocument): readonly ExecGrant[] {
  if (!/^(?:Cluster)?Role$/.test(role.kind) || !role.apiVersion.startsWith(rbac) || isBuiltIn(role)) return [];
  const list = role.get('rules');
  const rules = list?.kind === 'sequence' ? list.items : [];
  const granting = rules.map((rule) => ({ rule, items: grantedBy(rule.value) }));
  if (granting.every(({ items }) => items.length === 0)) return [];
  const bindings = bindingsOf(role, document);
  const toPeople = bindings.filter(({ object }) =>
    subjectKinds(object).some((kind) => kind === 'User' || kind === 'Group'),
  );
  const areKnown = bindings.length > 0 && bindings.every(({ object }) => subjectKinds(object).every(isKnown));
  if (toPeople.length === 0 && (areKnown || document.language === 'helm') && !isAggregated(role)) return [];
  return granting.flatMap(({ rule, items }, index): readonly ExecGrant[] => {
    const [first] = items;
    const resource = asString(first?.value);
    if (!first || resource === undefined || (resource === '*' && toPeople.length === 0)) return [];
    const isWhole = items.length === itemsOf(get(rule.value, 'resources')).length;
    const entries = isWhole ? [rule] : items;
    return [
      {
        resource,
        span: contentSpan(first.value),
        path: `${role.path}/rules[${index}]/resources[${resource}]`,
        related: toPeople.map((binding) => relatedObject(binding, 'this binding gives it to people')),
        // A role without rules is none.
        edits:
          resource.includes('*') || (isWhole && rules.length === 1)
            ? undefined
            : removeEntries(document.file.text, role.node, new Set(entries)),
      },
    ];
  });
}

const rbac = 'rbac.authorization.k8s.io/';

/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings */
const isBuiltIn = ({ name = '', get: at }: KubernetesObject): boolean =>
  at('metadata', 'labels', 'kubernetes.io/bootstrapping') !== undefined ||
  /^(?:cluster-admin|admin|edit|view|system:.*)$/.test(name);

/** Whether it becomes part of the roles that people have. */
const isAggregated = ({ get: at }: KubernetesObject): boolean =>
  ['admin', 'edit', 'view'].some(
    (name) => asString(at('metadata', 'labels', `${rbac}aggregate-to-${name}`)) === 'true',
  );

/** The entries of `resources` that let into pods with the verbs beside them. */
function grantedBy(rule: YamlNode): readonly YamlItem[] {
  const groups = textsOf(get(rule, 'apiGroups'));
  const resources = get(rule, 'resources');
  if (resources?.kind !== 'sequence' || !groups.some((group) => group === '' || group === '*')) return [];
  const verbs = textsOf(get(rule, 'verbs'));
  return resources.items.filter(({ value }) => letsIn(asString(value) ?? '', verbs));
}

const textsOf = (node: YamlNode | undefined): readonly string[] =>
  itemsOf(node).flatMap((item) => asString(item) ?? []);

/** Whether verbs on a resource let into pods. `get` is enough over web sockets before Kubernetes 1.35 (its feature gate AuthorizePodWebsocketUpgradeCreatePermission). */
export function letsIn(resource: string, verbs: readonly string[]): boolean {
  const wanted = verbsFor.get(resource) ?? [];
  return wanted.length > 0 && verbs.some((verb) => verb === '*' || wanted.includes(verb));
}

const verbsFor: ReadonlyMap<string, readonly string[]> = new Map([
  ['pods/exec', ['create', 'get']],
  ['pods/attach', ['create', 'get']],
  ['pods/ephemeralcontainers', ['patch', 'update']],
  ['pods/*', ['create']],
  ['*', ['create']],
]);

/** The bindings of a role among what is deployed with it. */
function bindingsOf(role: KubernetesObject, document: ClusterDocument) {
  const name = get(role.node, 'metadata', 'name');
  const identity = name && identityOf(name, document.file);
  return document.together().filter(({ object, file }) => {
    if (!/^(?:Cluster)?RoleBinding$/.test(object.kind) || asString(object.get('roleRef', 'kind')) !== role.kind)
      return false;
    const reference = object.get('roleRef', 'name');
    return reference !== undefined && identityOf(reference, file) === identity;
  });
}

const subjectKinds = ({ get: at }: KubernetesObject): readonly string[] =>
  itemsOf(at('subjects')).map((subject) => asString(get(subject, 'kind')) ?? '');
