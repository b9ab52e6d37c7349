import type { ParsedFile } from '../../core/document.ts';
import { asString, get, itemsOf, pairsOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { parseYaml, splitDocuments, type YamlDocument } from '../yaml/parse.ts';

export interface KustomizeFile extends ParsedFile {
  readonly language: 'kustomize';
  readonly documents: readonly YamlDocument[];
  /** The first document that is a map; kustomize refuses files with several. */
  readonly root: YamlNode;
  readonly kustomization: Kustomization;
}

/** What a kustomization says, as far as facts hang on it. Paths are as written, relative to its folder. */
export interface Kustomization {
  /** Files and folders, remote ones among them, of `resources` and of the older `bases`. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  readonly images: readonly ImageEntry[];
  readonly patches: readonly PatchEntry[];
  readonly replacements: readonly YamlNode[];
  /** Files, folders, or transformers themselves. */
  readonly transformers: readonly string[];
  readonly generators: readonly GeneratorEntry[];
  readonly charts: readonly ChartEntry[];
  readonly namePrefix: string;
  readonly nameSuffix: string;
}

/** An entry of `images`. What is empty counts as not there. */
export interface ImageEntry {
  /** The image that is meant, without a tag; in truth a pattern. */
  readonly name: YamlScalar;
  readonly newName: YamlScalar | undefined;
  readonly newTag: YamlScalar | undefined;
  readonly digest: YamlScalar | undefined;
  /** Whether it names another version, in any way. */
  readonly setsVersion: boolean;
}

/** An entry of `patches`, `patchesStrategicMerge` or `patchesJson6902`: a file's path or the patch itself. */
export interface PatchEntry {
  /** Such as `patches[0]`. */
  readonly path: string;
  readonly target: YamlNode | undefined;
  readonly file: string | undefined;
  readonly inline: YamlScalar | undefined;
}

/** An entry of `configMapGenerator` or `secretGenerator`. */
export interface GeneratorEntry {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** The files that become values, by their keys. */
  readonly files: readonly { readonly key: string; readonly path: string }[];
}

/** An entry of `helmCharts`: the values that it gives a chart, in place and in files. */
export interface ChartEntry {
  /** Such as `helmCharts[web]`. */
  readonly path: string;
  readonly inline: YamlNode | undefined;
  readonly valuesFile: YamlScalar | undefined;
  readonly additionalFiles: readonly YamlScalar[];
  /** Which of the first two wins, or that those in place are all. */
  readonly merge: 'override' | 'merge' | 'replace';
}

export function toKustomization(root: YamlNode): Kustomization {
  return {
    resources: [...stringsOf(get(root, 'resources')), ...stringsOf(get(root, 'bases'))],
    components: stringsOf(get(root, 'components')),
    images: itemsOf(get(root, 'images')).flatMap((entry) => toImageEntry(entry) ?? []),
    transformers: stringsOf(get(root, 'transformers')),
    patches: [
      ...itemsOf(get(root, 'patchesStrategicMerge')).flatMap((entry, index): PatchEntry[] => {
        if (entry.kind !== 'scalar') return [];
        const isInline = entry.value.includes('\n');
        const path = `patchesStrategicMerge[${index}]`;
        return [
          {
            path,
            target: undefined,
            file: isInline ? undefined : entry.value,
            inline: isInline ? entry : undefined,
          },
        ];
      }),
      ...['patches', 'patchesJson6902'].flatMap((key) =>
        itemsOf(get(root, key)).map(
          (entry, index): PatchEntry => ({
            path: `${key}[${index}]`,
            target: get(entry, 'target'),
            file: asString(get(entry, 'path')),
            inline: asText(get(entry, 'patch')),
          }),
        ),
      ),
    ],
    replacements: itemsOf(get(root, 'replacements')),
    generators: [
      ...itemsOf(get(root, 'configMapGenerator')).map((entry) => toGenerator('ConfigMap', entry)),
      ...itemsOf(get(root, 'secretGenerator')).map((entry) => toGenerator('Secret', entry)),
    ],
    charts: itemsOf(get(root, 'helmCharts')).map(toChart),
    namePrefix: asString(get(root, 'namePrefix')) ?? '',
    nameSuffix: asString(get(root, 'nameSuffix')) ?? '',
  };
}

/** What image transformers in a text do; spans are offsets into that text. Of several documents, each may be one. */
export function imageTransformersIn(text: string): readonly ImageEntry[] {
  if (!text.includes('ImageTagTransformer')) return [];
  return splitDocuments(text).flatMap((span) => {
    const entry = get(parseYaml(text, span).root, 'imageTag');
    return (entry && toImageEntry(entry)) ?? [];
  });
}

function toImageEntry(entry: YamlNode): ImageEntry | undefined {
  const name = asText(get(entry, 'name'));
  if (!name) return undefined;
  const newName = asText(get(entry, 'newName'));
  const newTag = asText(get(entry, 'newTag'));
  const digest = asText(get(entry, 'digest'));
  // A new name with a tag in it is put in front of what was the tag; what that gives is anybody's guess.
  const hasOddName = /[:@][^/]*$/.test(newName?.value ?? '');
  const hasSuffix = pairsOf(entry).some(({ key }) => key === 'tagSuffix');
  return { name, newName, newTag, digest, setsVersion: Boolean(newTag || digest || hasOddName || hasSuffix) };
}

/** `key=path`, or a path whose last part is the key. */
const toGenerator = (kind: GeneratorEntry['kind'], entry: YamlNode): GeneratorEntry => ({
  kind,
  name: asString(get(entry, 'name')) ?? '',
  files: stringsOf(get(entry, 'files')).map((file) => {
    const equals = file.indexOf('=');
    return {
      key: file.slice(equals < 0 ? file.lastIndexOf('/') + 1 : 0, equals < 0 ? undefined : equals),
      path: file.slice(equals + 1),
    };
  }),
});

/** https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.5.0/api/types/helmchartargs.go */
function toChart(entry: YamlNode, index: number): ChartEntry {
  const inline = get(entry, 'valuesInline');
  const merge = asString(get(entry, 'valuesMerge'));
  return {
    path: `helmCharts[${asString(get(entry, 'name')) ?? index}]`,
    inline: pairsOf(inline).length > 0 ? inline : undefined,
    valuesFile: asText(get(entry, 'valuesFile')),
    additionalFiles: itemsOf(get(entry, 'additionalValuesFiles')).flatMap((file) => asText(file) ?? []),
    merge: merge === 'merge' || merge === 'replace' ? merge : 'override',
  };
}

const stringsOf = (node: YamlNode | undefined): readonly string[] =>
  itemsOf(node).flatMap((item) => asString(item) ?? []);

const asText = (node: YamlNode | undefined): YamlScalar | undefined =>
  node?.kind === 'scalar' && node.value !== '' ? node : undefined;
