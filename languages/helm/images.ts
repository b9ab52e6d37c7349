import type { ImageReference } from '../../core/facts.ts';
import type { Project } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { toImageReference } from '../image.ts';
import { contentSpan } from '../kubernetes/object.ts';
import type { HelmFile } from './file.ts';
import type { Resolver } from './resolve.ts';
import { valuesImages } from './valuesImages.ts';

/**
 * The image as the template names it, resolved through the chart's values. A version that stands in a `values.yaml` which
 * names the image is that file's to report, where it can be mended: here it is unresolved.
 */
export function resolveImage(image: ImageReference, text: string, resolve: Resolver, project: Project): ImageReference {
  const { span, path, usage } = image;
  const isQuoted = /["']/.test(text[span.start] ?? '');
  const content = isQuoted
    ? contentSpan({ kind: 'scalar', style: 'double-quoted', span, value: '', anchor: undefined })
    : span;
  const written = { ...image, span: content, text: text.slice(content.start, content.end) };
  const resolved = resolve(span);
  if (!resolved) return written;
  const { value, origins } = resolved;
  const reference = toImageReference({ span: content, path, usage, source: text, value, origins });
  if (!reference) return { ...written, version: { kind: 'unresolved' } };
  const isReportedThere = origins.some((origin) => {
    const values = project.file(origin.file) as HelmFile | undefined;
    if (values?.role !== 'values') return false;
    return valuesImages(values, project).some(({ version }) => {
      return version.kind === 'tag' && version.span !== undefined && isInside(version.span, origin.span);
    });
  });
  return isReportedThere ? { ...reference, version: { kind: 'unresolved' } } : reference;
}

const isInside = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
