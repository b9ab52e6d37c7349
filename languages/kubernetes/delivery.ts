import { type EmbeddedText, joinPieces, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { namedImages } from '../helm/namedImages.ts';
import { toImageReference } from '../image.ts';
import { asString, get, itemsOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { textOf } from '../yaml/scalar.ts';
import type { KubernetesObject } from './object.ts';

/**
 * The images that Argo CD and Flux are told to deliver: in the values that they hand to a chart, and in the names and tags
 * that they put in for Kustomize. `source` is the text that the object was read from.
 */
export function deliveredImages(source: string, object: KubernetesObject): readonly ImageReference[] {
  const { apiVersion, kind, path } = object;
  const group = apiVersion.slice(0, apiVersion.indexOf('/'));
  if (group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease') {
    return valuesImages(source, object.get('spec', 'values'), `${path}/values/`);
  }
  if (group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization') {
    return itemsOf(object.get('spec', 'images')).flatMap(
      (entry) => replacedImage(source, entry, `${path}/images`) ?? [],
    );
  }
  if (group !== 'argoproj.io') return [];
  const spec =
    kind === 'Application'
      ? object.get('spec')
      : kind === 'ApplicationSet'
        ? object.get('spec', 'template', 'spec')
        : undefined;
  return [get(spec, 'source'), ...itemsOf(get(spec, 'sources'))].flatMap((one) =>
    one ? sourceImages(source, one, path) : [],
  );
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/ */
function sourceImages(source: string, node: YamlNode, path: string): readonly ImageReference[] {
  const text = get(node, 'helm', 'values');
  return [
    ...valuesImages(source, get(node, 'helm', 'valuesObject'), `${path}/helm/valuesObject/`),
    ...(text?.kind === 'scalar' ? textImages(source, text, `${path}/helm/values/`) : []),
    ...parameterImages(source, itemsOf(get(node, 'helm', 'parameters')), `${path}/helm/parameters`),
    ...itemsOf(get(node, 'kustomize', 'images')).flatMap((image, index) => {
      return image.kind === 'scalar' ? (overrideImage(source, image, `${path}/kustomize/images[${index}]`) ?? []) : [];
    }),
  ];
}

function valuesImages(source: string, root: YamlNode | undefined, path: string): readonly ImageReference[] {
  if (!root) return [];
  return namedImages({ source, root, path, read: (scalar) => textOf(source, scalar) }).map(({ image }) => image);
}

/** Values that are a text in the object. Those of an ApplicationSet may be a template. */
function textImages(source: string, scalar: YamlScalar, path: string): readonly ImageReference[] {
  if (scalar.value.includes('{{')) return [];
  const outer = textOf(source, scalar);
  const { root } = parseYaml(outer.text, { start: 0, end: outer.text.length });
  const read = (inner: YamlScalar): EmbeddedText =>
    joinPieces(
      partsOf(textOf(outer.text, inner)).map((part) => {
        return { text: part.text, source: toSource(outer, part.source.start, part.source.end) };
      }),
    );
  return namedImages({ source, root, path, read }).map(({ image }) => image);
}

/** `image.repository` and `image.tag`, each a parameter of its own. */
function parameterImages(source: string, parameters: readonly YamlNode[], path: string): readonly ImageReference[] {
  const values = new Map(
    parameters.flatMap((parameter) => {
      const name = asString(get(parameter, 'name'));
      const value = get(parameter, 'value');
      return name !== undefined && value?.kind === 'scalar' && value.value !== '' ? [[name, value] as const] : [];
    }),
  );
  return [...values].flatMap(([name, tag]) => {
    const repository = values.get(name.replace(/tag$/, 'repository'));
    if (!/(?:^|\.)tag$/.test(name) || !repository) return [];
    return imageOf(source, repository, tag, ':', `${path}[${name}]`) ?? [];
  });
}

/** `acme/web=mirror.dev/web:1.2`, `acme/web:1.2`: what stands behind `=` takes the place of what stands before. */
function overrideImage(source: string, scalar: YamlScalar, path: string): ImageReference | undefined {
  const text = textOf(source, scalar);
  if (text.text.includes('{{')) return undefined;
  const value = sliceEmbedded(text, text.text.indexOf('=') + 1, text.text.length);
  const span = toSource(value, 0, value.text.length);
  const image = toImageReference({ span, path, usage: 'resource', source, value, origins: [] });
  return image?.version.kind === 'none' ? undefined : image;
}

/** An entry of Flux's `images`, which are those of Kustomize. */
function replacedImage(source: string, entry: YamlNode, path: string): ImageReference | undefined {
  const name = get(entry, 'newName') ?? get(entry, 'name');
  const tag = get(entry, 'newTag');
  const version = tag ?? get(entry, 'digest');
  if (name?.kind !== 'scalar' || version?.kind !== 'scalar' || get(entry, 'digest') !== (tag ? undefined : version)) {
    return undefined;
  }
  return imageOf(source, name, version, tag ? ':' : '@', `${path}[${asString(get(entry, 'name')) ?? ''}]`);
}

function imageOf(
  source: string,
  name: YamlScalar,
  version: YamlScalar,
  separator: ':' | '@',
  path: string,
): ImageReference | undefined {
  if (/\{\{|\$\{/.test(name.value + version.value)) return undefined;
  const versionText = textOf(source, version);
  const span = toSource(versionText, 0, versionText.text.length);
  const value = joinPieces([
    ...partsOf(textOf(source, name)),
    { text: separator, source: { start: span.start, end: span.start } },
    ...partsOf(versionText),
  ]);
  const image = toImageReference({ span, path, usage: 'resource', source, value, origins: [] });
  return image && { ...image, text: value.text };
}

const partsOf = ({ text, pieces }: EmbeddedText) =>
  pieces.map(({ offset, length, source }) => ({ text: text.slice(offset, offset + length), source }));
