import type { Mount } from '../../core/facts.ts';
import type { Fix, RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { asString, get, type YamlItem } from '../../languages/yaml/node.ts';
import { anySize, moveToClaimTemplate } from '../shared/claimTemplates.ts';
import { subjectOf } from '../shared/containers.ts';
import { dataStoreOfDirectory, dataStoreOfImage } from '../shared/dataStores.ts';
import { type ClusterDocument, mayHoldUnseen } from '../shared/deployedObjects.ts';
import { workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule<ClusterDocument>({
  id: 'stateless/claim-template',
  title: 'StatefulSet whose data has no volume of its own',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
A StatefulSet gives each pod a name that stays, and with \`volumeClaimTemplates\` a volume that stays with the name. Without them it
keeps the name only: what a pod writes into an \`emptyDir\` is deleted with the pod.

It bites at the first update. Pods are replaced one by one, each comes back under its old name and with an empty folder, and by the
time the last one is done nobody has the data any more. Until then everything looked as if it were kept.

Write a \`volumeClaimTemplates\` entry under the name that the container mounts, or keep the data in a service outside. If there is no
data to keep, a Deployment is simpler.

Fixity goes by names: a volume called \`data\`, a folder that data stores use. For databases that it knows,
\`stateless/ephemeral-data\` says the same. Ignore it for what is copied from elsewhere at each start.

See [Stable storage](https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage).
`,
  examples: {
    bad: [
      { kubernetes: withVolume('data', '/data', 'emptyDir: {}') },
      { kubernetes: withVolume('ledger-data', '/srv/ledger', 'emptyDir: { sizeLimit: 1Gi }') },
      { helm: withVolume('data', '{{ .Values.folder }}', 'emptyDir: {}') },
    ],
    good: [
      { kubernetes: withVolume('tmp', '/tmp', 'emptyDir: {}') },
      { kubernetes: withVolume('data', '/data', 'emptyDir: { medium: Memory }') },
      { kubernetes: withVolume('data', '/data', 'configMap: { name: ledger }') },
      { helm: withVolume('data', '/data', '{{- toYaml .Values.volume | nindent 10 }}') },
    ],
  },

  *check(document) {
    for (const object of document.objects) {
      if (object.kind === 'StatefulSet' && isWhole(object, document)) yield* checkSet(object, document);
    }
  },
});

/** Whether it is certain that there are no templates for claims. */
const isWhole = (object: KubernetesObject, document: ClusterDocument): boolean =>
  !object.get('spec', 'volumeClaimTemplates') &&
  !mayHoldUnseen(object) &&
  !document.mayBeSetElsewhere(document.file, 'volumeClaimTemplates');

function* checkSet(object: KubernetesObject, document: ClusterDocument): Iterable<RuleFinding> {
  const workload = document.workloads.find(({ span }) => span.start === object.span.start);
  const told = new Set<string>();
  for (const container of workload?.containers ?? []) {
    if (container.role !== 'main' || dataStoreOfImage(container.image?.name ?? '', [])) continue;
    for (const mount of container.mounts) {
      const item = volumeItem(object, mount);
      const name = asString(get(item?.value, 'name'));
      if (!item || name === undefined || told.has(name) || !holdsData(mount, item, name)) continue;
      // In a template it may be the other way of two.
      if (document.language === 'helm' && document.isWritten(mount.span.start) !== true) continue;
      told.add(name);
      yield {
        at: mount,
        message: `${subjectOf(container)} keeps ${quote(name)} in an \`emptyDir\`, and the next pod begins without it; use \`volumeClaimTemplates\``,
        fixes: claimTemplate(object, item, name, document.file.text),
      };
    }
  }
}

function volumeItem({ get: valueAt }: KubernetesObject, { span }: Mount): YamlItem | undefined {
  const volumes = valueAt('spec', 'template', 'spec', 'volumes');
  if (volumes?.kind !== 'sequence') return undefined;
  return volumes.items.find(({ span: item }) => item.start <= span.start && span.end <= item.end);
}

function holdsData({ source, isReadOnly, target = '' }: Mount, { value }: YamlItem, name: string): boolean {
  const directory = get(value, 'emptyDir');
  if (source.kind !== 'empty-dir' || isReadOnly || get(directory, 'medium') || mayHoldMore(directory)) return false;
  if (noData.test(name) || noData.test(target)) return false;
  return /(?:^|[-_])(?:data|db|database|storage)$/.test(name) || dataStoreOfDirectory(target) !== undefined;
}

/** What is made anew at each start. */
const noData = /(?:^|[-_/])(?:caches?|te?mp|run|socks?|sockets?|logs?|conf|configs?|plugins|shared|static)(?:$|[-_/])/;

function claimTemplate(object: KubernetesObject, item: YamlItem, name: string, text: string): readonly Fix[] {
  const edits = moveToClaimTemplate(object, item, name, anySize, text);
  if (!edits) return [];
  return [{ title: 'Give each pod a claim', safety: 'placeholder', placeholder: anySize, edits }];
}

function withVolume(name: string, target: string, source: string): string {
  const container = `volumeMounts:\n  - { name: ${name}, mountPath: "${target}" }`;
  const set = workload('StatefulSet', {
    name: 'ledger',
    image: 'acme/ledger:1.4.2',
    spec: 'serviceName: ledger',
    container,
  });
  return `${set}      volumes:\n        - name: ${name}\n          ${source}\n`;
}
