import { joinPieces } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { toImageReference } from '../image.ts';
import { contentSpan } from '../kubernetes/object.ts';
import { get, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import { type Chart, chartIn, lookUpInParent } from './chart.ts';
import type { HelmFile } from './file.ts';
import { type ImageParts, imageOfParts, imagePartsOf, isImageKey } from './imageParts.ts';

/**
 * The images that a chart's `values.yaml`, or one of an environment beside it, names together with a version: maps with `repository` and `tag`, and texts such as
 * `image: acme/web:1.4.2`. A text without a tag is none of them: a template may well put one behind it. None when there
 * is no chart.
 */
export function valuesImages(file: HelmFile, project: Project): readonly ImageReference[] {
  return project.once(`helm values images ${file.path}`, () => {
    const chart = chartIn(folderOf(file.path), project);
    if (!chart) return [];
    const images: ImageReference[] = [];
    const visit = (node: YamlNode, path: readonly string[]): void => {
      if (node.kind === 'sequence') {
        for (const [index, { value }] of node.items.entries()) visit(value, [...path, String(index)]);
      }
      if (node.kind !== 'map' || path.length > maxDepth) return;
      const parts = partsOf(node, path, chart);
      const tagPath = [...path, 'tag'];
      const place = { path: tagPath.join('.'), source: file.text, origins: [] };
      const image = parts && imageOfParts(parts, { ...place, span: parts.span });
      const isOverridden = parts && lookUpInParent(chart, tagPath).kind !== 'absent';
      if (image && !isOverridden) images.push(image);
      for (const { key, value, span } of node.pairs) {
        // An alias's value stands, and is found, at its anchor.
        if (value.span.start < span.start || value.span.end > span.end) continue;
        const text =
          value.kind === 'scalar' && isImageKey(key) ? textImage(file, value, [...path, key].join('.')) : undefined;
        if (text && lookUpInParent(chart, [...path, key]).kind === 'absent') images.push(text);
        visit(value, [...path, key]);
      }
    };
    visit(file.root, []);
    return images;
  });
}

/** Deeper values are no settings of a chart but manifests. */
const maxDepth = 30;

/**
 * What a map that names an image says, and where its tag stands. What the values of an environment leave out is what
 * `values.yaml` says.
 */
function partsOf(
  map: YamlMap,
  path: readonly string[],
  { values }: Chart,
): (ImageParts & { readonly span: Span }) | undefined {
  const tag = get(map, 'tag');
  if (tag?.kind !== 'scalar') return undefined;
  const span = contentSpan(tag);
  const usual = values && get(values.root, ...path);
  const parts = imagePartsOf(path.at(-1), (name) => {
    const own = get(map, name);
    const node = own ?? get(usual, name);
    if (node?.kind !== 'scalar' || node.value === '') return undefined;
    const source = own ? contentSpan(node) : { start: span.start, end: span.start };
    return joinPieces([{ text: node.value, source }]);
  });
  return parts && { ...parts, span };
}

function textImage(file: HelmFile, node: YamlScalar, path: string): ImageReference | undefined {
  const { text: source } = file;
  const value = textOf(source, node);
  const image = toImageReference({ span: contentSpan(node), path, usage: 'resource', source, value, origins: [] });
  return image?.version.kind === 'tag' ? image : undefined;
}
