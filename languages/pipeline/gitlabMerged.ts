import { toSource } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';
import type { Script } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import { toldAt } from '../shell/scriptFile.ts';
import { get, type YamlScalar } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import type { PipelineDocument, PipelineFile, PipelineJob, PipelineStep } from './document.ts';
import { gitlabJobs, jobPairsOf } from './gitlab.ts';
import { gitlabImages, imageToldAt } from './gitlabImages.ts';
import { type GitlabInclude, includesIn, mapsOf, triggersIn } from './gitlabIncludes.ts';
import {
  type Found,
  type GitlabPart,
  type GitlabPipeline,
  jobValue,
  type Placed,
  pathsOf,
  pipelinesOf,
  referenceIn,
  valueAt,
  valueOfJob,
} from './gitlabPipeline.ts';
import { toStep } from './step.ts';

/**
 * The facts of a GitLab file as the pipelines have them that it is a part of. What it takes in from files that are no
 * pipelines by their names is told at its `include`; other files are linted where they are written.
 */
export function gitlabFacts(file: PipelineFile, project: Project): PipelineFacts {
  const { path, text } = file;
  const pipelines = lazy(() => pipelinesOf(file, project));
  const included = lazy(() => includedParts(file, pipelines(), project));
  return withPipelineFacts(
    {},
    {
      jobs: lazy(() =>
        file.jobs.map((job) => (job.kind === 'job' ? mergedJob(job, file, pipelines()[0]!, project) : job)),
      ),
      images: lazy(() => [
        ...mapsOf(file).flatMap((root) => imagesOf({ path, text, root, isConditional: false }, pipelines())),
        ...included().flatMap(({ part, span, prefix }) =>
          imagesOf(part, pipelines()).flatMap((image) => imageToldAt(span, text, prefix, part, image) ?? []),
        ),
      ]),
      scripts: lazy(() => [
        ...file.jobs.flatMap(({ steps }) => steps.flatMap(({ script }) => script ?? [])),
        ...included().flatMap(({ part, span, prefix }) =>
          stepsOf(part, project).flatMap(({ script }) =>
            script ? [scriptToldAt(span, `${prefix}/${script.path}`, part, script)] : [],
          ),
        ),
      ]),
    },
  );
}

/** What a pipeline has of facts. */
export type PipelineFacts = Pick<PipelineDocument, 'jobs' | 'images' | 'scripts'>;

export const withPipelineFacts = lazyProperties<PipelineFacts>('jobs', 'images', 'scripts');

function imagesOf(part: GitlabPart, pipelines: readonly GitlabPipeline[]): readonly ImageReference[] {
  const holders = [{ key: '', node: part.root }, ...jobPairsOf(part.root)];
  return holders.flatMap((holder) => gitlabImages(part, pipelines, holder));
}

interface IncludedPart {
  readonly part: GitlabPart;
  /** What names it in the file that includes it. */
  readonly span: Span;
  readonly prefix: string;
}

/** What a file includes that is of no language. */
function includedParts(
  file: PipelineFile,
  pipelines: readonly GitlabPipeline[],
  project: Project,
): readonly IncludedPart[] {
  const entries = mapsOf(file).flatMap((root) => [
    ...includesIn(get(root, 'include')),
    ...triggersIn(root).flatMap(({ includes }) => includes),
  ]);
  const seen = new Set<string>();
  return pipelines.flatMap(({ folder, parts }) =>
    pathsOf(entries, folder, project).flatMap(({ path, include }): readonly IncludedPart[] => {
      const found = project.file(path) || seen.has(path) ? [] : parts.filter((part) => part.path === path);
      if (found.length > 0) seen.add(path);
      return found.map((part) => ({
        part,
        span: contentSpan(file.text, include),
        prefix: `include[${include.node.value}]`,
      }));
    }),
  );
}

function contentSpan(source: string, { node }: GitlabInclude): Span {
  const text = textOf(source, node as YamlScalar);
  return toSource(text, 0, text.text.length);
}

/** A job with all that it runs: what it extends, what stands above all jobs, what it takes from others by `!reference`. */
function mergedJob(job: PipelineJob, file: PipelineFile, pipeline: GitlabPipeline, project: Project): PipelineJob {
  const { kind, name, path, span, needs, stage, images, get: getValue } = job;
  const elsewhere = getValue('extends')?.span ?? span;
  const steps = ['before_script', 'script', 'after_script'].flatMap((key) => {
    const found = key === 'script' ? jobValue(pipeline, name, key) : valueOfJob(pipeline, name, key);
    return linesOf(pipeline, found, 0).flatMap(({ part, node }, index): readonly PipelineStep[] => {
      const step = stepsAt(part, project).get(node.span.start);
      if (!step) return [];
      return [part.path === file.path ? step : stepToldAt(elsewhere, `${path}/${key}[${index}]`, part, step)];
    });
  });
  return { kind, name, path, span, needs, stage, images, steps, get: getValue };
}

/** The commands of a script, which may hold lists and name those of other jobs. */
function linesOf(pipeline: GitlabPipeline, found: Found, depth: number): readonly Placed[] {
  if (!found || found === 'unknown' || depth > maxDepth) return [];
  const { node, part } = found;
  const reference = referenceIn(part.text, node);
  if (reference) return linesOf(pipeline, valueAt(pipeline, reference), depth + 1);
  if (node.kind !== 'sequence') return [found];
  return node.items.flatMap(({ value }) => linesOf(pipeline, { node: value, part }, depth + 1));
}

/** Lists and references nest up to ten levels each (https://docs.gitlab.com/ci/yaml/yaml_optimization/), and each may hold another one. */
const maxDepth = 40;

/** The steps of a part by where they start. */
const stepsAt = (part: GitlabPart, project: Project): ReadonlyMap<number, PipelineStep> =>
  project.once(
    `gitlab: steps of ${part.path} ${part.root.span.start}`,
    () => new Map(stepsOf(part, project).map((step) => [step.span.start, step])),
  );

function stepsOf({ path, text, root }: GitlabPart, project: Project): readonly PipelineStep[] {
  const file = project.file(path);
  const jobs = file?.language === 'pipeline' ? (file as PipelineFile).jobs : gitlabJobs(path, text, root);
  return jobs.flatMap(({ steps }) => steps);
}

function stepToldAt(span: Span, path: string, part: GitlabPart, step: PipelineStep): PipelineStep {
  const { script } = step;
  return toStep({
    ...{ path, span, uses: undefined, inputs: undefined, input: () => undefined },
    script: script && scriptToldAt(span, path, part, script),
    origins: [{ file: part.path, span: step.span, name: step.path }],
  });
}

function scriptToldAt(span: Span, path: string, part: GitlabPart, script: Script): Script {
  const commands = lazy(() => toldAt(span, part.path, script.commands));
  return toScript({ phase: script.phase, span, path, removal: undefined }, { commands });
}

const toScript = lazyProperties<Pick<Script, 'commands'>>('commands');
