import { type EmbeddedText, joinPieces, toSource } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import type { Project } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { toImageReference } from '../image.ts';
import type { YamlScalar } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import { chartImages } from './charts.ts';
import type { ImageEntry, KustomizeFile, PatchEntry } from './kustomization.ts';
import { isOverridden, isOverriddenInPatch } from './overrides.ts';
import { changesIn } from './patches.ts';

/**
 * The images that a kustomization sets, in `images` and in patches that stand in it, and that none above it sets anew, and
 * those in the values that it gives to charts.
 */
export function imagesOf(file: KustomizeFile, project: Project): readonly ImageReference[] {
  const { images, patches, charts } = file.kustomization;
  return [
    ...images.flatMap((entry) => entryImage(file, entry, project) ?? []),
    ...patches.flatMap((patch) => patchImages(file, patch, project)),
    ...charts.flatMap((chart) => chartImages(file, chart, project)),
  ];
}

/** The image that an entry makes of those it matches; undefined where the manifest has a say in its version. */
function entryImage(file: KustomizeFile, entry: ImageEntry, project: Project): ImageReference | undefined {
  const { name, newName, newTag, digest } = entry;
  const version = newTag ?? digest;
  if (!version) return undefined;
  const parts = [partsOf(file, newName ?? name)];
  if (newTag) parts.push(separator(':', newTag), partsOf(file, newTag));
  if (digest) parts.push(separator('@', digest), partsOf(file, digest));
  const value = joinPieces(parts.flat());
  const image = toImageReference({
    span: contentSpan(file.text, version),
    path: `images[${name.value}]/${newTag ? 'newTag' : 'digest'}`,
    usage: 'resource',
    source: file.text,
    value,
    origins: [],
  });
  // A tag alone does not say what it is a tag of.
  if (!image || isOverridden(project, file.path, { field: 'image', name: image.name, container: undefined }))
    return undefined;
  return { ...image, text: value.text };
}

function patchImages(file: KustomizeFile, patch: PatchEntry, project: Project): readonly ImageReference[] {
  const { inline, target, path } = patch;
  if (!inline) return [];
  const text = textOf(file.text, inline);
  return changesIn(text.text, target).flatMap((change) => {
    if (change.field !== 'image' || !change.value) return [];
    const value = within(textOf(text.text, change.value), text);
    const image = toImageReference({
      span: toSource(value, 0, value.text.length),
      path: `${path}/${change.path}`,
      usage: 'container',
      source: file.text,
      value,
      origins: [],
    });
    if (!image) return [];
    return isOverriddenInPatch(project, file, { field: 'image', name: image.name, container: change.container })
      ? []
      : [image];
  });
}

interface Part {
  readonly text: string;
  readonly source: Span;
}

const partsOf = (file: KustomizeFile, scalar: YamlScalar): readonly Part[] => partsIn(textOf(file.text, scalar));

/** What kustomize writes between the parts; it stands nowhere. */
const separator = (text: string, { span }: YamlScalar): readonly Part[] => [
  { text, source: { start: span.start, end: span.start } },
];

function contentSpan(source: string, scalar: YamlScalar): Span {
  const text = textOf(source, scalar);
  return toSource(text, 0, text.text.length);
}

/** An embedded text of an embedded text as one of the outer source. */
const within = (inner: EmbeddedText, outer: EmbeddedText): EmbeddedText =>
  joinPieces(partsIn(inner).map(({ text, source }) => ({ text, source: toSource(outer, source.start, source.end) })));

const partsIn = ({ text, pieces }: EmbeddedText): readonly Part[] =>
  pieces.map(({ offset, length, source }) => ({ text: text.slice(offset, offset + length), source }));
