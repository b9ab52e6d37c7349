import type { Fix } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { applyEdits, lineSpanAt } from '../../core/text.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { isAllowed } from '../shared/allow.ts';
import { isBare } from '../shared/barePods.ts';
import type { ClusterDocument } from '../shared/deployedObjects.ts';
import { pod, workload } from '../shared/examples.ts';
import { toDeployment } from '../shared/toDeployment.ts';

export default defineRule({
  id: 'replaceable/bare-pod',
  title: 'Pod that nothing replaces',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Pods and ReplicaSets that may stand alone: names, with `*` for any text.'),
  },
  why: `
A Pod that is written by hand runs once, on one node. When the node is drained or fails, it is gone, and nothing makes another one.
Most of its fields cannot be changed either: a new version means to delete it first. A ReplicaSet or ReplicationController does make
new pods, but never of a new version: the old ones stay until somebody deletes them.

It bites at the first upgrade of the cluster, when \`kubectl drain\` refuses to go on because of a pod that no controller manages, or
deletes it for good with \`--force\`.

Use a Deployment: it holds the same pod as its template, replaces it when a node goes, rolls out a new version and takes it back. For what
runs to its end, use a Job.

Pods of the control plane, hooks of Helm and Argo CD, pods that end by themselves (\`restartPolicy: Never\` or \`OnFailure\`), those with
an owner and those with \`generateName\` are left alone. Ignore it for a pod that you start to look at something, and then delete.

See [Using pods](https://kubernetes.io/docs/concepts/workloads/pods/#using-pods) and
[ReplicaSet](https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#when-to-use-a-replicaset).
`,
  examples: {
    bad: [
      { kubernetes: pod('') },
      { kubernetes: workload('ReplicaSet') },
      { helm: pod('imagePullPolicy: {{ .Values.policy }}') },
    ],
    good: [
      { kubernetes: workload('Deployment') },
      { kubernetes: pod('', 'restartPolicy: Never') },
      { kubernetes: pod(''), options: { allow: ['agent'] } },
      { helm: pod('').replace('metadata:\n', 'metadata:\n  annotations:\n    helm.sh/hook: test\n') },
    ],
  },

  *check(document: ClusterDocument, { options }) {
    for (const object of document.objects) {
      const { kind, name, span, path } = object;
      if (!isBare(object) || name === undefined || isAllowed(options.allow, name)) continue;
      // A patch says only what it changes.
      if (document.mayBeSetElsewhere(document.file, 'ownerReferences')) continue;
      if (/(?:^|\/)templates\/tests?\//.test(document.file.path)) continue;
      yield {
        at: { span, path },
        message:
          kind === 'Pod'
            ? 'nothing replaces this pod when its node goes; make it a Deployment'
            : `a ${kind} never rolls out a new version of its pods; make it a Deployment`,
        fixes: conversion(object, document),
      };
    }
  },
});

/** Other fixes may write into the lines that it moves, so it takes hold of all of them, and of their end. */
function conversion(object: KubernetesObject, document: ClusterDocument): readonly Fix[] {
  const offer = toDeployment(object, document);
  if (!offer) return [];
  const { text } = document.file;
  const start = Math.min(...offer.edits.map(({ span }) => span.start));
  const last = Math.max(object.node.span.end, ...offer.edits.map(({ span }) => span.end));
  const { end } = lineSpanAt(text, last);
  const inside = offer.edits.map(({ span, newText }) => ({
    span: { start: span.start - start, end: span.end - start },
    newText,
  }));
  const edits = [
    { span: { start, end }, newText: applyEdits(text.slice(start, end), inside) },
    { span: { start: end, end }, newText: '' },
  ];
  return [{ title: offer.title, safety: 'suggested', edits }];
}
