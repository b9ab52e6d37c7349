import { type EmbeddedText, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { ImageReference, Origin } from '../../core/facts.ts';
import { toImageReference } from '../image.ts';
import { get, itemsOf, pairsOf, type YamlNode } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import { expressionsOf, withExpressions } from './expressions.ts';
import { matrixRows } from './githubValues.ts';

/** A file of GitHub Actions, or one of its jobs: where its values are written. */
export interface GithubText {
  readonly path: string;
  readonly source: string;
}

/** The images that a job and its services run in. */
export function jobImages(text: GithubText, job: YamlNode, path: string): readonly ImageReference[] {
  const container = get(job, 'container');
  const inContainer = container?.kind === 'scalar';
  return [
    ...imagesAt(
      text,
      job,
      inContainer ? container : get(container, 'image'),
      `${path}/container${inContainer ? '' : '/image'}`,
    ),
    ...pairsOf(get(job, 'services')).flatMap(({ key, value }) =>
      imagesAt(text, job, get(value, 'image'), `${path}/services[${key}]/image`),
    ),
  ];
}

/** The images that a job's steps use as actions. */
export const stepImages = (text: GithubText, job: YamlNode, path: string): readonly ImageReference[] =>
  itemsOf(get(job, 'steps')).flatMap((step, index) =>
    pulledImages(text, job, get(step, 'uses'), `${path}/steps[${index}]/uses`),
  );

const imageScheme = 'docker://';

/** The image that `docker://` says; anything else is the path of an action or of a Dockerfile. */
export function pulledImages(
  text: GithubText,
  job: YamlNode,
  node: YamlNode | undefined,
  path: string,
): readonly ImageReference[] {
  if (node?.kind !== 'scalar' || !node.value.startsWith(imageScheme)) return [];
  const written = textOf(text.source, node);
  return toImages(text, job, sliceEmbedded(written, imageScheme.length, written.text.length), path);
}

const imagesAt = (text: GithubText, job: YamlNode, node: YamlNode | undefined, path: string) =>
  node?.kind === 'scalar' ? toImages(text, job, textOf(text.source, node), path) : [];

/** One image, or one for each run that a matrix makes of the job. */
function toImages(
  { path: file, source }: GithubText,
  job: YamlNode,
  written: EmbeddedText,
  path: string,
): readonly ImageReference[] {
  const span = toSource(written, 0, written.text.length);
  const toImage = (value: EmbeddedText, place: string, origins: readonly Origin[]) =>
    toImageReference({ span, path: place, usage: 'container', source, value, origins }) ?? [];
  const expressions = expressionsOf(written.text).map(({ start, end }) =>
    written.text.slice(start + 3, end - 2).trim(),
  );
  const names = expressions.flatMap((expression) => /^matrix\.([\w.-]+)$/.exec(expression)?.[1] ?? []);
  const rows = matrixRows(job, names);
  if (rows.length === 0)
    return [
      toImage(
        withExpressions(written, () => undefined),
        path,
        [],
      ),
    ].flat();
  return rows.flatMap((row) => {
    const value = withExpressions(written, (expression) => row.get(expression.replace(/^matrix\./, ''))?.value);
    const label = [...row].map(([name, { value: text }]) => `${name}=${text}`).join(',');
    const origins = [...row].map(([name, node]): Origin => ({ file, span: node.span, name: `matrix.${name}` }));
    return toImage(value, rows.length === 1 ? path : `${path}[${label}]`, origins);
  });
}
