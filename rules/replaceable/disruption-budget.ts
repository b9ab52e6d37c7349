import type { RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { asString, get, pairAt, type YamlPair } from '../../languages/yaml/node.ts';
import {
  type ClusterDocument,
  nameOf,
  relatedObject,
  replicasOf,
  workloadsSelectedBy,
} from '../shared/deployedObjects.ts';
import { labelledDeployment, manifest } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule<ClusterDocument>({
  id: 'replaceable/disruption-budget',
  title: 'Disruption budget that lets no pod go',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
A PodDisruptionBudget says how many pods may be away at a time while a node is emptied. A budget of none, written as
\`maxUnavailable: 0\`, as \`minAvailable: 100%\`, or as a \`minAvailable\` that is all replicas there are, refuses every eviction.

It bites whoever replaces the nodes. \`kubectl drain\` waits for ever, the upgrade of the cluster stops half-way, the autoscaler
keeps a machine that nobody needs; at last somebody deletes the pod by force, which is what the budget was meant to prevent.

Run one replica more than you need, and write \`maxUnavailable: 1\`, which stays right when the number of replicas changes.

Ignore it for a program that must be stopped by a person who knows it, and say who that is in the suppression. Where the number of
replicas is set elsewhere, by an autoscaler or an overlay, Fixity says nothing about \`minAvailable\`.

See [Specifying a disruption budget](https://kubernetes.io/docs/tasks/run-application/configure-pdb/).
`,
  examples: {
    bad: [
      { kubernetes: budget('maxUnavailable: 0') },
      { kubernetes: budget('minAvailable: 100%') },
      { kubernetes: `${budget('minAvailable: 2')}---\n${labelledDeployment('replicas: 2')}` },
      { helm: budget('maxUnavailable: 0 # {{ .Release.Name }}') },
    ],
    good: [
      { kubernetes: budget('maxUnavailable: 1') },
      { kubernetes: `${budget('minAvailable: 2')}---\n${labelledDeployment('replicas: 3')}` },
      { kubernetes: budget('minAvailable: 2') },
      { helm: budget('minAvailable: {{ .Values.minAvailable }}') },
    ],
  },

  *check(document) {
    for (const object of document.objects) {
      if (object.kind !== 'PodDisruptionBudget' || !object.apiVersion.startsWith('policy/')) continue;
      const spec = object.get('spec');
      const unavailable = pairAt(spec, 'maxUnavailable');
      const available = pairAt(spec, 'minAvailable');
      if (unavailable && /^0+%?$/.test(asString(unavailable.value) ?? '')) {
        yield {
          at: { span: spanOf(unavailable), path: `${object.path}/maxUnavailable` },
          message: `${textOf(unavailable)} lets no pod go, so its node cannot be emptied; let one go`,
          fixes: letOneGo(unavailable, document.file.text),
        };
      } else if (available && asString(available.value) === '100%') {
        yield {
          at: { span: spanOf(available), path: `${object.path}/minAvailable` },
          message: `${textOf(available)} lets no pod go, so its node cannot be emptied; let one go`,
          fixes: letOneGo(available, document.file.text),
        };
      } else if (available) yield* checkCount(object, available, document);
    }
  },
});

/** Judged by the workloads that the budget is for, when all of them can be seen and say how many pods they have. */
function* checkCount(object: KubernetesObject, available: YamlPair, document: ClusterDocument): Iterable<RuleFinding> {
  const selector = object.get('spec', 'selector');
  if (get(selector, 'matchExpressions') || mayHoldMore(selector)) return;
  // What the chart does not write by default says little about its default number of replicas.
  if (document.language === 'helm' && document.isWritten(object.span.start) !== true) return;
  if (document.mayBeSetElsewhere(document.file, 'minAvailable')) return;
  const workloads = workloadsSelectedBy(get(selector, 'matchLabels'), object, document);
  const counts = workloads.map((workload) =>
    scalable.has(workload.object.kind) ? replicasOf(workload, document) : undefined,
  );
  const replicas = counts.reduce(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
  if (!replicas || wantedOf(asString(available.value) ?? '', replicas) < replicas) return;
  const [first] = workloads;
  const of = workloads.length === 1 ? `of ${nameOf(first!.object)}` : 'of its workloads';
  yield {
    at: { span: spanOf(available), path: `${object.path}/minAvailable` },
    message: `${textOf(available)} is ${replicas === 1 ? 'the only pod' : `all ${replicas} pods`} ${of}, so ${replicas === 1 ? 'its node' : 'their nodes'} cannot be emptied; let one go`,
    related: workloads.map((workload) => relatedObject(workload, 'its replicas are set here')),
    fixes: letOneGo(available, document.file.text),
  };
}

const scalable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

/** How many of the replicas have to stay; percentages are rounded up. Not a number for what is none. */
function wantedOf(text: string, replicas: number): number {
  const [, digits, percent] = /^(\d+)(%?)$/.exec(text) ?? [];
  return percent ? Math.ceil((Number(digits) * replicas) / 100) : Number(digits);
}

const spanOf = ({ keySpan, value }: YamlPair) => ({ start: keySpan.start, end: value.span.end });

const textOf = ({ key, value }: YamlPair): string => quote(`${key}: ${asString(value)}`);

function letOneGo({ keySpan, value }: YamlPair, text: string): NonNullable<RuleFinding['fixes']> {
  const between = text.slice(keySpan.end, value.span.start);
  if (value.kind !== 'scalar' || value.anchor !== undefined || !/^:[ \t]*$/.test(between)) return [];
  const quotes = text[keySpan.start] === '"' ? '"' : '';
  const newText = `${quotes}maxUnavailable${quotes}${between}1`;
  const edits = [{ span: { start: keySpan.start, end: value.span.end }, newText }];
  return [{ title: 'Set `maxUnavailable: 1`', safety: 'suggested', edits }];
}

function budget(field: string): string {
  return manifest('policy/v1', 'PodDisruptionBudget', `${field}\nselector:\n  matchLabels:\n    app: web`);
}
