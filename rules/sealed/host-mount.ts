import { isKnown } from '../../core/embedded.ts';
import type { Mount, Place } from '../../core/facts.ts';
import type { FindingLevel } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import { isAllowed } from '../shared/allow.ts';
import { subjectOf } from '../shared/containers.ts';
import { pod, service, taskDefinition } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'sealed/host-mount',
  title: 'System folder of the machine mounted writable',
  languages: ['compose', 'kubernetes', 'terraform', 'helm'],
  level: { recommended: 'error' },
  yieldsTo: ['sealed/docker-socket'],
  since: '0.1.0',
  options: {
    allow: stringList([], 'Workloads that own their machine, such as node agents: names, with `*` for any text.'),
  },
  why: `
A machine is as immutable as its folders are. A container that has \`/etc\`, \`/usr\` or the whole disk mounted writable can change
the system that it runs on, and what it changed is there for every container that comes after it.

It bites as a pod that "only" adds a file to \`/etc/cron.d\` or a certificate to the machine's store. The machines that it ran on
differ from those that it did not, and the next machine, made from the same image, behaves in a third way.

Mount read-only what is only read, which is nearly everything. What all machines need belongs into the machine's image, and what a
program writes into a volume of its own.

The whole disk, \`/etc\`, \`/usr\` and the kubelet's folder are an error, other folders of the system and the kernel's settings a
warning. Name agents that are there to set machines up, such as network and storage drivers, in the option \`allow\`.

See [\`hostPath\` volumes in the Kubernetes documentation](https://kubernetes.io/docs/concepts/storage/volumes/#hostpath) and
[bind mounts in Docker's](https://docs.docker.com/engine/storage/bind-mounts/).
`,
  examples: {
    bad: [
      { compose: service('volumes:\n  - /etc/cron.d:/host/cron.d') },
      { compose: service('volumes:\n  - type: bind\n    source: /usr/local/bin\n    target: /host/bin') },
      { kubernetes: podWith('/etc/ssl/certs') },
      { kubernetes: podWith('/lib/modules') },
      { terraform: taskWith('/') },
      { helm: podWith('/etc/ssl/certs').replace('name: agent', 'name: {{ .Release.Name }}') },
    ],
    good: [
      { compose: service('volumes:\n  - /etc/localtime:/etc/localtime:ro\n  - ./web.yaml:/etc/web.yaml') },
      { kubernetes: podWith('/etc/ssl/certs', 'readOnly: true') },
      { kubernetes: podWith('/dev/fuse') },
      { kubernetes: podWith('/opt/cni/bin'), options: { allow: ['agent'] } },
      { terraform: taskWith('/srv/uploads') },
      { helm: podWith('/etc/ssl/certs', 'readOnly: {{ .Values.readOnly }}') },
    ],
  },

  *check(document, { options }) {
    const { workloads, file, language } = document;
    const told = new Set<number>();
    for (const { containers, name } of workloads) {
      if (isAllowed(options.allow, name ?? '')) continue;
      for (const container of containers) {
        for (const mount of container.mounts) {
          const found = mount.isReadOnly || told.has(mount.span.start) ? undefined : systemFolderOf(mount);
          if (!found || (language === 'helm' && ![mount, container].every(isWritten(document as HelmDocument))))
            continue;
          // A volume is mounted by several containers; it is one finding.
          told.add(mount.span.start);
          const { readOnly } = mount;
          yield {
            at: mount,
            message: `${shown(mount, file.text)} lets ${subjectOf(container)} change ${found.what}; mount it read-only, or put what it needs into the machine's image`,
            atMost: found.level,
            fixes: readOnly ? [{ title: 'Mount it read-only', safety: 'suggested', edits: readOnly }] : [],
          };
        }
      }
    }
  },
});

/** What a chart writes in a condition counts when its default values make it so. */
const isWritten =
  (document: HelmDocument) =>
  ({ span }: Place): boolean =>
    document.isWritten(span.start) === true;

function shown({ source, span }: Mount, text: string): string {
  return quote(source.kind === 'host-path' && isKnown(source.path) ? source.path : text.slice(span.start, span.end));
}

interface SystemFolder {
  readonly path: string;
  readonly level: FindingLevel;
  /** What is changed by writing there, for a message; nothing when it is left alone. */
  readonly what: string | undefined;
}

type ToldFolder = SystemFolder & { readonly what: string };

/** The folder of the system that a mount is of. What is not known of a path may be below a folder that is. */
function systemFolderOf({ source }: Mount): ToldFolder | undefined {
  if (source.kind !== 'host-path' || /\.\.|\.sock$|_socket$/.test(source.path)) return undefined;
  const path = source.path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/\.?$/, '');
  const found = systemFolders.find((folder) => isIn(path, folder.path));
  return found?.what === undefined ? undefined : (found as ToldFolder);
}

/** Of folders that are full of what belongs to others only themselves. */
const isIn = (path: string, folder: string): boolean =>
  path === folder || (!tops.has(folder) && path.startsWith(`${folder}/`));

const tops: ReadonlySet<string> = new Set(['/', '/var', '/var/lib', '/opt', '/home', '/root', '/run', '/var/run']);

const folders = (level: FindingLevel, what: string | undefined, ...paths: readonly string[]): readonly SystemFolder[] =>
  paths.map((path) => ({ path, level, what }));

/**
 * The first that fits counts. By the Filesystem Hierarchy Standard (refspecs.linuxfoundation.org/FHS_3.0) and the documentation
 * of kubelet, container engines and network plugins.
 */
const systemFolders: readonly SystemFolder[] = [
  // Drivers put their sockets here (https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/).
  ...folders(
    'info',
    undefined,
    ...['device-plugins', 'plugins', 'plugins_registry', 'pod-resources'].map((name) => `/var/lib/kubelet/${name}`),
  ),
  ...folders('warning', "its machine's kernel", '/boot', '/lib/modules', '/proc', '/sys', '/usr/lib/modules'),
  ...folders('warning', "its machine's clock", '/etc/localtime', '/etc/timezone'),
  ...folders('error', 'every file of its machine', '/'),
  ...folders('error', "its machine's settings", '/etc'),
  ...folders('error', "its machine's programs", '/usr'),
  ...folders('error', "the kubelet's files", '/var/lib/kubelet'),
  ...folders('warning', "its machine's programs", '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/opt', '/opt/cni/bin'),
  ...folders('warning', "its machine's users", '/home', '/root', '/root/.ssh'),
  ...folders(
    'warning',
    "its machine's services",
    '/run',
    '/run/systemd',
    '/var/run',
    '/var',
    '/var/lib',
    '/var/spool/cron',
  ),
  ...folders(
    'warning',
    'what runs on its machine',
    ...['docker', 'containerd', 'containers', 'crio', 'rancher'].map((name) => `/var/lib/${name}`),
  ),
];

function podWith(hostPath: string, mount = ''): string {
  const mounted = `volumeMounts:\n  - name: system\n    mountPath: /host${mount && `\n    ${mount}`}`;
  return pod(mounted, `volumes:\n  - name: system\n    hostPath:\n      path: ${hostPath}`);
}

function taskWith(hostPath: string): string {
  return taskDefinition(
    '{ name = "agent", image = "acme/agent:1.4.2", mountPoints = [{ sourceVolume = "system", containerPath = "/host" }] }',
    `volume {\n  name      = "system"\n  host_path = "${hostPath}"\n}`,
  );
}
