import { UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import { lazyFor } from '../../core/lazy.ts';
import { get, itemsOf, pairsOf, type YamlNode } from '../yaml/node.ts';
import {
  entriesOf,
  type Found,
  type GitlabPipeline,
  inherits,
  jobValue,
  type Placed,
  valueAt,
} from './gitlabPipeline.ts';

/** Who asks for the value of a variable. */
export interface VariableContext {
  readonly pipeline: GitlabPipeline;
  /** The job, or a template that no job here takes over; undefined for what stands above all jobs. */
  readonly job: string | undefined;
  /** Whether it stands for jobs that are not known, which may bring variables of their own. */
  readonly isForOthers: boolean;
}

/**
 * The value of a variable (https://docs.gitlab.com/ci/variables/#cicd-variable-precedence), with what it is made of put in;
 * `UNKNOWN` where a job or the server may say otherwise. What it was resolved through goes into `origins`.
 */
export function variableValue(name: string, context: VariableContext, origins: Origin[]): string {
  const resolve = (one: string, within: readonly string[]): string => {
    if (within.includes(one) || origins.length >= maxOrigins) return UNKNOWN;
    const definition = definitionOf(one, context);
    const node = definition?.node.kind === 'map' ? get(definition.node, 'value') : definition?.node;
    if (!definition || node?.kind !== 'scalar' || node.value.includes('$[[')) return UNKNOWN;
    origins.push({ file: definition.part.path, span: node.span, name: `variables.${one}` });
    return node.value.replace(/\$\$|\$(?:\{(\w+)\}|(\w+))/g, (reference, braced?: string, bare?: string) =>
      reference === '$$' ? '$' : resolve((braced ?? bare)!, [...within, one]),
    );
  };
  return resolve(name, []);
}

/** A few short variables can stand for more text than there is memory. */
const maxOrigins = 20;

/** Whether a key is that of a job which others take over. */
export const isTemplate = (key: string): boolean => key === 'default' || key.startsWith('.');

function definitionOf(name: string, { pipeline, job, isForOthers }: VariableContext): Placed | undefined {
  if (pipeline.given.has(name) || isSetByRule(valueAt(pipeline, ['workflow', 'rules']), name)) return undefined;
  if (job !== undefined) {
    if (isSetByRule(jobValue(pipeline, job, 'rules'), name)) return undefined;
    if (isSetByMatrix(jobValue(pipeline, job, 'parallel', 'matrix'), name)) return undefined;
    const own = jobValue(pipeline, job, 'variables', name);
    if (own) return toPlaced(own);
    if (!inherits(jobValue(pipeline, job, 'inherit', 'variables'), name)) return undefined;
  }
  if (isForOthers && namesSetByJobs(pipeline).has(name)) return undefined;
  return toPlaced(valueAt(pipeline, ['variables', name]));
}

const toPlaced = (found: Found): Placed | undefined => (found === 'unknown' ? undefined : found);

const itemsAt = (found: Found): readonly YamlNode[] => itemsOf(toPlaced(found)?.node);

const isSetByRule = (rules: Found, name: string): boolean =>
  itemsAt(rules).some((rule) => get(rule, 'variables', name));

const isSetByMatrix = (matrix: Found, name: string): boolean => itemsAt(matrix).some((one) => get(one, name));

const namesSetByJobs = lazyFor(
  ({ parts }: GitlabPipeline): ReadonlySet<string> =>
    new Set(
      parts.flatMap(({ root }) =>
        [...entriesOf(root)].flatMap(([key, value]) =>
          key === 'variables' ? [] : pairsOf(get(value, 'variables')).map((one) => one.key),
        ),
      ),
    ),
);
