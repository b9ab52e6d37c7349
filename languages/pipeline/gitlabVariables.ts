import { UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import { asString, get, itemsOf, pairAt, pairsOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import type { GitlabFile } from './gitlab.ts';

export interface GitlabVariables {
  /** The value of a variable, with what it is made of put in; `UNKNOWN` where a job or the server may say otherwise. */
  valueOf(name: string, origins: Origin[]): string;
}

/** The variables that an image of `job` sees (https://docs.gitlab.com/ci/variables/#cicd-variable-precedence). */
export function variablesOf({ path, root }: GitlabFile, job: YamlMap): GitlabVariables {
  const others = pairsOf(root).flatMap(({ value }) => (value.kind === 'map' && value !== job ? [value] : []));
  const isShared = job === root || isTemplateIn(root, job) || get(job, 'extends') !== undefined;

  const definitionOf = (name: string): YamlNode | undefined => {
    if ([root, job].some((one) => isSetByRule(one, name))) return undefined;
    const own = job === root ? undefined : get(job, 'variables', name);
    if (own) return own;
    // A job that takes this one over brings its own.
    const isOverridden = isShared && others.some((other) => pairAt(get(other, 'variables'), name));
    if (isOverridden || extendsUnknown(root, job)) return undefined;
    return get(root, 'variables', name);
  };

  const resolve = (name: string, origins: Origin[], depth: number): string => {
    const definition = definitionOf(name);
    const node = definition?.kind === 'map' ? get(definition, 'value') : definition;
    if (node?.kind !== 'scalar' || depth > maxDepth) return UNKNOWN;
    origins.push({ file: path, span: node.span, name: `variables.${name}` });
    if (node.value.includes('$[[')) return UNKNOWN;
    return node.value.replace(/\$\$|\$(?:\{(\w+)\}|(\w+))/g, (reference, braced?: string, bare?: string) =>
      reference === '$$' ? '$' : resolve((braced ?? bare)!, origins, depth + 1),
    );
  };
  return { valueOf: (name, origins) => resolve(name, origins, 0) };
}

/** Variables may stand for each other in a circle. */
const maxDepth = 10;

const isTemplateIn = (root: YamlMap, job: YamlMap): boolean =>
  root.pairs.some(({ key, value }) => value === job && (key === 'default' || key.startsWith('.')));

/** Whether a rule or a matrix may set the variable: `rules`, `workflow: rules`, `parallel: matrix`. */
function isSetByRule(node: YamlMap, name: string): boolean {
  const rules = [...itemsOf(get(node, 'rules')), ...itemsOf(get(node, 'workflow', 'rules'))];
  return (
    rules.some((rule) => get(rule, 'variables', name)) ||
    itemsOf(get(node, 'parallel', 'matrix')).some((one) => get(one, name))
  );
}

/** Whether a job builds on one of another file. */
function extendsUnknown(root: YamlMap, job: YamlMap): boolean {
  const bases = get(job, 'extends');
  const names = (bases?.kind === 'sequence' ? itemsOf(bases) : [bases]).flatMap((base) => asString(base) ?? []);
  return names.some((name) => !pairAt(root, name));
}
