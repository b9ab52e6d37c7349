import { type EmbeddedText, isKnown, joinPieces } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { type ImageSource, toImageReference } from '../image.ts';

/** The parts by which a chart's values name an image. */
export interface ImageParts {
  readonly registry: EmbeddedText | undefined;
  readonly repository: EmbeddedText;
  readonly tag: EmbeddedText;
}

/** Whether what a key of a chart's values holds is an image. */
export const isImageKey = (key: string | undefined): boolean => key !== undefined && /^(?:image|\w*Image)$/.test(key);

/**
 * The parts of a map that names an image; undefined when it names none, has a digest, or leaves the tag to the chart. `textOf`
 * gives the text of a key of the map, when that has one that is not empty.
 */
export function imagePartsOf(
  key: string | undefined,
  textOf: (name: string) => EmbeddedText | undefined,
): ImageParts | undefined {
  const repository = textOf('repository') ?? (isImageKey(key) ? (textOf('name') ?? textOf('image')) : undefined);
  const tag = textOf('tag');
  if (!repository || !tag || !isKnown(repository.text) || !isKnown(tag.text)) return undefined;
  return textOf('digest') || textOf('sha') ? undefined : { registry: textOf('registry'), repository, tag };
}

/** The image that the parts name, at the place of its tag. */
export function imageOfParts(
  { registry, repository, tag }: ImageParts,
  place: Pick<ImageSource, 'span' | 'path' | 'source' | 'origins'>,
): ImageReference | undefined {
  const { start } = place.span;
  const value = joinPieces([
    ...(registry ? [...partsOf(registry), { text: '/', source: { start, end: start } }] : []),
    ...partsOf(repository),
    { text: ':', source: { start, end: start } },
    ...partsOf(tag),
  ]);
  const image = toImageReference({ ...place, usage: 'resource', value });
  // The tag alone would say little.
  return image?.version.kind === 'tag' ? { ...image, text: value.text } : undefined;
}

const partsOf = ({ text, pieces }: EmbeddedText) =>
  pieces.map(({ offset, length, source }) => ({ text: text.slice(offset, offset + length), source }));
