import { lazyFor } from '../../core/lazy.ts';
import { resolvePath } from '../../core/project.ts';
import { asString, get, itemsOf, pairsOf, type YamlNode } from '../yaml/node.ts';
import type { PipelineFile } from './document.ts';

/** Other files that a pipeline runs as its own. */
export interface Calls {
  readonly paths: readonly string[];
  /** Each call's paths, of which one must be there. */
  readonly groups: readonly (readonly string[])[];
  /** Whether nothing is called that stands in another repository, or whose name only the run knows. */
  readonly isKnown: boolean;
}

/** What a pipeline of the repository at `root` calls: workflows and actions beside it, what GitLab includes. */
export function calledPaths(file: PipelineFile, root: string): Calls {
  const calls = callsOf(file);
  const groups = calls.flatMap((names) => {
    const paths = names?.flatMap((name) => resolvePath(root, name) ?? []) ?? [];
    return paths.length > 0 ? [paths] : [];
  });
  return { paths: groups.flat(), groups, isKnown: groups.length === calls.length };
}

/** The names of a called file, of which one is right; undefined for one that is elsewhere. */
type Call = readonly string[] | undefined;

const callsOf = lazyFor((file: PipelineFile): readonly Call[] =>
  file.system === 'github' ? githubCalls(file) : gitlabCalls(file),
);

/** https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows; an action of somebody else's is no part of the pipeline. */
function githubCalls({ jobs }: PipelineFile): readonly Call[] {
  return jobs.flatMap((job): readonly Call[] => {
    const workflow = asString(job.get('uses'));
    const steps = job.steps.flatMap(({ uses }): readonly Call[] => {
      if (!uses?.startsWith('./')) return [];
      return [uses.includes('${{') ? undefined : [`${uses}/action.yml`, `${uses}/action.yaml`]];
    });
    if (workflow === undefined) return steps;
    return [workflow.startsWith('./') && !workflow.includes('${{') ? [workflow] : undefined, ...steps];
  });
}

/** https://docs.gitlab.com/ci/yaml/#include, also of child pipelines. Paths begin at the repository's root. */
function gitlabCalls({ documents, jobs }: PipelineFile): readonly Call[] {
  const includes = [
    ...documents.map(({ root }) => get(root, 'include')),
    ...jobs.map((job) => job.get('trigger', 'include')),
  ];
  return includes.flatMap((node) => (node ? entriesOf(node).map(toGitlabCall) : []));
}

const entriesOf = (node: YamlNode): readonly YamlNode[] =>
  node.kind === 'sequence' ? itemsOf(node) : node.kind === 'null' ? [] : [node];

function toGitlabCall(node: YamlNode): Call {
  const local = asString(node) ?? asString(get(node, 'local'));
  const isElsewhere = pairsOf(node).some(({ key }) => ['project', 'remote', 'template', 'component'].includes(key));
  return local === undefined || isElsewhere || /[*$]|^\w+:/.test(local) ? undefined : [local];
}
