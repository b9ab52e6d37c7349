import { isKnown } from '../../core/embedded.ts';
import type { Facts, Workload } from '../../core/facts.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { Script } from '../../core/script.ts';
import { isAllowed } from './allow.ts';

/**
 * The scripts that run when containers and machines start, but for those whose workload, Dockerfile stage or Terraform
 * resource has a name that is allowed.
 */
export const startScriptsOf = (
  { scripts, workloads }: Pick<Facts, 'scripts' | 'workloads'>,
  allowed: readonly string[],
): readonly Script[] =>
  scripts.filter(
    (script) =>
      script.phase === 'boot' && (allowed.length === 0 || !isAllowed(allowed, nameOfPlace(script.path, workloads))),
  );

/** Whether a place is one of a workload or resource whose name is allowed. */
export const isPlaceAllowed = (path: string, allowed: readonly string[]): boolean =>
  allowed.length > 0 && isAllowed(allowed, nameOfPlace(path, []));

/** The workload that a script is run by, when it is said where the script stands. */
export const workloadOf = ({ path }: Script, workloads: readonly Workload[]): Workload | undefined =>
  workloadAbove(path, workloads);

/** The name to allow a place by: `web` of `Deployment/web/...`, `stage:web/CMD` and `aws_instance.web/user_data`. */
export function nameOfPlace(path: string, workloads: readonly Workload[]): string {
  const name = workloadAbove(path, workloads)?.name;
  if (name !== undefined && isKnown(name)) return name;
  return /^(?:ConfigMap\/|[^/.:]*[.:])?([^/]*)/.exec(path)![1]!;
}

function workloadAbove(path: string, workloads: readonly Workload[]): Workload | undefined {
  const byPath = workloadsByPath(workloads);
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const workload = byPath.get(path.slice(0, end));
    if (workload) return workload;
  }
  return undefined;
}

/** Each of as many scripts may ask. */
const workloadsByPath = lazyFor(
  (workloads: readonly Workload[]): ReadonlyMap<string, Workload> =>
    new Map(workloads.toReversed().map((workload) => [workload.path, workload])),
);
