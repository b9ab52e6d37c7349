import { isKnown } from '../../core/embedded.ts';
import type { Fix } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import { replaceScalar } from '../../languages/yaml/edit.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { asString, get, itemsOf } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { dataStoreOfImage } from '../shared/dataStores.ts';
import {
  type ClusterDocument,
  isScaled,
  mayHoldUnseen,
  nameOf,
  relatedObject,
  serviceOf,
} from '../shared/deployedObjects.ts';
import { labelledDeployment, manifest } from '../shared/examples.ts';

export default defineRule({
  id: 'replaceable/single-replica',
  title: 'One pod alone behind a Service',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'off', strict: 'info' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Workloads of which one pod is enough: names, with `*` for any text.'),
  },
  why: `
What is replaced often must be able to be away for a moment. With one pod behind a Service, every drained node, every failed health
check and every eviction is an outage until the next pod has been scheduled, has fetched its image and is ready.

It bites when a cluster is upgraded node by node in the afternoon, because everything there is "immutable and highly available",
and each service in turn answers nothing for a minute.

Run two, on different nodes. If the program cannot run twice, because it keeps sessions, locks or files, that is what keeps it from
being replaceable, and is worth mending first.

The rule is off unless asked for: one pod is right for many things inside. It says nothing about workloads that an autoscaler sets
the number of, that have a volume of their own, or that say with \`Recreate\` that there may be only one.

See [Deployments](https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas).
`,
  examples: {
    bad: [
      { kubernetes: `${labelledDeployment('replicas: 1')}---\n${service('app: web')}` },
      { kubernetes: `${labelledDeployment('')}---\n${service('app: web')}` },
      { helm: `${labelledDeployment('replicas: 1')}---\n${service('app: web # {{ .Release.Name }}')}` },
    ],
    good: [
      { kubernetes: `${labelledDeployment('replicas: 2')}---\n${service('app: web')}` },
      { kubernetes: `${labelledDeployment('replicas: 1')}---\n${service('app: api')}` },
      { kubernetes: `${labelledDeployment('replicas: 1')}---\n${service('app: web')}`, options: { allow: ['web'] } },
      { helm: `${labelledDeployment('replicas: {{ .Values.replicas }}')}---\n${service('app: web')}` },
    ],
  },

  *check(document: ClusterDocument, { options }) {
    for (const object of document.objects) {
      if (object.kind !== 'Deployment' || !isAlone(object, document)) continue;
      if (object.name !== undefined && isAllowed(options.allow, object.name)) continue;
      const service = serviceOf(object, document);
      if (!service) continue;
      const replicas = object.get('spec', 'replicas');
      yield {
        at: { span: replicas ? contentSpan(replicas) : object.span, path: `${object.path}/replicas` },
        message: `${nameOf(object)} has one pod behind its Service, and is away while that is replaced; run two`,
        related: [relatedObject(service, 'the Service')],
        fixes: runTwo(object, document.file.text),
      };
    }
  },
});

/** Whether a Deployment is known to have one pod, which might as well be two. */
function isAlone(object: KubernetesObject, document: ClusterDocument): boolean {
  const replicas = object.get('spec', 'replicas');
  const isOne = replicas ? asString(replicas) === '1' : object.get('spec') !== undefined && !mayHoldUnseen(object);
  if (!isOne || document.mayBeSetElsewhere(document.file, 'replicas')) return false;
  if (isScaled(object, document.file, document)) return false;
  const type = object.get('spec', 'strategy', 'type');
  if (type && asString(type) !== 'RollingUpdate') return false;
  return object.pods.every(({ spec }) => {
    const holdsData = itemsOf(get(spec, 'volumes')).some(
      (volume) => !isKnown(asString(volume) ?? '') || get(volume, 'persistentVolumeClaim') || get(volume, 'hostPath'),
    );
    const isStore = itemsOf(get(spec, 'containers')).some((container) => {
      const image = asString(get(container, 'image')) ?? '';
      return dataStoreOfImage(image.replace(/(?:@.*|:[^/]*)$/, ''), []) !== undefined;
    });
    return !holdsData && !isStore;
  });
}

function runTwo(object: KubernetesObject, text: string): readonly Fix[] {
  const spec = object.get('spec');
  const replicas = object.get('spec', 'replicas');
  const edit = replicas?.kind === 'scalar' ? replaceScalar(replicas, '2') : undefined;
  const edits = replicas
    ? edit && [edit]
    : spec?.kind === 'map'
      ? insertEntry(text, spec, ['replicas'], '2', [])
      : undefined;
  return edits ? [{ title: 'Run two replicas', safety: 'suggested', edits }] : [];
}

function service(label: string): string {
  return manifest('v1', 'Service', `selector:\n  ${label}\nports:\n  - port: 80`);
}
