import { isKnown } from '../../core/embedded.ts';
import type { Container, Mount } from '../../core/facts.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import { scriptsOf } from './containers.ts';
import { type DataStore, dataStoreOfDirectory, dataStoreOfImage, isWithin } from './dataStores.ts';
import { servers } from './serverPackages.ts';

/** Kinds whose pods are there to stay, and that treat each of them as the next one. */
export const interchangeableKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'DaemonSet',
  'Pod',
]);

/** The data store that a container serves, if it does. `databases` are patterns of further images that hold data. */
export function storeOfContainer(
  container: Container,
  scripts: readonly Script[],
  databases: readonly string[],
): DataStore | undefined {
  const commands = commandsOf(container, scripts);
  const byImage = container.image && dataStoreOfImage(container.image.name, databases);
  if (byImage) {
    if (!isServer(byImage, commands)) return undefined;
    return !byImage.isOftenCache || keepsData(container, commands) ? byImage : undefined;
  }
  if (commands.length > 0) return undefined;
  const mounted = container.mounts.find(({ source }) => source.kind === 'claim' || source.kind === 'host-path');
  return mounted?.target === undefined ? undefined : dataStoreOfDirectory(mounted.target);
}

const commandsOf = (container: Container, scripts: readonly Script[]): readonly ShellCommand[] =>
  scriptsOf(container, scripts)
    .filter(({ path, phase }) => phase === 'boot' && path !== container.path && !path.includes('/lifecycle/'))
    .flatMap((script) => script.commands);

/** A server's image that runs something else is a client: a dump, a migration. Options alone are for the server. */
function isServer({ name: store, images }: DataStore, commands: readonly ShellCommand[]): boolean {
  const programs = servers.find((server) => server.store === store)?.programs;
  return (
    commands.length === 0 ||
    images.length === 0 ||
    commands.some(({ name }) => programs?.includes(name) || /entrypoint/.test(name) || name.startsWith('-'))
  );
}

/** Whether a cache is told to keep its data, or has a volume that outlives it. */
function keepsData({ mounts }: Container, commands: readonly ShellCommand[]): boolean {
  const hasVolume = mounts.some(
    ({ source, isReadOnly }) => source.kind === 'claim' || (source.kind === 'host-path' && !isReadOnly),
  );
  return (
    hasVolume ||
    commands.some(({ words }) =>
      words.some(({ value }, index) => value === '--appendonly' && words[index + 1]?.value === 'yes'),
    )
  );
}

/** Where a container of a data store keeps its data. */
export type DataPlace =
  /** A volume that outlives the container. */
  | { readonly kind: 'kept' }
  /** What goes when the container goes, or stays with one machine. */
  | { readonly kind: 'empty-dir' | 'host-path'; readonly mount: Mount }
  /** No volume at all. */
  | { readonly kind: 'layer' }
  | { readonly kind: 'unknown' };

/** `moved` is the folder that the container's environment names for the data in place of the usual one. */
export function dataPlaceOf(
  { mounts, image }: Pick<Container, 'mounts' | 'image'>,
  { dataDirectories, commonDirectories }: DataStore,
  moved: string | undefined,
): DataPlace {
  if (moved !== undefined && !isKnown(moved)) return { kind: 'unknown' };
  const usual = isOfLinuxserver(image) ? ['/config'] : [...dataDirectories, ...commonDirectories];
  const folders = moved === undefined ? usual : [moved];
  const holding = mounts.filter((mount) => folders.some((folder) => holds(mount, folder)));
  if (holding.some(({ source }) => source.kind === 'claim' || source.kind === 'other')) return { kind: 'kept' };
  // The server's own settings may have the data there.
  if (mounts.some((mount) => !holding.includes(mount) && mayHoldData(mount))) return { kind: 'unknown' };
  // The innermost one has the data.
  const [mount] = holding.toSorted((a, b) => (b.target?.length ?? 0) - (a.target?.length ?? 0));
  if (!mount) return { kind: 'layer' };
  return { kind: mount.source.kind === 'host-path' ? 'host-path' : 'empty-dir', mount };
}

/** Its images have all that they keep in one folder (https://docs.linuxserver.io/general/volumes/). */
const isOfLinuxserver = (image: Container['image']): boolean => /(?:^|\/)linuxserver\//.test(image?.name ?? '');

/** Whether a volume is mounted at a folder, above it, or at a part of it that holds data. */
function holds({ target }: Mount, folder: string): boolean {
  if (target === undefined || target === '/') return false;
  return isWithin(folder, target) || (isWithin(target, folder) && !noData.test(target));
}

/** Files and folders among the data that are none: settings, logs. */
const noData = /\/(?:[^/]*\.\w+|logs?|conf(?:ig)?|plugins|tmp|run|import)\/?$/;

function mayHoldData({ source, target, isReadOnly }: Mount): boolean {
  if (source.kind === 'claim') return true;
  if (target === undefined || !isKnown(target)) return source.kind !== 'empty-dir';
  return source.kind === 'host-path' && !isReadOnly && !systemFolder.test(target) && !noData.test(target);
}

const systemFolder = /^\/(?:docker-entrypoint[^/]*|etc|dev|proc|sys|usr|run|tmp|var\/(?:run|log))(?:\/|$)/;
