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
import { gitlabImages } from './gitlabImages.ts';
import { type GitlabVariables, isTemplate, readVariables } from './gitlabVariables.ts';
import { toScript } from './script.ts';
import { toStep } from './step.ts';

/** The keys at the top that are no jobs (https://docs.gitlab.com/ci/yaml/#global-keywords). */
const globalKeys: ReadonlySet<string> = new Set([
  'after_script',
  'before_script',
  'cache',
  'image',
  'include',
  'services',
  'spec',
  'stages',
  'types',
  'variables',
  'workflow',
]);

/** The jobs of a GitLab CI file, those that are hidden by a dot and what stands above all jobs included. */
export function gitlabJobs(path: string, source: string, root: YamlNode): readonly PipelineJob[] {
  if (root.kind !== 'map') return [];
  const file: GitlabFile = { source, root, variables: readVariables(path, root) };
  const jobs = pairsOf(root).flatMap(({ key, keySpan, value }): PipelineJob[] => {
    if (globalKeys.has(key) || value.kind !== 'map') return [];
    return [
      { ...toJob(file, value, key), kind: isTemplate(key) ? 'template' : 'job', name: key, path: key, span: keySpan },
    ];
  });
  // The old way to write `default:`.
  const above = toJob(file, root, '');
  const hasAbove = above.steps.length > 0 || above.images.length > 0;
  const span = { start: root.span.start, end: root.span.start };
  return hasAbove ? [{ ...above, kind: 'template', name: '', path: '', span }, ...jobs] : jobs;
}

export interface GitlabFile {
  readonly source: string;
  readonly root: YamlMap;
  readonly variables: GitlabVariables;
}

type JobContent = Pick<PipelineJob, 'needs' | 'stage' | 'steps' | 'images' | 'get'>;

function toJob(file: GitlabFile, node: YamlMap, path: string): JobContent {
  const needs = itemsOf(get(node, 'needs')).map((need) => asString(need) ?? asString(get(need, 'job')));
  return {
    needs: needs.flatMap((name) => name ?? []),
    stage: asString(get(node, 'stage')),
    steps: ['before_script', 'script', 'after_script'].flatMap((key) => stepsOf(file.source, node, key, path)),
    images: gitlabImages(file, node, path),
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
  if (node.kind !== 'sequence' || isReference(source, node)) return [];
  return node.items.flatMap((one, index) =>
    scalarsOf(source, one.value, `${path}[${index}]`, item === undefined ? one : undefined),
  );
}

const isReference = (source: string, { span }: YamlNode): boolean =>
  /!reference\s+$/.test(source.slice(Math.max(0, span.start - 40), span.start));
