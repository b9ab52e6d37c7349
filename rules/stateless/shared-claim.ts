import type { Fix, RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { asString, get, itemsOf, pairAt, type YamlNode } from '../../languages/yaml/node.ts';
import {
  type ClusterDocument,
  claimNamed,
  mayHoldUnseen,
  nameOf,
  relatedObject,
  replicasOf,
} from '../shared/deployedObjects.ts';
import { workload } from '../shared/examples.ts';

export default defineRule<ClusterDocument>({
  id: 'stateless/shared-claim',
  title: 'Pods that want one volume that only one node can have',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
A \`ReadWriteOnce\` volume is attached to one node at a time. All replicas of a Deployment share its claim, and so do the old pod and
the new one during a rolling update: whichever is placed on another node waits for a volume that it cannot get.

It bites at a release or when a node fails. The new pod stays in \`ContainerCreating\` with \`Multi-Attach error for volume\`, the
update waits for it, and the old pod keeps the volume because the update is waiting. On a cluster of one node nobody sees it.

Keep the data out of the pods: in a database, in an object store. Else give each pod a claim of its own with a StatefulSet and
\`volumeClaimTemplates\`, or use a \`ReadWriteMany\` volume if the program is made for that. For one pod with one volume,
\`strategy: { type: Recreate }\` is right, and says that an update is an interruption.

Fixity looks the claim up in the files around and says nothing when it is not there, when it names a volume that somebody made by
hand, or when the pods are told to stay on one node.

See [Access modes](https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes).
`,
  examples: {
    bad: [
      { kubernetes: `${withClaim('replicas: 3')}---\n${claim('ReadWriteOnce')}` },
      { kubernetes: `${withClaim('replicas: 1')}---\n${claim('ReadWriteOnce')}` },
      { helm: `${withClaim('replicas: {{ .Values.replicas }}')}---\n${claim('ReadWriteOnce')}` },
    ],
    good: [
      { kubernetes: `${withClaim('replicas: 3')}---\n${claim('ReadWriteMany')}` },
      { kubernetes: `${withClaim('strategy: { type: Recreate }')}---\n${claim('ReadWriteOncePod')}` },
      { kubernetes: withClaim('replicas: 3') },
      {
        helm: `${withClaim('strategy: {{- toYaml .Values.strategy | nindent 4 }}')}---\n${claim('ReadWriteOnce')}`,
      },
    ],
  },

  *check(document) {
    for (const object of document.objects) {
      if (!kinds.has(object.kind)) continue;
      for (const pod of object.pods) {
        if (staysOnNode(pod.spec)) continue;
        for (const volume of itemsOf(get(pod.spec, 'volumes'))) {
          const name = get(volume, 'persistentVolumeClaim', 'claimName');
          if (name?.kind === 'scalar') yield* checkClaim(object, volume, name, document);
        }
      }
    }
  },
});

const kinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

function* checkClaim(
  object: KubernetesObject,
  volume: YamlNode,
  name: YamlNode,
  document: ClusterDocument,
): Iterable<RuleFinding> {
  const claim = claimNamed(name, object, document);
  if (!claim || !isForOneNode(claim.object, document)) return;
  if (document.mayBeSetElsewhere(claim.file, 'accessModes')) return;
  const at = { span: contentSpan(name), path: `${object.path}/volumes[${asString(get(volume, 'name'))}]` };
  const related = [relatedObject(claim, 'the claim is for one node at a time')];
  const replicas = replicasOf({ object, file: document.file }, document);
  if (replicas !== undefined && replicas > 1) {
    yield {
      at,
      related,
      message: `${replicas} pods of ${nameOf(object)} share a volume that one node at a time can have; give each its own, or share a \`ReadWriteMany\` one`,
    };
  } else if (replicas !== 0 && object.kind === 'Deployment' && startsBesideOld(object, document)) {
    yield {
      at,
      related,
      message: `an update of ${nameOf(object)} starts a pod while the old one still has the volume, which one node at a time can have; use \`Recreate\` or a StatefulSet`,
      fixes: recreate(object, document.file.text),
    };
  }
}

/** Whether a claim is for a volume that is made for it, and that one node or pod can have. */
function isForOneNode(claim: KubernetesObject, document: ClusterDocument): boolean {
  const modes = itemsOf(claim.get('spec', 'accessModes')).map((mode) => asString(mode) ?? '');
  if (modes.length === 0 || !modes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod'))
    return false;
  // What was made by hand may be a network share or a folder of a node, which nothing has to attach.
  if (claim.get('spec', 'volumeName') || claim.get('spec', 'selector')) return false;
  const storage = claim.get('spec', 'storageClassName');
  const className = asString(storage);
  if (className === '' || (className !== undefined && /nfs|efs|azurefile|local|host-?path|manual/i.test(className)))
    return false;
  return !document
    .together()
    .some(
      ({ object }) =>
        object.kind === 'PersistentVolume' && asString(object.get('spec', 'storageClassName')) === className,
    );
}

/** Whether all pods are told to be on one node. */
function staysOnNode(spec: YamlNode): boolean {
  if (mayHoldMore(spec) || get(spec, 'nodeName') || get(spec, 'nodeSelector', 'kubernetes.io/hostname')) return true;
  const terms = get(spec, 'affinity', 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  return itemsOf(terms).some((term) => asString(get(term, 'topologyKey')) === 'kubernetes.io/hostname');
}

/** Whether an update is known to start a new pod before the old one has stopped. */
function startsBesideOld(object: KubernetesObject, document: ClusterDocument): boolean {
  const strategy = object.get('spec', 'strategy');
  if (!strategy || strategy.kind === 'null') {
    return !mayHoldUnseen(object) && !document.mayBeSetElsewhere(document.file, 'strategy');
  }
  const surge = get(strategy, 'rollingUpdate', 'maxSurge');
  if (strategy.kind !== 'map' || mayHoldMore(strategy) || mayHoldMore(get(strategy, 'rollingUpdate'))) return false;
  if (document.mayBeSetElsewhere(document.file, 'strategy')) return false;
  const type = asString(get(strategy, 'type')) ?? 'RollingUpdate';
  return type === 'RollingUpdate' && (!surge || /^0*[1-9]\d*%?$/.test(asString(surge) ?? ''));
}

function recreate(object: KubernetesObject, text: string): readonly Fix[] {
  const spec = object.get('spec');
  if (spec?.kind !== 'map' || pairAt(spec, 'strategy')) return [];
  const edits = insertEntry(text, spec, ['strategy', 'type'], 'Recreate', ['replicas']);
  return edits ? [{ title: 'Use `Recreate`', safety: 'suggested', edits }] : [];
}

function withClaim(spec: string): string {
  return `${workload('Deployment', { name: 'wiki', image: 'acme/wiki:1.4.2', spec })}      volumes:
        - name: pages
          persistentVolumeClaim:
            claimName: pages
`;
}

function claim(mode: string): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: pages
spec:
  accessModes: [${mode}]
`;
}
