import { type EmbeddedText, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { toImageReference } from '../image.ts';
import { removeEntries } from '../yaml/edit.ts';
import { asString, get, itemsOf, pairsOf, type YamlItem, type YamlNode } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import type { PipelineJob, PipelineStep } from './document.ts';
import { withoutExpressions } from './expressions.ts';
import { isRunByShell } from './githubShell.ts';
import { toScript } from './script.ts';

/**
 * The jobs of a workflow, or of an action, which is one job
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax, .../metadata-syntax).
 */
export function githubJobs(source: string, root: YamlNode): readonly PipelineJob[] {
  const runs = get(root, 'runs');
  if (runs?.kind === 'map' && !get(root, 'jobs')) return [toAction(source, root, runs)];
  return pairsOf(get(root, 'jobs')).map(({ key, keySpan, value }): PipelineJob => {
    const path = `jobs/${key}`;
    const needs = get(value, 'needs');
    return {
      kind: 'job',
      name: key,
      path,
      span: keySpan,
      needs: (needs?.kind === 'sequence' ? itemsOf(needs) : [needs]).flatMap((node) => asString(node) ?? []),
      stage: undefined,
      steps: stepsOf(source, root, value, path),
      images: [...jobImages(source, value, path), ...stepImages(source, value, path)],
      get: (...steps) => get(value, ...steps),
    };
  });
}

function toAction(source: string, root: YamlNode, runs: YamlNode): PipelineJob {
  return {
    kind: 'job',
    name: asString(get(root, 'name')) ?? '',
    path: 'runs',
    span: get(runs, 'using')?.span ?? runs.span,
    needs: [],
    stage: undefined,
    steps: stepsOf(source, root, runs, 'runs'),
    images: [...pulledImage(source, get(runs, 'image'), 'runs/image'), ...stepImages(source, runs, 'runs')],
    get: (...steps) => get(runs, ...steps),
  };
}

function stepsOf(source: string, root: YamlNode, job: YamlNode, jobPath: string): readonly PipelineStep[] {
  const steps = get(job, 'steps');
  if (steps?.kind !== 'sequence') return [];
  return steps.items.map((item, index): PipelineStep => {
    const step = item.value;
    const run = get(step, 'run');
    const path = `${jobPath}/steps[${index}]`;
    return {
      path,
      span: step.span,
      uses: asString(get(step, 'uses')),
      inputs: get(step, 'with'),
      script:
        run?.kind === 'scalar'
          ? toScript({
              source,
              node: run,
              path: `${path}/run`,
              isShell: isRunByShell(root, job, step),
              withoutTemplates: withoutExpressions,
              removal: () => stepRemoval(source, job, item),
            })
          : undefined,
    };
  });
}

/** A step that another one may ask for by its id stays, and so does the last one. */
function stepRemoval(source: string, job: YamlNode, item: YamlItem): ReturnType<typeof removeEntries> {
  const isOnly = !get(job, 'steps', 1);
  if (isOnly || get(item.value, 'id')) return undefined;
  return removeEntries(source, job, new Set([item]));
}

function jobImages(source: string, job: YamlNode, path: string): readonly ImageReference[] {
  const container = get(job, 'container');
  return [
    ...(container?.kind === 'scalar'
      ? toImage(source, textOf(source, container), `${path}/container`)
      : imageAt(source, container, `${path}/container`)),
    ...pairsOf(get(job, 'services')).flatMap(({ key, value }) => imageAt(source, value, `${path}/services[${key}]`)),
  ];
}

function imageAt(source: string, node: YamlNode | undefined, path: string): readonly ImageReference[] {
  const image = get(node, 'image');
  return image?.kind === 'scalar' ? toImage(source, textOf(source, image), `${path}/image`) : [];
}

const stepImages = (source: string, job: YamlNode, path: string): readonly ImageReference[] =>
  itemsOf(get(job, 'steps')).flatMap((step, index) =>
    pulledImage(source, get(step, 'uses'), `${path}/steps[${index}]/uses`),
  );

const imageScheme = 'docker://';

/** The image that `docker://` says; anything else is the path of an action or of a Dockerfile. */
function pulledImage(source: string, node: YamlNode | undefined, path: string): readonly ImageReference[] {
  if (node?.kind !== 'scalar' || !node.value.startsWith(imageScheme)) return [];
  const text = textOf(source, node);
  return toImage(source, sliceEmbedded(text, imageScheme.length, text.text.length), path);
}

function toImage(source: string, text: EmbeddedText, path: string): readonly ImageReference[] {
  const value = withoutExpressions(text);
  const span = toSource(value, 0, value.text.length);
  const image = toImageReference({ span, path, usage: 'container', source, value, origins: [] });
  return image ? [image] : [];
}
