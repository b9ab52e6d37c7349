import { type EmbeddedText, embed, isKnown, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { chartIn } from '../helm/chart.ts';
import { imageOfParts, imagePartsOf, isImageKey } from '../helm/imageParts.ts';
import { toImageReference } from '../image.ts';
import type { TerraformResource } from './block.ts';
import type { TerraformFile } from './document.ts';
import { originsOf } from './functions/function.ts';
import { rootFolderOf } from './paths.ts';
import { fromElsewhere, itemsOf, knownText, property, toText, unknownAt, type Value, withoutQuotes } from './value.ts';
import { yamlIn } from './yaml.ts';

/**
 * The images that a `helm_release` gives its chart, as a chart's own values name them. Of a tag that is set alone, only the
 * chart knows the image: its values do, when it is in the workspace. They are not joined with its templates.
 */
export function releaseImages(
  resource: TerraformResource,
  file: TerraformFile,
  project: Project,
): readonly ImageReference[] {
  if (resource.type !== 'helm_release') return [];
  const source = file.text;
  const isOfRelease = ({ origins }: Value): boolean => !origins.some((origin) => isOfChart(origin.file, project));
  const images: ImageReference[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value, path: readonly string[]): void => {
    // Values are shared, so a small file can hold a tree of any size; each is read once.
    if (path.length > maxDepth || seen.has(value)) return;
    seen.add(value);
    for (const [index, item] of itemsOf(value).entries()) visit(item, [...path, String(index)]);
    if (value.kind !== 'object') return;
    const tag = property(value, 'tag');
    const image = tag && isOfRelease(tag) ? imageOfMap(value, path, resource, source) : undefined;
    if (image) images.push(image);
    for (const { key, value: inner } of value.entries) {
      const text =
        isImageKey(key) && isOfRelease(inner) ? imageOfText(inner, [...path, key], resource, source) : undefined;
      if (text) images.push(text);
      visit(inner, [...path, key]);
    }
  };
  visit(mergedValues(resource, chartValues(resource, file, project)), []);
  return images;
}

/** Whether a file is a chart's own `values.yaml`, whose images are reported there. */
const isOfChart = (path: string, project: Project): boolean =>
  /(?:^|\/)values\.yaml$/.test(path) && chartIn(folderOf(path), project) !== undefined;

/** Deeper values are no settings of a chart but manifests. */
const maxDepth = 30;

function imageOfMap(
  map: Value,
  path: readonly string[],
  resource: TerraformResource,
  source: string,
): ImageReference | undefined {
  const tag = property(map, 'tag');
  if (map.kind !== 'object' || !tag) return undefined;
  const key = path.at(-1);
  const textOf = (name: string): EmbeddedText | undefined => {
    const value = property(map, name);
    // A key that is not known may be any.
    if (!value) return map.isPartial && name !== 'registry' ? unknownText(map.span) : undefined;
    return value.kind === 'null' || toText(value).text === '' ? undefined : toText(value);
  };
  const names = ['registry', 'repository', 'name', 'image', 'tag'].flatMap((name) => property(map, name) ?? []);
  const place = {
    span: withoutQuotes(tag.span, source),
    path: pathOf(resource, [...path, 'tag']),
    source,
    origins: originsOf(names),
  };
  const parts = imagePartsOf(key, textOf);
  if (parts) return imageOfParts(parts, place);
  if (!isImageKey(key) || ['repository', 'name', 'image', 'digest', 'sha'].some((name) => textOf(name)))
    return undefined;
  const text = textOf('tag');
  if (!text || !isKnown(text.text)) return undefined;
  const image = imageOfParts({ registry: undefined, repository: unknownText(place.span), tag: text }, place);
  return image && { ...image, text: `${[...path, 'tag'].join('.')}=${text.text}` };
}

function imageOfText(
  value: Value,
  path: readonly string[],
  resource: TerraformResource,
  source: string,
): ImageReference | undefined {
  if (value.kind !== 'string') return undefined;
  const place = { span: withoutQuotes(value.span, source), path: pathOf(resource, path), source };
  const image = toImageReference({ ...place, usage: 'resource', value: value.value, origins: value.origins });
  return image?.version.kind === 'tag' ? image : undefined;
}

const pathOf = ({ path }: TerraformResource, keys: readonly string[]): string => `${path}/values/${keys.join('.')}`;
const unknownText = (source: Span): EmbeddedText => joinPieces([{ text: UNKNOWN, source }]);

/** What a release sets: each of `values` over those before it and over the chart's, and `set` over all (helm.sh/docs/helm/helm_install). */
function mergedValues(resource: TerraformResource, ofChart: Value | undefined): Value {
  const layers = [...valuesOf(resource), ...setsOf(resource)];
  const steps = { left: maxSteps };
  return layers.reduce<Value>((lower, upper) => mergeValues(lower, upper, steps), ofChart ?? emptyAt(resource.span));
}

/** The own values of a chart of the workspace, all of them at the release's `chart`. */
function chartValues(resource: TerraformResource, { path }: TerraformFile, project: Project): Value | undefined {
  const chart = resource.attribute('repository') ? undefined : resource.value('chart');
  const written = knownText(chart);
  if (!chart || written === undefined || written.startsWith('/')) return undefined;
  const folder = resolvePath(rootFolderOf(folderOf(path), project), written);
  const values = folder === undefined ? undefined : chartIn(folder, project)?.values;
  if (!values) return undefined;
  const span = { start: 0, end: values.text.length };
  const read = yamlIn({ kind: 'string', value: embed(values.text, span), span, origins: [] });
  return read && fromElsewhere(read, chart.span, { file: values.path, span, name: values.path });
}

const maxSteps = 10_000;
const emptyAt = (span: Span) =>
  ({ kind: 'object', entries: [], isPartial: false, span, origins: [] }) as const satisfies Value;

/** An upper value that is not known may replace anything of the lower one. */
function mergeValues(lower: Value, upper: Value, steps: { left: number }): Value {
  if (upper.kind === 'unknown') return { ...emptyAt(upper.span), isPartial: true };
  if (lower.kind !== 'object' || upper.kind !== 'object') return upper;
  if (steps.left-- <= 0) return unknownAt(upper.span);
  const entries = new Map(upper.isPartial ? [] : lower.entries.map((entry) => [entry.key, entry]));
  for (const entry of upper.entries) {
    const below = property(lower, entry.key);
    const value = below ? mergeValues(below, entry.value, steps) : entry.value;
    entries.set(entry.key, { ...entry, value });
  }
  return { ...upper, entries: [...entries.values()], isPartial: lower.isPartial || upper.isPartial };
}

function valuesOf(resource: TerraformResource): readonly Value[] {
  const values = resource.value('values');
  if (!values) return [];
  if (values.kind !== 'list' || values.isPartial) return values.kind === 'null' ? [] : [unknownAt(values.span)];
  return values.items.flatMap((item) => {
    if (item.kind === 'json') return item.value;
    if (item.kind === 'string') return item.value.text.trim() === '' ? [] : (yamlIn(item) ?? unknownAt(item.span));
    return item.kind === 'null' ? [] : unknownAt(item.span);
  });
}

/** `set` is a block, or since version 3 of the provider a list of objects. */
function setsOf(resource: TerraformResource): readonly Value[] {
  const list = resource.value('set');
  if (list && (list.kind !== 'list' || list.isPartial)) return list.kind === 'null' ? [] : [unknownAt(list.span)];
  const blocks = resource.blocks('set').map((block) => ({
    span: block.span,
    name: block.value('name'),
    value: block.value('value'),
  }));
  const items = itemsOf(list).map((item) => ({
    span: item.span,
    name: property(item, 'name'),
    value: property(item, 'value'),
  }));
  return [...(resource.attribute('set') ? items : blocks)].flatMap(({ span, name, value }) => {
    const path = knownText(name);
    if (path === undefined || !value) return [unknownAt(span)];
    return value.kind === 'null' ? [] : [nestedAt(keysOf(path), value)];
  });
}

/** `a.b[0].c\.d` is `a`, `b`, `0` and `c.d` (helm.sh/docs/intro/using_helm, "The Format and Limitations of --set"). */
const keysOf = (path: string): readonly string[] =>
  Array.from(path.matchAll(/\[(\d+)\]|((?:\\.|[^.[\\])+)/g), ([, index, key]) => index ?? key!.replace(/\\(.)/g, '$1'));

const nestedAt = (keys: readonly string[], value: Value): Value =>
  keys.reduceRight<Value>((inner, key) => ({ ...emptyAt(value.span), entries: [{ key, value: inner }] }), value);
