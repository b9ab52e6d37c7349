import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Span } from '../../core/text.ts';
import { removeEntries } from '../yaml/edit.ts';
import {
  asString,
  get,
  itemsOf,
  pairsOf,
  type YamlItem,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../yaml/node.ts';
import type { PipelineJob, PipelineStep } from './document.ts';
import { withoutInputs } from './expressions.ts';
import { gitlabImages, type ImageHolder } from './gitlabImages.ts';
import { globalKeys } from './gitlabKeys.ts';
import { pipelineOfText, referenceIn } from './gitlabPipeline.ts';
import { isTemplate } from './gitlabVariables.ts';
import { toScript } from './script.ts';
import { toStep } from './step.ts';

/** The jobs of a GitLab CI file, those that are hidden by a dot and what stands above all jobs included; each as that text says it. */
export function gitlabJobs(path: string, source: string, root: YamlNode): readonly PipelineJob[] {
  if (root.kind !== 'map') return [];
  const pipeline = pipelineOfText(path, source, root);
  const toOwn = (holder: ImageHolder, place: Pick<PipelineJob, 'kind' | 'name' | 'path' | 'span'>): PipelineJob => {
    const images = lazy(() => gitlabImages(pipeline.parts[0]!, [pipeline], holder));
    return withImages({ ...place, ...toJob(source, holder.node, holder.key) }, { images });
  };
  const jobs = jobPairsOf(root).map(({ key, keySpan, node }) =>
    toOwn({ key, node }, { kind: isTemplate(key) ? 'template' : 'job', name: key, path: key, span: keySpan }),
  );
  // The old way to write `default:`.
  const span = { start: root.span.start, end: root.span.start };
  const above = toOwn({ key: '', node: root }, { kind: 'template', name: '', path: '', span });
  const hasAbove = above.steps.length > 0 || get(root, 'image') !== undefined || get(root, 'services') !== undefined;
  return hasAbove ? [above, ...jobs] : jobs;
}

const withImages = lazyProperties<Pick<PipelineJob, 'images'>>('images');

interface JobPair extends ImageHolder {
  readonly keySpan: Span;
}

/** The jobs and templates of a text, and `default`. */
export const jobPairsOf = (root: YamlMap): readonly JobPair[] =>
  pairsOf(root).flatMap(({ key, keySpan, value }) =>
    globalKeys.has(key) || value.kind !== 'map' ? [] : [{ key, keySpan, node: value }],
  );

function toJob(source: string, node: YamlMap, path: string): Pick<PipelineJob, 'needs' | 'stage' | 'steps' | 'get'> {
  const needs = itemsOf(get(node, 'needs')).map((need) => asString(need) ?? asString(get(need, 'job')));
  return {
    needs: needs.flatMap((name) => name ?? []),
    stage: asString(get(node, 'stage')),
    steps: ['before_script', 'script', 'after_script'].flatMap((key) => stepsOf(source, node, key, path)),
    get: (...steps) => get(node, ...steps),
  };
}

function stepsOf(source: string, job: YamlMap, key: string, jobPath: string): readonly PipelineStep[] {
  const list = get(job, key);
  if (!list) return [];
  const isShell = !itemsOf(get(job, 'tags')).some((tag) => /windows/i.test(asString(tag) ?? ''));
  return scalarsOf(source, list, jobPath === '' ? key : `${jobPath}/${key}`).map(({ node, item, path }) =>
    toStep({
      path,
      span: node.span,
      uses: undefined,
      inputs: undefined,
      input: () => undefined,
      script: toScript({
        source,
        node,
        path,
        isShell,
        withoutTemplates: withoutInputs,
        environment: () => noVariables,
        removal: () => (item && hasSeveral(list) ? removeEntries(source, job, new Set([item])) : undefined),
      }),
    }),
  );
}

/** Those of the file are defaults, which the server's settings may replace. */
const noVariables: ReadonlyMap<string, string> = new Map();

const hasSeveral = (list: YamlNode): boolean => list.kind === 'sequence' && list.items.length > 1;

interface ScriptLine {
  readonly node: YamlScalar;
  /** Its entry in the job's own list. */
  readonly item: YamlItem | undefined;
  readonly path: string;
}

/** A list of commands may hold lists, which anchors bring in. What `!reference` names stands elsewhere and is told there. */
function scalarsOf(source: string, node: YamlNode, path: string, item?: YamlItem): readonly ScriptLine[] {
  if (node.kind === 'scalar') return [{ node, item, path }];
  if (node.kind !== 'sequence' || referenceIn(source, node)) return [];
  return node.items.flatMap((one, index) =>
    scalarsOf(source, one.value, `${path}[${index}]`, item === undefined ? one : undefined),
  );
}
