import { joinPieces, toSource } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { chartIn } from '../helm/chart.ts';
import { type NamedImage, namedImages } from '../helm/namedImages.ts';
import { toImageReference } from '../image.ts';
import { get, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { textOf } from '../yaml/scalar.ts';
import type { ChartEntry, KustomizeFile } from './kustomization.ts';
import { resolveIn } from './overrides.ts';

/**
 * The images in the values that a kustomization gives a chart, those of files told at the name of the file. What values
 * behind them set anew is left out, and what is a chart's own `values.yaml`, whose images are told there.
 */
export function chartImages(file: KustomizeFile, chart: ChartEntry, project: Project): readonly ImageReference[] {
  const layers = layersOf(file, chart, project);
  return layers.flatMap((layer, index) => {
    const later = layers.slice(index + 1);
    const { source, root, scalar } = layer;
    const usual = index > 0 ? layers[index - 1]!.root : undefined;
    const named = namedImages({
      source,
      root,
      usual,
      path: `${chart.path}/${layer.name}/`,
      read: (one) => textOf(source, one),
    });
    const kept = named.filter((one) => !later.some((other) => isChanged(one, other)));
    if (!scalar) return kept.map(({ image }) => image);
    return isOfChart(layer.path, project)
      ? []
      : kept.flatMap((image) => imageElsewhere(file, scalar, layer.path, image) ?? []);
  });
}

/** Whether values say something of an image, too. */
const isChanged = ({ path }: NamedImage, { root }: Layer): boolean =>
  [path.at(-1)!, 'registry', 'repository', 'name', 'image', 'digest'].some(
    (key) => get(root, ...path.slice(0, -1), key) !== undefined,
  );

/** The files of values that an entry names. */
export const valuesFilesOf = ({ valuesFile, additionalFiles }: ChartEntry): readonly YamlScalar[] =>
  valuesFile ? [valuesFile, ...additionalFiles] : additionalFiles;

/** Values of one place. */
interface Layer {
  /** The key that they stand under. */
  readonly name: string;
  readonly path: string;
  readonly source: string;
  readonly root: YamlNode;
  /** What names their file; undefined for values in place. */
  readonly scalar: YamlScalar | undefined;
}

/** The values in the order in which they are put over each other. */
function layersOf(file: KustomizeFile, chart: ChartEntry, project: Project): readonly Layer[] {
  const { inline, valuesFile, additionalFiles, merge } = chart;
  const inPlace: readonly Layer[] = inline
    ? [{ name: 'valuesInline', path: file.path, source: file.text, root: inline, scalar: undefined }]
    : [];
  const first = valuesFile ? fileLayer(file, 'valuesFile', valuesFile, project) : [];
  const additional = additionalFiles.flatMap((one, index) =>
    fileLayer(file, `additionalValuesFiles[${index}]`, one, project),
  );
  if (inline && merge === 'replace') return [...inPlace, ...additional];
  return merge === 'merge' ? [...inPlace, ...first, ...additional] : [...first, ...inPlace, ...additional];
}

function fileLayer(file: KustomizeFile, name: string, scalar: YamlScalar, project: Project): readonly Layer[] {
  const path = resolveIn(file, scalar.value);
  const source = path === undefined ? undefined : project.text(path);
  if (path === undefined || source === undefined) return [];
  const { root } = parseYaml(source, { start: 0, end: source.length });
  return [{ name, path, source, root, scalar }];
}

/** Whether a file is a chart's own, of which kustomize may make use. */
const isOfChart = (path: string, project: Project): boolean =>
  /(?:^|\/)values\.yaml$/.test(path) && chartIn(folderOf(path), project) !== undefined;

function imageElsewhere(
  { text: source }: KustomizeFile,
  scalar: YamlScalar,
  file: string,
  { image, path }: NamedImage,
): ImageReference | undefined {
  const name = textOf(source, scalar);
  const span = toSource(name, 0, name.text.length);
  const { version } = image;
  const suffix = version.kind === 'tag' ? `:${version.tag}` : version.kind === 'digest' ? `@${version.digest}` : '';
  const value = joinPieces([{ text: image.name + suffix, source: span }]);
  const origin = { file, span: image.span, name: path.join('.') };
  const found = toImageReference({ span, path: image.path, usage: image.usage, source, value, origins: [origin] });
  return found && { ...found, text: image.text };
}
