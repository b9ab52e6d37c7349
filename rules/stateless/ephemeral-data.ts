import type { Container, ImageReference, Mount } from '../../core/facts.ts';
import type { Fix, RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { ComposeDocument } from '../../languages/compose/document.ts';
import { addNamedVolume, nameVolume } from '../../languages/compose/namedVolume.ts';
import type { ComposeService } from '../../languages/compose/service.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { asString, get, itemsOf } from '../../languages/yaml/node.ts';
import { dataPlaceOf, interchangeableKinds, storeOfContainer } from '../shared/databaseContainers.ts';
import { databasesInPods } from '../shared/databasePods.ts';
import { movedDataOf } from '../shared/dataPaths.ts';
import { type DataStore, databasesDescription } from '../shared/dataStores.ts';
import { isForDevelopment, isNamedTest } from '../shared/development.ts';
import { workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

const inSet = { name: 'orders', image: 'postgres:16.6', spec: 'serviceName: orders' };

export default defineRule({
  id: 'stateless/ephemeral-data',
  title: 'Database whose data goes with its container',
  languages: ['compose', 'kubernetes', 'helm'],
  level: { recommended: 'error' },
  since: '0.1.0',
  why: `
A container is there to be replaced, and what it wrote goes with it: what is in its own layer, in an \`emptyDir\`, in a \`tmpfs\`, in
a volume without a name. A \`hostPath\` stays, but on one machine, and the next pod may start on another.

It bites at the next update of the database's image, or when a node is drained: the server comes up healthy and empty, runs its
first-time setup, and the application greets its first user. Nothing has failed, so nothing reports it.

Give the folder of the data a volume with a life of its own: \`volumeClaimTemplates\` of a StatefulSet in Kubernetes, a named volume
in Compose. Better still, use a managed service.

A cache that keeps nothing on purpose is left alone, and so are Compose files and services that are for development or tests by
their name, and bind mounts in Compose, which stay where the project is. Where a database has no volume in a Deployment,
\`stateless/database-in-deployment\` says so. Ignore it for a demonstration that begins anew each time.

See [Ephemeral volumes](https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/) and
[Volumes in Compose](https://docs.docker.com/reference/compose-file/volumes/).
`,
  options: { databases: stringList([], databasesDescription) },
  examples: {
    bad: [
      { compose: database('postgres:16.6') },
      { compose: database('mysql:8.4.3', 'volumes:\n  - /var/lib/mysql') },
      { kubernetes: workload('StatefulSet', inSet) },
      { kubernetes: withVolume('StatefulSet', 'mongo:8.0.4', '/data/db', 'emptyDir: {}') },
      {
        kubernetes: withVolume(
          'Deployment',
          'postgres:16.6',
          '/var/lib/postgresql/data',
          'hostPath: { path: /mnt/pg }',
        ),
      },
      { helm: withVolume('StatefulSet', '{{ .Values.image }}/mysql:8.4.3', '/var/lib/mysql', 'emptyDir: {}') },
    ],
    good: [
      { compose: `${database('postgres:16.6', 'volumes:\n  - data:/var/lib/postgresql/data')}volumes:\n  data:\n` },
      { compose: database('redis:7.4.1') },
      {
        kubernetes: withVolume(
          'StatefulSet',
          'mongo:8.0.4',
          '/data/db',
          'persistentVolumeClaim: { claimName: orders }',
        ),
      },
      { kubernetes: withVolume('StatefulSet', 'redis:7.4.1', '/data', 'emptyDir: {}') },
      { helm: withVolume('StatefulSet', 'mysql:8.4.3', '/var/lib/mysql', '{{- toYaml .Values.volume | nindent 10 }}') },
    ],
  },

  *check(document: ComposeDocument | KubernetesDocument | HelmDocument, { options, pathFromRoot }) {
    if (document.language !== 'compose') yield* checkKubernetes(document, options.databases);
    else if (!isForDevelopment(pathFromRoot)) yield* checkCompose(document, options.databases);
  },
});

function* checkCompose(document: ComposeDocument, databases: readonly string[]): Iterable<RuleFinding> {
  const byName = new Map<string, ComposeService | undefined>();
  // With a name twice, documents of one file are merged.
  for (const service of document.services) byName.set(service.name, byName.has(service.name) ? undefined : service);
  for (const { containers, name = '' } of document.workloads) {
    const [container] = containers;
    const store = container && storeOfContainer(container, document.scripts, databases);
    if (!store || isNamedTest(name)) continue;
    const own = byName.get(name);
    if (!own || isForTests(own)) continue;
    if (isWrittenElsewhere(own, document)) continue;
    const moved = movedDataOf(own.get('environment'));
    const place = dataPlaceOf(container, store, moved);
    // A bind mount is a folder of the project.
    if (place.kind !== 'layer' && place.kind !== 'empty-dir') continue;
    const mount = place.kind === 'layer' ? undefined : place.mount;
    const isTmpfs = mount !== undefined && (mount.path.includes('/tmpfs[') || !isUnnamed(mount, own));
    const holder = !mount ? 'in no volume' : isTmpfs ? 'in memory' : 'in a volume without a name';
    yield {
      at: mount ?? container.image ?? container,
      message: `${subjectOf(container, store)} keeps its data ${holder}, and loses it when its container is removed; give it a named volume`,
      fixes: isTmpfs
        ? []
        : namedVolume(document, own, mount, mount?.target ?? moved ?? targetOf(container.image, store)),
    };
  }
}

/** Compose profiles are for parts that are not always wanted. */
const isForTests = (service: ComposeService): boolean =>
  itemsOf(service.get('profiles')).some(
    (profile) => isNamedTest(asString(profile) ?? '') || asString(profile) === 'dev',
  );

/** Whether volumes of a service may be said in another file, or by what it extends. */
function isWrittenElsewhere(service: ComposeService, { partsOf }: ComposeDocument): boolean {
  if (service.get('volumes_from')) return true;
  const parts = partsOf(service.name);
  return !parts || parts.some((part) => part.node !== service.node && (part.get('volumes') || part.get('tmpfs')));
}

const isUnnamed = ({ target }: Mount, service: ComposeService): boolean =>
  itemsOf(service.get('volumes')).every(
    (volume) => asString(get(volume, 'target')) !== target || asString(get(volume, 'type')) === 'volume',
  );

function namedVolume(
  { file }: ComposeDocument,
  service: ComposeService,
  unnamed: Mount | undefined,
  target: string | undefined,
): readonly Fix[] {
  const [root, second] = file.documents.map((document) => document.root);
  if (!root || second || target === undefined) return [];
  const name = `${service.name}-data`;
  const edits = unnamed
    ? nameVolume(file.text, root, unnamed.span.start, name)
    : addNamedVolume(file.text, root, service, name, target);
  return edits ? [{ title: `Keep the data in a volume named \`${name}\``, safety: 'suggested', edits }] : [];
}

/** Where the official image wants its volume; of PostgreSQL this hangs on the version (https://hub.docker.com/_/postgres). */
function targetOf(image: ImageReference | undefined, { images, volumeTarget }: DataStore): string | undefined {
  const [official] = images;
  if (!image || !official || image.name.replace(/^(?:docker\.io\/)?(?:library\/)?/, '') !== official) return undefined;
  if (official !== 'postgres') return volumeTarget;
  const [, major] = /^(\d+)(?!\d)/.exec(image.version.kind === 'tag' ? image.version.tag : '') ?? [];
  if (major === undefined) return undefined;
  return Number(major) < 18 ? '/var/lib/postgresql/data' : '/var/lib/postgresql';
}

function* checkKubernetes(
  document: KubernetesDocument | HelmDocument,
  databases: readonly string[],
): Iterable<RuleFinding> {
  for (const { workload, container, store, place } of databasesInPods(document, databases)) {
    const isSet = workload.kind === 'StatefulSet';
    if (!isSet && !interchangeableKinds.has(workload.kind)) continue;
    const advice = isSet ? '`volumeClaimTemplates`' : 'a managed service, or a StatefulSet with `volumeClaimTemplates`';
    const subject = subjectOf(container, store);
    if (place.kind === 'layer' && isSet) {
      yield {
        at: container.image ?? container,
        message: `${subject} keeps its data in no volume, and the next pod begins without it; use ${advice}`,
      };
    } else if (place.kind === 'empty-dir') {
      yield {
        at: place.mount,
        message: `${subject} keeps its data in an \`emptyDir\`, and the next pod begins without it; use ${advice}`,
      };
    } else if (place.kind === 'host-path') {
      yield {
        at: place.mount,
        message: `${subject} keeps its data on one node, and the next pod may start on another; use ${advice}`,
      };
    }
  }
}

const subjectOf = ({ image }: Container, store: DataStore): string => quote(image?.text ?? store.name);

/** A Compose file with one database. */
function database(image: string, fields = ''): string {
  return `services:\n  db:\n    image: ${image}\n${fields && `    ${fields.replaceAll('\n', '\n    ')}\n`}`;
}

/** A workload of one database with a volume. */
function withVolume(kind: string, image: string, target: string, volume: string): string {
  const container = `volumeMounts:\n  - { name: data, mountPath: ${target} }`;
  const spec = `serviceName: orders`;
  return `${workload(kind, { name: 'orders', image, spec, container })}      volumes:\n        - name: data\n          ${volume}\n`;
}
