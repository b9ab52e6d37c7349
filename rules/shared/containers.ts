import { isKnown } from '../../core/embedded.ts';
import type { Container, Workload } from '../../core/facts.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { Script } from '../../core/script.ts';

/** A container for a message: by its name where it has one. */
export const subjectOf = ({ name }: Container): string =>
  name !== undefined && isKnown(name) ? `\`${name}\`` : 'the container';

/** Whether a workload is a step of a pipeline: it works on the files that it finds, and is gone when it is done. */
export const isPipelineStep = ({ kind }: Workload): boolean =>
  /^(?:Cluster)?(?:Task|Pipeline)(?:Run)?$|^(?:Cluster|Cron)?Workflow(?:Template)?$/.test(kind);

/** The scripts of a document that are a container's by their paths. */
export const scriptsOf = ({ path }: Container, scripts: readonly Script[]): readonly Script[] =>
  scriptsByHolder(scripts).get(path) ?? [];

/** By their paths, and by each path that one of these begins with. There may be as many containers as scripts. */
const scriptsByHolder = lazyFor((scripts: readonly Script[]): ReadonlyMap<string, readonly Script[]> => {
  const groups = new Map<string, Script[]>();
  for (const script of scripts) {
    for (let { path } = script; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      const group = groups.get(path);
      if (group) group.push(script);
      else groups.set(path, [script]);
    }
  }
  return groups;
});
