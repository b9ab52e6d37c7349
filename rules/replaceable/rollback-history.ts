import { defineRule } from '../../core/rule.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { removeEntries } from '../../languages/yaml/edit.ts';
import { asNumber, get, pairAt } from '../../languages/yaml/node.ts';
import { workload } from '../shared/examples.ts';

export default defineRule<KubernetesDocument | HelmDocument>({
  id: 'replaceable/rollback-history',
  title: 'No old revision kept to go back to',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'error', start: 'error' },
  since: '0.1.0',
  why: `
Kubernetes keeps the last revisions of a Deployment, StatefulSet or DaemonSet, so that \`kubectl rollout undo\` can bring one back
at once. With \`revisionHistoryLimit: 0\` it throws each one away as soon as the next is there.

It bites in the minutes after a bad release: the command that everybody knows answers \`no rollout history found\`, and going back
means finding the old commit, the pipeline, and somebody who may run it.

Leave the field out, which keeps ten, or set it to what you can imagine to go back to. An old revision is a few kilobytes in the
API server's store and runs nothing.

See [revision history limit](https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#clean-up-policy).
`,
  examples: {
    bad: [
      { kubernetes: workload('Deployment', { spec: 'revisionHistoryLimit: 0' }) },
      { kubernetes: workload('StatefulSet', { spec: 'revisionHistoryLimit: 0' }) },
      { kubernetes: workload('DaemonSet', { spec: 'revisionHistoryLimit: 0' }) },
      { helm: workload('Deployment', { spec: 'revisionHistoryLimit: 0 # {{ .Release.Name }}' }) },
    ],
    good: [
      { kubernetes: workload('Deployment', { spec: 'revisionHistoryLimit: 1' }) },
      { kubernetes: workload('StatefulSet', { spec: 'revisionHistoryLimit: 10' }) },
      { kubernetes: workload('Job', { spec: 'revisionHistoryLimit: 0' }) },
      { helm: workload('Deployment', { spec: 'revisionHistoryLimit: {{ .Values.revisionHistoryLimit }}' }) },
    ],
  },

  *check({ objects, file }) {
    for (const { kind, apiVersion, node, path, get: valueAt } of objects) {
      if (!apiVersion.startsWith('apps/') || !kinds.has(kind)) continue;
      const pair = pairAt(get(node, 'spec'), 'revisionHistoryLimit');
      if (!pair || asNumber(valueAt('spec', 'revisionHistoryLimit')) !== 0) continue;
      const removal = removeEntries(file.text, node, new Set([pair]));
      yield {
        at: { span: { start: pair.keySpan.start, end: pair.value.span.end }, path: `${path}/revisionHistoryLimit` },
        message: '`revisionHistoryLimit: 0` leaves no revision to roll back to; keep at least one',
        fixes: removal ? [{ title: 'Remove the line, to keep the default of 10', safety: 'safe', edits: removal }] : [],
      };
    }
  },
});

const kinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);
