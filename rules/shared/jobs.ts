import { lazyFor } from '../../core/lazy.ts';
import type { Script } from '../../core/script.ts';
import type { PipelineDocument, PipelineJob } from '../../languages/pipeline/document.ts';

/** The jobs that run a script: more than one where it is shared. */
export const jobsOf = ({ span }: Script, { jobs }: PipelineDocument): readonly PipelineJob[] =>
  jobsByScript(jobs).get(span.start) ?? [];

/** By where their scripts start. */
const jobsByScript = lazyFor((jobs: readonly PipelineJob[]): ReadonlyMap<number, readonly PipelineJob[]> => {
  const groups = new Map<number, PipelineJob[]>();
  for (const job of jobs) {
    for (const start of new Set(job.steps.flatMap(({ script }) => script?.span.start ?? []))) {
      const group = groups.get(start);
      if (group) group.push(job);
      else groups.set(start, [job]);
    }
  }
  return groups;
});
