import { isWithin } from './dataStores.ts';

/** Whether a path of a machine is the system's, or that of what runs containers there, and so holds no data of an application. */
export const isSystemPath = (path: string): boolean =>
  tops.has(path.replace(/(?<=.)\/+$/, '')) || systemFolders.some((folder) => isWithin(path, folder));

/** Folders that hold the system's and others. */
const tops: ReadonlySet<string> = new Set(['/', '/var', '/var/lib', '/home', '/opt']);

/**
 * The Filesystem Hierarchy Standard's folders of the system (refspecs.linuxfoundation.org/FHS_3.0), and those of kubelet,
 * container engines, network plugins and node images by their documentation.
 */
const systemFolders: readonly string[] = [
  ...['/bin', '/boot', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/proc', '/root', '/run', '/sbin', '/sys', '/usr'],
  ...['/cgroup', '/var/run', '/var/log', '/var/spool', '/var/lock', '/home/kubernetes', '/opt/cni', '/opt/containerd'],
  ...[
    'kubelet',
    'docker',
    'containerd',
    'containers',
    'crio',
    'cni',
    'calico',
    'cilium',
    'rancher',
    'buildkit',
    'dbus',
  ].map((name) => `/var/lib/${name}`),
];
