import type { Container, Facts, ImageReference, Mount, Origin, Place, Port, Workload } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { Script } from '../../core/script.ts';
import { asString, itemsOf } from '../yaml/node.ts';
import { buildsIn, isBuilt } from './builds.ts';
import type { ComposeFile } from './document.ts';
import { imageAt, imageElsewhere } from './images.ts';
import { inlineBuildOf } from './inlineDockerfile.ts';
import { extendedLayersOf } from './layers.ts';
import { mountedScripts } from './mountedScripts.ts';
import { mountsOf } from './mounts.ts';
import { portsOf } from './ports.ts';
import { scriptsOf } from './scripts.ts';
import type { ComposeService } from './service.ts';
import { type Settings, settingsOf } from './settings.ts';
import { contentSpan, resolve, type Scope, stringOf } from './value.ts';

/** The facts of a file's services in their project, each computed when first read. */
export function factsOf(file: ComposeFile, project: Project, scope: Scope): Facts {
  const { services } = file;
  // What services share stands once in the text, and is one thing.
  const once = mayRepeat.test(file.text) ? oncePerPlace : <T>(facts: readonly T[]) => facts;
  const containers = lazy(() =>
    services.map((service): ServiceContainer => {
      const { name, path, span } = service;
      const image = serviceImage(file, project, scope, service);
      const settings = settingsOf(project, file.path, scope, service);
      const mounts = mountsOf(scope, service);
      const { switchOf, temporaryFolder, addedCapabilities } = settings;
      const container = { role: 'main', name, path, span, image, mounts, switchOf, temporaryFolder } as const;
      return { service, container: toContainer(container, { addedCapabilities }), settings };
    }),
  );
  const inlineBuilds = lazy(() =>
    services.flatMap((service) => inlineBuildOf(file.path, scope, service, project) ?? []),
  );
  const images = lazy((): readonly ImageReference[] =>
    once([
      ...containers().flatMap(({ service, container: { image } }) => [
        ...(image ? [image] : []),
        ...mountedImages(scope, service),
      ]),
      ...inlineBuilds().flatMap((build) => build.images),
    ]),
  );
  const scripts = lazy((): readonly Script[] => {
    const own = containers().flatMap(({ service, container }) => {
      const run = scriptsOf(scope, file.commands, service);
      return [...run, ...mountedScripts(file, project, scope, service, container.mounts, run)];
    });
    // Services may share an entrypoint, and each have a command of its own.
    return once(
      [...own, ...inlineBuilds().flatMap((build) => build.scripts)],
      ({ commands }) => commands.at(-1)?.span.end,
    );
  });
  const ports = lazy((): readonly Port[] =>
    once([
      ...services.flatMap((service) => portsOf(scope, service)),
      ...inlineBuilds().flatMap((build) => build.ports),
    ]),
  );
  const fileWrites = lazy(() => once(inlineBuilds().flatMap((build) => build.fileWrites)));
  const mounts = lazy((): readonly Mount[] => once(containers().flatMap(({ container }) => container.mounts)));
  const workloads = lazy((): readonly Workload[] =>
    containers().map(({ service: { name, path, span }, container, settings: { hostNamespaces } }) => {
      const place = { kind: 'ComposeService', name, namespace: undefined, path, span } as const;
      return toWorkload({ ...place, containers: [container], operatingSystem: 'linux' } as const, { hostNamespaces });
    }),
  );
  return withFacts({ packageLists: [] }, { images, scripts, ports, mounts, workloads, fileWrites });
}

interface ServiceContainer {
  readonly service: ComposeService;
  readonly container: Container;
  readonly settings: Settings;
}

const toContainer = lazyProperties<Pick<Container, 'addedCapabilities'>>('addedCapabilities');

const toWorkload = lazyProperties<Pick<Workload, 'hostNamespaces'>>('hostNamespaces');

const withFacts = lazyProperties<Omit<Facts, 'packageLists'>>(
  'images',
  'scripts',
  'ports',
  'mounts',
  'workloads',
  'fileWrites',
);

/** Whether there may be an alias (`*name`), or a config, which several services may run. */
const mayRepeat = /\*[^\s,\]}]|^["']?configs\b/m;

function oncePerPlace<T extends Place>(facts: readonly T[], detailOf?: (fact: T) => number | undefined): readonly T[] {
  const seen = new Set<string>();
  return facts.filter((fact) => {
    const { span, path } = fact;
    // Two ports may come from one variable, so the path within the service counts too.
    const place = `${span.start} ${span.end} ${path.slice(path.indexOf('/', 'services/'.length))} ${detailOf?.(fact)}`;
    return !seen.has(place) && seen.add(place);
  });
}

/** The image that a service runs and that nothing here builds. */
function serviceImage(
  file: ComposeFile,
  project: Project,
  scope: Scope,
  service: ComposeService,
): ImageReference | undefined {
  const path = `${service.path}/image`;
  const image = imageAt(scope, service.get('image'), path, 'container') ?? extendedImage(file, project, service, path);
  if (!image || isBuilt(project, file.path, service.name)) return undefined;
  const { images, unnamed } = buildsIn(project, folderOf(file.path));
  // Compose calls what it builds `project-service`, and did call it `project_service`.
  const isOurs = images.has(image.name) || isNamedAfter(image.name, unnamed);
  return isOurs ? undefined : image;
}

/** What is extended may stand in a file of any name, which is not linted itself, so that its image is told here. */
function extendedImage(
  file: ComposeFile,
  project: Project,
  service: ComposeService,
  path: string,
): ImageReference | undefined {
  const extended = service.get('extends');
  if (!extended) return undefined;
  const { layers } = extendedLayersOf(project, file.path, service.name);
  const layer = layers.find((one) => one.service.get('image'));
  const node = layer?.service.get('image');
  if (!layer || !node || project.file(layer.path)?.language === 'compose') return undefined;
  const value = resolve(layer.scope, node);
  const name = `${layer.service.path}/image`;
  const origin: Origin = { file: layer.path, span: contentSpan(layer.scope.source, node), name };
  return value && imageElsewhere(file.text, extended.span, path, value.value.text, [origin, ...value.origins]);
}

const isNamedAfter = (image: string, services: ReadonlySet<string>): boolean =>
  !image.includes('/') && [...image.matchAll(/[-_]/g)].some(({ index }) => services.has(image.slice(index + 1)));

/** Images that are mounted as volumes (https://docs.docker.com/reference/compose-file/services/#volumes). */
const mountedImages = (scope: Scope, service: ComposeService): readonly ImageReference[] =>
  itemsOf(service.get('volumes')).flatMap((volume, index) => {
    if (volume.kind !== 'map') return [];
    const field = (key: string) => volume.pairs.find((pair) => pair.key === key)?.value;
    if (stringOf(scope, field('type')) !== 'image') return [];
    const place = asString(field('target')) ?? index;
    return imageAt(scope, field('source'), `${service.path}/volumes[${place}]/image`, 'volume') ?? [];
  });
