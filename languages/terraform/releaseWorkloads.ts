import type { Container, HostNamespace, ImageReference, Mount, Place, Switch, Workload } from '../../core/facts.ts';
import { lazy } from '../../core/lazy.ts';
import { withCapabilities } from '../kubernetes/facts.ts';
import { switchPaths } from '../kubernetes/settings.ts';
import { noEdits, toMount } from './mount.ts';
import { imageKey, keysOf, mountKey } from './releaseKeys.ts';
import type { ChangedTemplate, Reading } from './releaseTemplates.ts';

/** How facts of a template are told at the release. */
export interface Telling {
  placeOf(place: Place): Place;
  imageOf(image: ImageReference): ImageReference;
}

/** The workloads of a template with what a release changes in them, and nothing else. */
export function releasedWorkloads(template: ChangedTemplate, telling: Telling): readonly Workload[] {
  const { byValues, asLinted } = template;
  const namespaces = new Set([byValues, asLinted].flatMap(namespacesIn));
  const before = { byValues: containersIn(byValues), asLinted: containersIn(asLinted) };
  return template.facts().workloads.flatMap((workload): readonly Workload[] => {
    const offset = template.toTemplate(workload.span).start;
    const containers = workload.containers.flatMap((container) => {
      if (!template.isWritten(container)) return [];
      const { start } = template.toTemplate(container.span);
      const earlier = { byValues: before.byValues.get(start) ?? [], asLinted: before.asLinted.get(start) ?? [] };
      return changedContainer(container, earlier, template, telling);
    });
    const hostNamespaces = workload.hostNamespaces
      .filter((one) => template.isWritten(one) && !namespaces.has(`${offset} ${one.kind}`))
      .map(({ kind, span, path }): HostNamespace => {
        return { kind, ...telling.placeOf({ span, path }), removal: undefined };
      });
    const isChanged = containers.length > 0 || hostNamespaces.length > 0;
    return isChanged ? [{ ...workload, ...telling.placeOf(workload), containers, hostNamespaces }] : [];
  });
}

const namespacesIn = ({ facts, offsetOf }: Reading): readonly string[] =>
  facts().workloads.flatMap((workload) => workload.hostNamespaces.map(({ kind }) => `${offsetOf(workload)} ${kind}`));

/** Containers by where they begin; what one action writes begins in one place. */
function containersIn({ facts, offsetOf }: Reading): ReadonlyMap<number, readonly Container[]> {
  const containers = new Map<number, Container[]>();
  for (const container of facts().workloads.flatMap((workload) => workload.containers)) {
    const offset = offsetOf(container);
    const others = containers.get(offset);
    if (others) others.push(container);
    else containers.set(offset, [container]);
  }
  return containers;
}

/** The same container without the release. */
interface Earlier {
  readonly byValues: readonly Container[];
  readonly asLinted: readonly Container[];
}

function changedContainer(
  container: Container,
  { byValues, asLinted }: Earlier,
  template: ChangedTemplate,
  telling: Telling,
): readonly Container[] {
  const { image, role, name } = container;
  const earlier = [...byValues, ...asLinted];
  const images = keysOf(earlier.flatMap((one) => (one.image ? imageKey(one.image) : [])));
  // A mount in a branch that the chart's values do not take is not told where it is linted.
  const known = keysOf(byValues.flatMap(({ mounts }) => mounts.map(mountKey)));
  const mounts = container.mounts.filter((mount) => template.isWritten(mount) && !known.has(mountKey(mount)));
  const capabilities = new Set(earlier.flatMap(({ addedCapabilities }) => addedCapabilities.map((one) => one.name)));
  const added = container.addedCapabilities.filter((one) => template.isWritten(one) && !capabilities.has(one.name));
  const switchOf: Container['switchOf'] = (setting) => {
    const now = container.switchOf(setting);
    const isOn = stateOf(now);
    if (!now || isOn === undefined || earlier.some((one) => stateOf(one.switchOf(setting)) === isOn)) return undefined;
    return { state: now.state, ...telling.placeOf(now), turnOn: undefined, removal: undefined };
  };
  const isNewImage = image !== undefined && !images.has(imageKey(image));
  const isChanged =
    isNewImage || mounts.length > 0 || added.length > 0 || settings.some((setting) => switchOf(setting));
  if (!isChanged) return [];
  return [
    withCapabilities(
      {
        role,
        name,
        ...telling.placeOf(container),
        image: isNewImage ? telling.imageOf(image) : undefined,
        mounts: mounts.map((mount) => mountAt(mount, telling)),
        switchOf,
      },
      {
        addedCapabilities: lazy(() =>
          added.map((one) => ({ name: one.name, ...telling.placeOf(one), removal: undefined })),
        ),
      },
    ),
  ];
}

/** The names of all switches. */
export const settings = Object.keys(switchPaths) as readonly (keyof typeof switchPaths)[];

/** A setting that is written as off says no more than one that is absent. */
const stateOf = (setting: Switch | undefined): boolean | undefined =>
  setting && setting.state !== 'unknown' ? setting.state === 'on' : undefined;

/** A mount as it is told at the release, where nothing of it can be edited. */
export const mountAt = ({ span, path, source, target, isReadOnly }: Mount, { placeOf }: Telling): Mount =>
  toMount({ ...placeOf({ span, path }), source }, target, isReadOnly, noEdits);
