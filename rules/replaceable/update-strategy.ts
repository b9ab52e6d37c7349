import type { Fix, RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { ComposeDocument } from '../../languages/compose/document.ts';
import type { ComposeService } from '../../languages/compose/service.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import { replaceScalar } from '../../languages/yaml/edit.ts';
import { asString, get, itemsOf, type YamlNode } from '../../languages/yaml/node.ts';
import { service, workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule<ComposeDocument | KubernetesDocument | HelmDocument>({
  id: 'replaceable/update-strategy',
  title: 'Update that stops the old before the new is up, or never starts',
  languages: ['compose', 'kubernetes', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
Replacing is only cheap when it can be done at any hour. \`Recreate\`, or \`maxUnavailable: 100%\`, stops every old pod before the
first new one is ready; \`OnDelete\` replaces nothing until somebody deletes pods by hand, so two versions run for as long as that
person is away.

It bites as a few minutes of downtime at each release, and so as releases that wait for the weekend, grow, and get riskier. When
the new version does not start at all, there is nothing left that serves.

Use \`RollingUpdate\`, with a readiness probe, and let it start new pods before it stops old ones (\`maxSurge: 1\`,
\`maxUnavailable: 0\`). In Compose files for Swarm, with one replica, \`order: start-first\` does the same.

\`Recreate\` is right for one pod with a \`ReadWriteOnce\` volume, which old and new cannot both hold; Fixity says nothing about
those, nor about \`stop-first\` beside a volume. It is also right for a program that must never run twice: say so in a suppression.

See [Deployment strategies](https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy) and
[StatefulSet update strategies](https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies).
`,
  examples: {
    bad: [
      { compose: service('deploy:\n  update_config: { order: stop-first }') },
      { kubernetes: workload('Deployment', { spec: 'strategy: { type: Recreate }' }) },
      { kubernetes: workload('Deployment', { spec: 'strategy: { rollingUpdate: { maxUnavailable: 100% } }' }) },
      { kubernetes: workload('StatefulSet', { spec: 'updateStrategy: { type: OnDelete }' }) },
      { kubernetes: workload('DaemonSet', { spec: 'updateStrategy: { type: OnDelete }' }) },
      { helm: workload('Deployment', { spec: 'replicas: {{ .Values.replicas }}\nstrategy: { type: Recreate }' }) },
    ],
    good: [
      { compose: service('deploy:\n  update_config: { order: start-first }') },
      { compose: service('deploy: { replicas: 3, update_config: { order: stop-first } }') },
      { helm: workload('Deployment', { spec: 'strategy: {{- toYaml .Values.strategy | nindent 4 }}' }) },
      { kubernetes: workload('Deployment', { spec: 'replicas: 3' }) },
      {
        kubernetes: workload('Deployment', { spec: 'strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }' }),
      },
      { kubernetes: workload('StatefulSet', { spec: 'updateStrategy: { rollingUpdate: { partition: 1 } }' }) },
    ],
  },

  *check(document) {
    if (document.language === 'compose') {
      for (const service of document.services) yield* checkOrder(service, document);
      return;
    }
    for (const object of document.objects) {
      if (!object.apiVersion.startsWith('apps/')) continue;
      if (object.kind === 'Deployment') {
        yield* checkType(object, 'strategy', document);
        yield* checkRollingUpdate(object, 'strategy');
      } else if (object.kind === 'StatefulSet' || object.kind === 'DaemonSet') {
        yield* checkType(object, 'updateStrategy', document);
        yield* checkRollingUpdate(object, 'updateStrategy');
      }
    }
  },
});

function* checkType(
  object: KubernetesObject,
  field: string,
  document: KubernetesDocument | HelmDocument,
): Iterable<RuleFinding> {
  const type = object.get('spec', field, 'type');
  if (!type) return;
  const at = { span: contentSpan(type), path: `${object.path}/${field}/type` };
  const fixes = replacement(type, 'RollingUpdate', 'Use `RollingUpdate`');
  if (asString(type) === 'Recreate' && object.kind === 'Deployment') {
    if (mayNeedRecreate(object, document)) return;
    yield { at, fixes, message: '`Recreate` stops every old pod before a new one is up; roll the update' };
  } else if (asString(type) === 'OnDelete') {
    yield { at, fixes, message: '`OnDelete` updates nothing until pods are deleted by hand; roll the update' };
  }
}

function* checkRollingUpdate(object: KubernetesObject, field: string): Iterable<RuleFinding> {
  const unavailable = object.get('spec', field, 'rollingUpdate', 'maxUnavailable');
  const surge = object.get('spec', field, 'rollingUpdate', 'maxSurge');
  if (unavailable && asString(unavailable) === '100%') {
    yield {
      at: { span: contentSpan(unavailable), path: `${object.path}/${field}/maxUnavailable` },
      message: `${quote('maxUnavailable: 100%')} lets every pod stop at once; keep most of them up`,
      fixes: replacement(unavailable, '25%', 'Set `maxUnavailable` to `25%`'),
    };
  }
  if (surge && isZero(surge) && unavailable && isZero(unavailable)) {
    yield {
      at: { span: contentSpan(surge), path: `${object.path}/${field}/maxSurge` },
      message: '`maxSurge` and `maxUnavailable` are both 0, so no update can begin; let one pod more start',
      fixes: replacement(surge, '1', 'Set `maxSurge` to `1`'),
    };
  }
}

/** Swarm's `order`, when it is written; old and new cannot both have a volume to themselves, or a port of the machine. */
function* checkOrder(service: ComposeService, { workloads }: ComposeDocument): Iterable<RuleFinding> {
  const order = service.get('deploy', 'update_config', 'order');
  const mode = asString(service.get('deploy', 'mode')) ?? 'replicated';
  const replicas = asString(service.get('deploy', 'replicas') ?? service.get('scale')) ?? '1';
  if (!order || asString(order) !== 'stop-first' || mode !== 'replicated' || replicas !== '1') return;
  const holdsPort = itemsOf(service.get('ports')).some((port) => asString(get(port, 'mode')) === 'host');
  const mounts = workloads.find(({ path }) => path === service.path)?.containers.flatMap((one) => one.mounts) ?? [];
  const holdsData = mounts.some(({ source, isReadOnly }) => source.kind !== 'empty-dir' && !isReadOnly);
  if (holdsPort || holdsData) return;
  yield {
    at: { span: contentSpan(order), path: `${service.path}/deploy/update_config/order` },
    message: '`stop-first` stops the only replica before the new one is up; start the new one first',
    fixes: replacement(order, 'start-first', 'Use `start-first`'),
  };
}

const isZero = (node: YamlNode): boolean => /^0+%?$/.test(asString(node) ?? '');

function replacement(node: YamlNode, newText: string, title: string): readonly Fix[] {
  const edit = node.kind === 'scalar' ? replaceScalar(node, newText) : undefined;
  return edit ? [{ title, safety: 'suggested', edits: [edit] }] : [];
}

/** Whether the pods hold a claim of which only one pod at a time can have the volume, or a claim that is not seen here. */
function mayNeedRecreate(
  { pods, namespace, node }: KubernetesObject,
  { lookUp }: KubernetesDocument | HelmDocument,
): boolean {
  const way = ['spec', 'template', 'spec', 'volumes'];
  if (way.some((_, index) => mayHoldMore(get(node, ...way.slice(0, index + 1))))) return true;
  return pods
    .flatMap(({ spec }) => itemsOf(get(spec, 'volumes')))
    .some((volume) => {
      const name = asString(get(volume, 'persistentVolumeClaim', 'claimName'));
      if (name === undefined) return false;
      const claim = lookUp('PersistentVolumeClaim', namespace, name);
      return !itemsOf(claim?.get('spec', 'accessModes')).some((mode) => asString(mode) === 'ReadWriteMany');
    });
}
