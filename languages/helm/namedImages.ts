import { type EmbeddedText, toSource } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { toImageReference } from '../image.ts';
import { get, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { type ImageParts, imageOfParts, imagePartsOf, isImageKey } from './imageParts.ts';

/** An image that the values of a chart name, and the way to what says its version. */
export interface NamedImage {
  readonly image: ImageReference;
  readonly path: readonly string[];
}

/** Values that may name images. */
export interface ValuesText {
  /** The text of the document that they stand in. */
  readonly source: string;
  readonly root: YamlNode;
  /** The text of a scalar, with its place in the document. */
  readonly read: (scalar: YamlScalar) => EmbeddedText;
  /** What counts where a map says the tag alone. */
  readonly usual?: YamlNode | undefined;
  /** Stands before the paths of the images. */
  readonly path?: string;
}

/**
 * The images that values name together with a version: maps with `repository` and `tag`, and texts such as
 * `image: acme/web:1.4.2`. A text without a tag is none of them: a template may well put one behind it.
 */
export function namedImages({ source, root, read, usual, path: prefix = '' }: ValuesText): readonly NamedImage[] {
  const found: NamedImage[] = [];
  const add = (image: ImageReference | undefined, path: readonly string[]): void => {
    if (image) found.push({ image, path });
  };
  const visit = (node: YamlNode, path: readonly string[]): void => {
    if (node.kind === 'sequence') {
      for (const [index, { value }] of node.items.entries()) visit(value, [...path, String(index)]);
    }
    if (node.kind !== 'map' || path.length > maxDepth) return;
    const parts = partsOf(node, path);
    const tagPath = [...path, 'tag'];
    if (parts) {
      const span = toSource(parts.tag, 0, parts.tag.text.length);
      add(imageOfParts(parts, { span, path: prefix + tagPath.join('.'), source, origins: [] }), tagPath);
    }
    for (const { key, value, span } of node.pairs) {
      // An alias's value stands, and is found, at its anchor.
      if (value.span.start < span.start || value.span.end > span.end) continue;
      if (value.kind === 'scalar' && isImageKey(key)) add(textImage(value, [...path, key]), [...path, key]);
      visit(value, [...path, key]);
    }
  };

  const partsOf = (map: YamlMap, path: readonly string[]): ImageParts | undefined => {
    const tag = get(map, 'tag');
    if (tag?.kind !== 'scalar') return undefined;
    const other = usual && get(usual, ...path);
    return imagePartsOf(path.at(-1), (name) => {
      const own = get(map, name);
      const node = own ?? get(other, name);
      if (node?.kind !== 'scalar' || node.value === '') return undefined;
      if (own) return read(node);
      // It stands elsewhere: here it takes no place.
      const { start } = toSource(read(tag), 0, 0);
      const { value } = node;
      return { text: value, pieces: [{ offset: 0, length: value.length, source: { start, end: start } }] };
    });
  };

  const textImage = (scalar: YamlScalar, path: readonly string[]): ImageReference | undefined => {
    const value = read(scalar);
    const span = toSource(value, 0, value.text.length);
    const place = { span, path: prefix + path.join('.') };
    const image = toImageReference({ ...place, usage: 'resource', source, value, origins: [] });
    return image?.version.kind === 'tag' ? image : undefined;
  };

  visit(root, []);
  return found;
}

/** Deeper values are no settings of a chart but manifests. */
const maxDepth = 30;
