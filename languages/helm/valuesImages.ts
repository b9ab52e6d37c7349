import { isKnown, joinPieces } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { toImageReference } from '../image.ts';
import { contentSpan } from '../kubernetes/object.ts';
import { asString, get, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import { chartIn, lookUpInParent } from './chart.ts';
import type { HelmFile } from './file.ts';

/**
 * The images that a chart's `values.yaml` names together with a version: maps with `repository` and `tag`, and texts such as
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
      const parts = partsOf(node, path.at(-1));
      const image = parts && toImage(file, parts, [...path, parts.tagKey].join('.'));
      const isOverridden = parts && lookUpInParent(chart, [...path, parts.tagKey]).kind !== 'absent';
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

const isImageKey = (key: string | undefined): boolean => key !== undefined && /^(?:image|\w*Image)$/.test(key);

interface Parts {
  readonly registry: YamlScalar | undefined;
  readonly repository: YamlScalar;
  readonly tag: YamlScalar;
  readonly tagKey: string;
}

/** The parts of a map that names an image; undefined when it names none, has a digest, or leaves the tag to the chart. */
function partsOf(map: YamlMap, key: string | undefined): Parts | undefined {
  const scalar = (name: string): YamlScalar | undefined => {
    const node = get(map, name);
    return node?.kind === 'scalar' && node.value !== '' && isKnown(node.value) ? node : undefined;
  };
  const repository = scalar('repository') ?? (isImageKey(key) ? (scalar('name') ?? scalar('image')) : undefined);
  const tag = scalar('tag');
  if (!repository || !tag || asString(get(map, 'digest')) || asString(get(map, 'sha'))) return undefined;
  return { registry: scalar('registry'), repository, tag, tagKey: 'tag' };
}

function toImage(file: HelmFile, { registry, repository, tag }: Parts, path: string): ImageReference | undefined {
  const { text: source } = file;
  const value = joinPieces([
    ...(registry ? [{ text: `${registry.value}/`, source: contentSpan(registry) }] : []),
    { text: repository.value, source: contentSpan(repository) },
    { text: ':', source: { start: tag.span.start, end: tag.span.start } },
    { text: tag.value, source: contentSpan(tag) },
  ]);
  const image = toImageReference({ span: contentSpan(tag), path, usage: 'resource', source, value, origins: [] });
  // The tag alone would say little.
  return image && image.version.kind === 'tag' ? { ...image, text: value.text } : undefined;
}

function textImage(file: HelmFile, node: YamlScalar, path: string): ImageReference | undefined {
  const { text: source } = file;
  const value = textOf(source, node);
  const image = toImageReference({ span: contentSpan(node), path, usage: 'resource', source, value, origins: [] });
  return image?.version.kind === 'tag' ? image : undefined;
}
