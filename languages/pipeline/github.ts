import type { EmbeddedText } from '../../core/embedded.ts';
import { lazy } from '../../core/lazy.ts';
import { removeEntries } from '../yaml/edit.ts';
import { asString, get, itemsOf, pairsOf, type YamlItem, type YamlNode } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import type { PipelineJob, PipelineStep } from './document.ts';
import { withExpressions } from './expressions.ts';
import { type GithubText, jobImages, pulledImages, stepImages } from './githubImages.ts';
import { isRunByShell } from './githubShell.ts';
import { environmentOf, environmentValue } from './githubValues.ts';
import { toScript } from './script.ts';
import { toStep } from './step.ts';

/**
 * The jobs of a workflow, or of an action, which is one job
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax, .../metadata-syntax).
 */
export function githubJobs(path: string, source: string, root: YamlNode): readonly PipelineJob[] {
  const text: GithubText = { path, source };
  const runs = get(root, 'runs');
  if (runs?.kind === 'map' && !get(root, 'jobs')) return [toAction(text, root, runs)];
  return pairsOf(get(root, 'jobs')).map(({ key, keySpan, value }): PipelineJob => {
    const jobPath = `jobs/${key}`;
    const needs = get(value, 'needs');
    return {
      kind: 'job',
      name: key,
      path: jobPath,
      span: keySpan,
      needs: (needs?.kind === 'sequence' ? itemsOf(needs) : [needs]).flatMap((node) => asString(node) ?? []),
      stage: undefined,
      steps: stepsOf(source, root, value, jobPath),
      images: [...jobImages(text, value, jobPath), ...stepImages(text, value, jobPath)],
      get: (...steps) => get(value, ...steps),
    };
  });
}

function toAction(text: GithubText, root: YamlNode, runs: YamlNode): PipelineJob {
  return {
    kind: 'job',
    name: asString(get(root, 'name')) ?? '',
    path: 'runs',
    span: get(runs, 'using')?.span ?? runs.span,
    needs: [],
    stage: undefined,
    steps: stepsOf(text.source, root, runs, 'runs'),
    images: [...pulledImages(text, runs, get(runs, 'image'), 'runs/image'), ...stepImages(text, runs, 'runs')],
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
    const environment = lazy(() => environmentOf(source, [root, job, step]));
    const fill = (text: EmbeddedText) => withExpressions(text, environmentValue(environment()));
    return toStep({
      path,
      span: step.span,
      uses: asString(get(step, 'uses')),
      inputs: get(step, 'with'),
      input: (name) => {
        const input = get(step, 'with', name);
        return input?.kind === 'scalar' ? fill(textOf(source, input)) : undefined;
      },
      script:
        run?.kind === 'scalar'
          ? toScript({
              source,
              node: run,
              path: `${path}/run`,
              isShell: isRunByShell(root, job, step),
              withoutTemplates: fill,
              environment,
              removal: () => stepRemoval(source, job, item),
            })
          : undefined,
    });
  });
}

/** A step that another one may ask for by its id stays, and so does the last one. */
function stepRemoval(source: string, job: YamlNode, item: YamlItem): ReturnType<typeof removeEntries> {
  const isOnly = !get(job, 'steps', 1);
  if (isOnly || get(item.value, 'id')) return undefined;
  return removeEntries(source, job, new Set([item]));
}
