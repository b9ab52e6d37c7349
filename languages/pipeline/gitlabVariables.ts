import { UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import { lazy } from '../../core/lazy.ts';
import { asString, get, itemsOf, pairsOf, type YamlMap, type YamlNode } from '../yaml/node.ts';

export interface GitlabVariables {
  /**
   * The value of a variable as an image of `job` sees it, with what it is made of put in; `UNKNOWN` where a job or the
   * server may say otherwise. What it was resolved through goes into `origins`.
   */
  valueOf(name: string, job: YamlMap, origins: Origin[]): string;
}

/** Whether a key is that of a job which others take over. */
export const isTemplate = (key: string): boolean => key === 'default' || key.startsWith('.');

/** The variables of a file and of its jobs (https://docs.gitlab.com/ci/variables/#cicd-variable-precedence). */
export function readVariables(path: string, root: YamlMap): GitlabVariables {
  const { variables, workflowRules, keys, templates, namesSetByJobs } = lazyParts(root);

  const definitionOf = (name: string, job: YamlMap): YamlNode | undefined => {
    if (isSetByRule(workflowRules(), name)) return undefined;
    if (job === root) return namesSetByJobs().has(name) ? undefined : get(variables(), name);
    if (isSetByRule(get(job, 'rules'), name) || isSetByMatrix(job, name)) return undefined;
    const own = get(job, 'variables', name);
    if (own) return own;
    const bases = basesOf(job);
    // A job that takes this one over brings its own, and so does one that this is built on.
    const isShared = templates().has(job) || bases.length > 0;
    if ((isShared && namesSetByJobs().has(name)) || bases.some((base) => !keys().has(base))) return undefined;
    return get(variables(), name);
  };

  const resolve = (name: string, job: YamlMap, origins: Origin[], within: readonly string[]): string => {
    if (within.includes(name) || origins.length >= maxOrigins) return UNKNOWN;
    const definition = definitionOf(name, job);
    const node = definition?.kind === 'map' ? get(definition, 'value') : definition;
    if (node?.kind !== 'scalar' || node.value.includes('$[[')) return UNKNOWN;
    origins.push({ file: path, span: node.span, name: `variables.${name}` });
    return node.value.replace(/\$\$|\$(?:\{(\w+)\}|(\w+))/g, (reference, braced?: string, bare?: string) =>
      reference === '$$' ? '$' : resolve((braced ?? bare)!, job, origins, [...within, name]),
    );
  };
  return { valueOf: (name, job, origins) => resolve(name, job, origins, []) };
}

/** A few short variables can stand for more text than there is memory. */
const maxOrigins = 20;

/** What is looked up again and again, in files that may have thousands of jobs. */
function lazyParts(root: YamlMap) {
  const jobs = lazy(() => pairsOf(root).filter(({ key, value }) => key !== 'variables' && value.kind === 'map'));
  return {
    variables: lazy(() => get(root, 'variables')),
    workflowRules: lazy(() => get(root, 'workflow', 'rules')),
    keys: lazy((): ReadonlySet<string> => new Set(pairsOf(root).map(({ key }) => key))),
    templates: lazy(
      (): ReadonlySet<YamlNode> => new Set(jobs().flatMap(({ key, value }) => (isTemplate(key) ? [value] : []))),
    ),
    namesSetByJobs: lazy(
      (): ReadonlySet<string> =>
        new Set(jobs().flatMap(({ value }) => pairsOf(get(value, 'variables')).map(({ key }) => key))),
    ),
  };
}

const isSetByRule = (rules: YamlNode | undefined, name: string): boolean =>
  itemsOf(rules).some((rule) => get(rule, 'variables', name));

const isSetByMatrix = (job: YamlMap, name: string): boolean =>
  itemsOf(get(job, 'parallel', 'matrix')).some((one) => get(one, name));

function basesOf(job: YamlMap): readonly string[] {
  const bases = get(job, 'extends');
  return (bases?.kind === 'sequence' ? itemsOf(bases) : [bases]).flatMap((base) => asString(base) ?? []);
}
