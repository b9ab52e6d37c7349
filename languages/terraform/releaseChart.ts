import type { Facts, ImageReference, Origin, Place } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { Script } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import type { HelmFile } from '../helm/file.ts';
import { valuesImages } from '../helm/valuesImages.ts';
import type { TerraformResource } from './block.ts';
import type { TerraformFile } from './document.ts';
import { seenFrom } from './elsewhere.ts';
import { releaseImages } from './helmRelease.ts';
import { commandKey, keysOf, mountKey, versionKey } from './releaseKeys.ts';
import { type ChangedTemplate, changedTemplates } from './releaseTemplates.ts';
import { chartOf, type ReleasedChart } from './releaseValues.ts';
import { mountAt, releasedWorkloads, settings, type Telling } from './releaseWorkloads.ts';
import { lazyScript } from './scripts.ts';

/** What a release of a chart of the workspace brings about in its templates, all of it where it names the chart. */
export interface ReleasedFacts extends Pick<Facts, 'images' | 'scripts' | 'mounts' | 'workloads'> {
  /** Where in a template that is written which has a path here. */
  originsOf(path: string): readonly Origin[];
}

/**
 * The facts of a chart's templates under the values of a `helm_release`, without those that the chart's own values give: they are
 * facts of the templates, which are linted too.
 */
export function releasedFacts(resource: TerraformResource, file: TerraformFile, project: Project): ReleasedFacts {
  const chart = chartOf(resource, file, project);
  if (!chart) return nothing;
  const { span } = chart;
  const templates = lazy(() => changedTemplates(resource, chart, project));
  const prefix = `${resource.path}/chart/`;
  const toldElsewhere = lazy(
    () => new Set([...releaseImages(resource, file, project), ...imagesInValues(chart, project)].map(versionKey)),
  );
  const tellingOf = (template: ChangedTemplate): Telling => ({
    placeOf: ({ path }) => ({ span, path: prefix + path }),
    imageOf: (image) => imageAt(image, span, prefix, template, toldElsewhere()),
  });
  const inAll = <Fact>(read: (template: ChangedTemplate, telling: Telling) => readonly Fact[]) =>
    lazy(() => templates().flatMap((template) => read(template, tellingOf(template))));
  const origins = lazy(() => new Map(templates().flatMap((template) => placesIn(template))));
  return withFacts(
    {
      originsOf: (path: string) => (path.startsWith(prefix) ? originsAbove(path.slice(prefix.length), origins()) : []),
    },
    {
      images: inAll(releasedImages),
      scripts: inAll((template) => releasedScripts(template, span, prefix)),
      mounts: inAll(releasedMounts),
      workloads: inAll(releasedWorkloads),
    },
  );
}

const withFacts = lazyProperties<Omit<ReleasedFacts, 'originsOf'>>('images', 'scripts', 'mounts', 'workloads');

const nothing: ReleasedFacts = { images: [], scripts: [], mounts: [], workloads: [], originsOf: () => [] };

/** Those that are told in the chart's own values. */
function imagesInValues({ chart: { values } }: ReleasedChart, project: Project): readonly ImageReference[] {
  const file = values && project.file(values.path);
  return file ? valuesImages(file as HelmFile, project) : [];
}

/** The images that have another version. */
function releasedImages(
  { facts, byValues, asLinted, isWritten, toTemplate }: ChangedTemplate,
  { imageOf }: Telling,
): readonly ImageReference[] {
  const before = keysOf(
    [byValues, asLinted].flatMap((reading) =>
      reading.facts().images.map((image) => `${reading.offsetOf(image)} ${versionKey(image)}`),
    ),
  );
  return facts()
    .images.filter((image) => isWritten(image) && !before.has(`${toTemplate(image.span).start} ${versionKey(image)}`))
    .map(imageOf)
    .filter(({ version }) => version.kind !== 'unresolved');
}

/** A version that values say is told there. */
function imageAt(
  image: ImageReference,
  span: Span,
  prefix: string,
  { path, toTemplate }: ChangedTemplate,
  told: ReadonlySet<string>,
): ImageReference {
  const { version } = image;
  const place = { span, path: prefix + image.path };
  const origins = [{ file: path, span: toTemplate(image.span), name: path }];
  if (told.has(versionKey(image))) return { ...image, ...place, origins, version: { kind: 'unresolved' } };
  if (version.kind === 'none') return { ...image, ...place, origins, version: { ...version, insertAt: undefined } };
  return { ...image, ...place, origins, version: version.kind === 'tag' ? { ...version, span: undefined } : version };
}

/** The scripts with those of their commands that are others. */
function releasedScripts(template: ChangedTemplate, span: Span, prefix: string): readonly Script[] {
  const { facts, byValues, asLinted, isWritten, toTemplate, path: file } = template;
  const before = lazy(() =>
    keysOf(
      [byValues, asLinted].flatMap((reading) =>
        reading.facts().scripts.flatMap(({ commands }) => commands.map(commandKey)),
      ),
    ),
  );
  return facts().scripts.flatMap((script) => {
    const commands = isWritten(script) ? script.commands.filter((command) => !before().has(commandKey(command))) : [];
    if (commands.length === 0) return [];
    const seen = lazy(() => seenFrom(span, { path: file }, commands, toTemplate));
    return [lazyScript(span, prefix + script.path, script.phase, seen, () => undefined)];
  });
}

function releasedMounts({ facts, byValues, asLinted, isWritten }: ChangedTemplate, telling: Telling): Facts['mounts'] {
  const before = keysOf([byValues, asLinted].flatMap((reading) => reading.facts().mounts.map(mountKey)));
  return facts()
    .mounts.filter((mount) => isWritten(mount) && !before.has(mountKey(mount)))
    .map((mount) => mountAt(mount, telling));
}

/** The places of all facts in a template, by their paths. */
function placesIn({ facts, toTemplate, path: file }: ChangedTemplate): readonly (readonly [string, Origin])[] {
  const { scripts, mounts, workloads } = facts();
  const containers = workloads.flatMap((workload) => workload.containers);
  const places: readonly Place[] = [
    ...[...workloads, ...containers, ...mounts, ...scripts],
    ...containers.flatMap((container) => [
      ...container.addedCapabilities,
      ...settings.flatMap((name) => container.switchOf(name) ?? []),
    ]),
    ...workloads.flatMap((workload) => workload.hostNamespaces),
  ];
  return places.map(({ path, span }) => [path, { file, span: toTemplate(span), name: file }]);
}

/** Of the path itself, or the nearest that leads to it. */
function originsAbove(path: string, origins: ReadonlyMap<string, Origin>): readonly Origin[] {
  for (let above = path; above !== ''; above = folderOf(above)) {
    const origin = origins.get(above);
    if (origin) return [origin];
  }
  return [];
}
