import { UNKNOWN } from '../../core/embedded.ts';
import type { Mount, Workload } from '../../core/facts.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { Span } from '../../core/text.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import { asString, get, itemsOf } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { workload } from '../shared/examples.ts';
import { isSystemPath } from '../shared/hostPaths.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'stateless/host-path-data',
  title: 'Data in a folder of one node',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'error' },
  since: '0.1.0',
  // Of a database's data, the one says more; what is the system's is the other's.
  yieldsTo: ['stateless/ephemeral-data', 'sealed/host-mount'],
  why: `
A \`hostPath\` volume is a folder of whatever node the pod is on. Every node has another folder under that name, so the pod and its
data belong to one machine, though nothing in the manifest says which.

It bites when the pod moves, after an update, an eviction, a node that is replaced by a newer one: it starts on another node, finds
an empty folder there, and goes on as if nothing had ever been written. The old data is still on the old node, until that is gone
too. A \`local\` PersistentVolume at least tells the scheduler where the data is; then the pod cannot start anywhere else.

Ask for a volume by a PersistentVolumeClaim, of a storage class whose volumes can be attached to another node; keep uploads and
reports in an object store.

Read-only mounts, sockets, folders of the node's own system, and DaemonSets, which are there to work on each node, are left alone.
Ignore it on a cluster of a single node, and for a database that keeps copies on several \`local\` volumes itself.

See [hostPath](https://kubernetes.io/docs/concepts/storage/volumes/#hostpath).
`,
  options: { allow: stringList([], 'Paths of nodes that may be mounted; `*` stands for any text.') },
  examples: {
    bad: [
      { kubernetes: withHostPath('Deployment', '/data/uploads') },
      { kubernetes: withHostPath('StatefulSet', '/mnt/disks/ssd1') },
      {
        kubernetes: `apiVersion: v1
kind: PersistentVolume
metadata:
  name: uploads
spec:
  accessModes: [ReadWriteOnce]
  hostPath:
    path: /mnt/uploads
`,
      },
      { helm: withHostPath('Deployment', '/data/{{ .Release.Name }}') },
    ],
    good: [
      { kubernetes: withHostPath('Deployment', '/data/uploads', 'readOnly: true') },
      { kubernetes: withHostPath('DaemonSet', '/data/cache') },
      { kubernetes: withHostPath('Deployment', '/etc/ssl/certs') },
      { kubernetes: withHostPath('Deployment', '/opt/agent/agent.sock') },
      { helm: withHostPath('Deployment', '{{ .Values.hostPath }}') },
    ],
  },

  *check(document: KubernetesDocument | HelmDocument, { options }) {
    const isData = (path: string, span: Span): boolean =>
      isDataPath(path) && !isAllowed(options.allow, path) && isWritten(document, span);
    const types = hostPathTypes(document.objects);
    for (const running of document.workloads) {
      if (!kinds.has(running.kind) || isOfNode(running)) continue;
      for (const mount of running.containers.flatMap((container) => container.mounts)) {
        const { source, span } = mount;
        if (source.kind !== 'host-path' || mount.isReadOnly || mount.target === undefined) continue;
        if (!isData(source.path, span) || singleFile.test(types.get(span.start) ?? '')) continue;
        yield {
          at: mount,
          message: `${shown(mount, document)} ties the pod and its data to one node; ask for a volume by a claim`,
        };
      }
    }
    for (const object of document.objects) {
      if (object.kind === 'PersistentVolume') yield* checkVolume(object, document, isData);
    }
  },
});

/** Those of Kubernetes itself whose pods may be on any node. */
const kinds: ReadonlySet<string> = new Set([
  ...['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Pod', 'Job', 'CronJob'],
]);

/** Whether pods are there for their node: of the cluster's own namespace, or with a part of the node beside files. */
const isOfNode = ({ namespace, hostNamespaces }: Workload): boolean =>
  namespace === 'kube-system' || hostNamespaces.length > 0;

/** Whether a path is for data, as far as it is known; what begins with an action may be anything. */
function isDataPath(path: string): boolean {
  const [known = ''] = path.split(UNKNOWN);
  const hasTop = known === path ? /^\/[^/]/.test(path) : /^\/[^/]+\//.test(known);
  return hasTop && !isSystemPath(known) && !/\.(?:sock|pid|lock)$/.test(path);
}

/** What a chart writes in a condition counts when its default values make it so. */
const isWritten = (document: KubernetesDocument | HelmDocument, { start }: Span): boolean =>
  document.language !== 'helm' || document.isWritten(start) === true;

/** The `type` of each `hostPath`, by where its path stands. */
const hostPathTypes = (objects: readonly KubernetesObject[]): ReadonlyMap<number, string> =>
  new Map(
    objects
      .flatMap(({ pods }) => pods.flatMap(({ spec }) => itemsOf(get(spec, 'volumes'))))
      .flatMap((volume) => {
        const path = get(volume, 'hostPath', 'path');
        return path ? [[contentSpan(path).start, asString(get(volume, 'hostPath', 'type')) ?? ''] as const] : [];
      }),
  );

/** https://kubernetes.io/docs/concepts/storage/volumes/#hostpath-volume-types */
const singleFile = /^(?:File|Socket|CharDevice|BlockDevice)$/;

function* checkVolume(
  object: KubernetesObject,
  document: KubernetesDocument | HelmDocument,
  isData: (path: string, span: Span) => boolean,
): Iterable<RuleFinding> {
  const modes = itemsOf(object.get('spec', 'accessModes')).map(asString);
  if (modes.length > 0 && modes.every((mode) => mode === 'ReadOnlyMany')) return;
  for (const kind of ['hostPath', 'local']) {
    const node = object.get('spec', kind, 'path');
    if (node?.kind !== 'scalar') continue;
    const span = contentSpan(node);
    if (!isData(node.value, span)) continue;
    yield {
      at: { span, path: `${object.path}/${kind}/path` },
      message: `${quote(document.file.text.slice(span.start, span.end))} keeps the volume's data on one node; use volumes that can be attached to another`,
      // The scheduler knows where it is, so that it is not lost silently.
      ...(kind === 'local' && { atMost: 'warning' }),
    };
  }
}

const shown = ({ span }: Mount, { file }: KubernetesDocument | HelmDocument): string =>
  quote(file.text.slice(span.start, span.end));

/** A workload with a folder of its node at `/store`. */
function withHostPath(kind: string, path: string, mount = ''): string {
  const container = `volumeMounts:\n  - name: store\n    mountPath: /store${mount && `\n    ${mount}`}`;
  return `${workload(kind, { container })}      volumes:\n        - name: store\n          hostPath:\n            path: ${path}\n`;
}
