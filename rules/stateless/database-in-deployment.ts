import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { interchangeableKinds } from '../shared/databaseContainers.ts';
import { databasesInPods } from '../shared/databasePods.ts';
import { databasesDescription } from '../shared/dataStores.ts';
import { workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'stateless/database-in-deployment',
  title: 'Database run by something that treats its pods as interchangeable',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'error' },
  since: '0.1.0',
  why: `
A Deployment's pods are interchangeable: it may start a new one before the old one is gone, on any node, under any name. A database
is the opposite. Each of its pods has an identity, a place in a cluster and a volume that belongs to it alone.

It bites at the first update or node failure. Two servers open one data directory, or the new pod waits for ever for a volume that
the old node still holds; with no volume at all, the data is simply gone, and nothing reports an error.

Best keep data out of the cluster, in a managed service. Else use an operator for that database, or a StatefulSet with
\`volumeClaimTemplates\`, which gives every pod a stable name and a volume of its own.

Ignore it for a database that holds test data only. A cache without persistence is no database, and Fixity says nothing about it.
Of one whose data is in an \`emptyDir\`, \`stateless/ephemeral-data\` speaks alone.

See [StatefulSets](https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#using-statefulsets).
`,
  options: { databases: stringList([], databasesDescription) },
  examples: {
    bad: [
      { kubernetes: workload('Deployment', { name: 'orders', image: 'postgres:16.6' }) },
      { kubernetes: workload('DaemonSet', { name: 'orders', image: 'registry.acme.dev/mirror/mongo:8.0.4' }) },
      { kubernetes: workload('Job', { name: 'orders', image: 'mysql:8.4.3' }) },
      { helm: workload('Deployment', { name: 'orders', image: 'postgres:{{ .Values.postgres.tag }}' }) },
    ],
    good: [
      { kubernetes: workload('StatefulSet', { name: 'orders', image: 'postgres:16.6' }) },
      { helm: workload('{{ .Values.kind }}', { name: 'orders', image: 'postgres:16.6' }) },
      { kubernetes: workload('Deployment', { name: 'orders', image: 'redis:7.4.1' }) },
      {
        kubernetes: workload('Deployment', { name: 'orders', image: 'prometheuscommunity/postgres-exporter:v0.16.0' }),
      },
      {
        kubernetes: workload('Job', {
          name: 'orders',
          image: 'postgres:16.6',
          container: 'command: [psql, -f, /migrate.sql]',
        }),
      },
    ],
  },

  *check(document: KubernetesDocument | HelmDocument, { options }) {
    for (const { workload, container, store, place } of databasesInPods(document, options.databases)) {
      const { kind } = workload;
      if (!interchangeableKinds.has(kind) && kind !== 'Job') continue;
      // What loses its data to an `emptyDir` is told there, with the same advice.
      if (place.kind === 'empty-dir' && kind !== 'Job') continue;
      yield {
        at: container.image ?? container,
        message: `${quote(container.image?.text ?? store.name)} runs ${store.name} in a ${kind}, ${reasonOf(kind)}; use a managed service, an operator or a StatefulSet`,
      };
    }
  },
});

function reasonOf(kind: string): string {
  if (kind === 'Pod') return 'which nothing starts again when its node is gone';
  return kind === 'Job' ? 'which ends, and its data with it' : 'whose pods have no volume of their own';
}
