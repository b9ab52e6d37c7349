import { embed, isKnown } from '../../core/embedded.ts';
import { asString, get, itemsOf, pairsOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { withExpressions } from './expressions.ts';

/** What GitHub puts in for an expression, as far as the workflow itself says it. */
export type ValueOf = (expression: string) => string | undefined;

export type Environment = ReadonlyMap<string, string>;

/**
 * The environment variables that a step is given by itself, its job and the workflow, the outermost first
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#env). What steps may set for later
 * ones through `GITHUB_ENV` is not known, and neither is what hangs on the run.
 */
export function environmentOf(source: string, levels: readonly (YamlNode | undefined)[]): Environment {
  let environment = new Map<string, string>();
  for (const level of levels) {
    const outer = new Map(environment);
    const own = pairsOf(get(level, 'env')).map(({ key, value }): [string, string] => {
      const text = asString(value) ?? '';
      const filled = withExpressions(embed(text, { start: 0, end: text.length }), environmentValue(outer));
      return [key, filled.text];
    });
    environment = new Map([...outer, ...own]);
  }
  const written = source.includes('GITHUB_ENV') ? source : '';
  return new Map([...environment].filter(([name, value]) => isKnown(value) && !written.includes(`${name}=`)));
}

/** The context `env` (https://docs.github.com/actions/reference/workflows-and-actions/contexts#env-context). */
export const environmentValue =
  (environment: Environment): ValueOf =>
  (expression) =>
    expression.startsWith('env.') ? environment.get(expression.slice('env.'.length)) : undefined;

/** One run of a job: what `matrix.node` and the like stand for. */
export type MatrixRow = ReadonlyMap<string, YamlScalar>;

/** More runs than these say nothing new of an image; GitHub itself allows 256. */
const maxRows = 64;

/**
 * The runs of a job, as far as they differ in the given values (`node`, `config.image`); none when something about them
 * is not written here (https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations).
 */
export function matrixRows(job: YamlNode, names: readonly string[]): readonly MatrixRow[] {
  const matrix = get(job, 'strategy', 'matrix');
  if (matrix?.kind !== 'map' || names.length === 0) return [];
  const keys = [...new Set(names.map((name) => name.split('.')[0]!))];
  let rows: readonly ReadonlyMap<string, YamlNode>[] = [new Map()];
  for (const key of keys) {
    const values = itemsOf(get(matrix, key));
    rows = rows.flatMap((row) => values.map((value) => new Map([...row, [key, value]]))).slice(0, maxRows);
  }
  const excluded = itemsOf(get(matrix, 'exclude'));
  const kept = rows.filter((row) => !excluded.some((entry) => isExcluded(row, entry)));
  const included = itemsOf(get(matrix, 'include')).flatMap((entry) => {
    const values = keys.map((key) => [key, get(entry, key)] as const);
    return values.every((value): value is [string, YamlNode] => value[1] !== undefined) ? [new Map(values)] : [];
  });
  return [...kept, ...included].slice(0, maxRows).map((row) => {
    const values = names.flatMap((name): readonly [string, YamlScalar][] => {
      const [key = '', ...path] = name.split('.');
      const value = get(row.get(key), ...path);
      return value?.kind === 'scalar' && !value.value.includes('${{') ? [[name, value]] : [];
    });
    return new Map(values);
  });
}

const isExcluded = (row: ReadonlyMap<string, YamlNode>, entry: YamlNode): boolean =>
  pairsOf(entry).every(({ key, value }) => {
    const text = asString(row.get(key));
    return text !== undefined && text === asString(value);
  });
