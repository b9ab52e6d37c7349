import { type EmbeddedText, isKnown, joinPieces, UNKNOWN } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { chartIn } from '../helm/chart.ts';
import { imageOfParts, imagePartsOf, isImageKey } from '../helm/imageParts.ts';
import { toImageReference } from '../image.ts';
import type { TerraformResource } from './block.ts';
import type { TerraformFile } from './document.ts';
import { originsOf } from './functions/function.ts';
import { chartOf, chartValues, mergedValues } from './releaseValues.ts';
import { itemsOf, property, toText, type Value, withoutQuotes } from './value.ts';

export const isRelease = ({ type }: TerraformResource): boolean => type === 'helm_release';

/**
 * The images that a `helm_release` gives its chart, as a chart's own values name them. Of a tag that is set alone, only the
 * chart knows the image: its values do, when it is in the workspace.
 */
export function releaseImages(
  resource: TerraformResource,
  file: TerraformFile,
  project: Project,
): readonly ImageReference[] {
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
  const chart = chartOf(resource, file, project);
  visit(mergedValues(resource, chart && chartValues(chart, project)), []);
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
