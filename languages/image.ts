import { type EmbeddedText, isKnown, isVerbatim, toSource, UNKNOWN } from '../core/embedded.ts';
import type { ImageReference, ImageVersion, Origin, Place } from '../core/facts.ts';

/** What a language knows of a place that names an image. */
export interface ImageSource extends Place {
  readonly usage: ImageReference['usage'];
  /** The document's text. */
  readonly source: string;
  /** The resolved reference; its pieces map to where each part stands in this document. Parts that stand elsewhere map to `span`. */
  readonly value: EmbeddedText;
  readonly origins: readonly Origin[];
}

/**
 * The image that a place names; undefined when the text is no image reference at all: a template's placeholder, an
 * empty string. The grammar is that of github.com/distribution/reference, with `UNKNOWN` allowed everywhere.
 */
export function toImageReference(image: ImageSource): ImageReference | undefined {
  const { span, path, usage, source, value, origins } = image;
  const parts = splitReference(value.text);
  if (!parts) return undefined;
  return {
    span,
    path,
    usage,
    origins,
    text: source.slice(span.start, span.end),
    name: value.text.slice(0, parts.nameEnd),
    version: toVersion(value, parts, source),
  };
}

interface ReferenceParts {
  readonly nameEnd: number;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const component = `[a-z0-9${UNKNOWN}]+(?:(?:\\.|_|__|-+)[a-z0-9${UNKNOWN}]+)*`;
const host = `(?:[a-zA-Z0-9${UNKNOWN}](?:[a-zA-Z0-9-${UNKNOWN}]*[a-zA-Z0-9${UNKNOWN}])?)`;
const domain = `(?:\\[[a-fA-F0-9:]+\\]|${host}(?:\\.${host})*)(?::[0-9${UNKNOWN}]+)?`;
const referencePattern = new RegExp(
  `^((?:${domain}/)?${component}(?:/${component})*)` +
    `(?::([\\w${UNKNOWN}][\\w.${UNKNOWN}-]{0,127}))?` +
    `(?:@([A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F${UNKNOWN}]+|${UNKNOWN}+))?$`,
);

function splitReference(text: string): ReferenceParts | undefined {
  // A reference is at most 255 characters for the name, 128 for the tag, and a digest; longer text is none.
  if (text.length > 1024) return undefined;
  const match = referencePattern.exec(text);
  return match ? { nameEnd: match[1]!.length, tag: match[2], digest: match[3] } : undefined;
}

function toVersion(value: EmbeddedText, { nameEnd, tag, digest }: ReferenceParts, source: string): ImageVersion {
  if (digest !== undefined) return { kind: 'digest', digest, tag };
  const tagEnd = nameEnd + 1 + (tag?.length ?? 0);
  if (tag !== undefined) {
    if (!isKnown(tag)) return { kind: 'unresolved' };
    const isHere = isVerbatim(value, source, nameEnd + 1, tagEnd);
    return { kind: 'tag', tag, span: isHere ? toSource(value, nameEnd + 1, tagEnd) : undefined };
  }
  // `$REGISTRY/app` has no tag for certain; in `$IMAGE` or `app$SUFFIX` the unknown part may hold one.
  const lastComponent = value.text.slice(value.text.lastIndexOf('/') + 1);
  if (!isKnown(lastComponent)) return { kind: 'unresolved' };
  const componentStart = nameEnd - lastComponent.length;
  const isHere = isVerbatim(value, source, componentStart, nameEnd);
  return { kind: 'none', insertAt: isHere ? toSource(value, componentStart, nameEnd).end : undefined };
}
