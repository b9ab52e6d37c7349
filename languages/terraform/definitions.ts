import type { Origin } from '../../core/facts.ts';
import { attributeOf, type HclExpression } from '../hcl/syntax.ts';
import type { LocalCall } from './calls.ts';
import type { TerraformFile } from './document.ts';
import { loadedValuesOf, strongestFirst, topBlocksOf } from './files.ts';
import type { Scope } from './scope.ts';

/** What gives a name its value. */
export interface Definition {
  readonly file: TerraformFile;
  readonly expression: HclExpression;
  /** One object for each definition, so that a value which comes through it twice names it once. */
  readonly origin: Origin;
  /** The type constraint of the variable that it is for. */
  readonly type: HclExpression | undefined;
  scopeAt(depth: number): Scope;
}

/** The scopes in which a module's values are written. */
export interface DefinitionScopes {
  ofFile(file: TerraformFile, depth: number): Scope;
  ofCall(call: LocalCall, depth: number): Scope;
}

/**
 * All variables, locals and outputs of a module by their full names. A variable has a definition for each caller of the
 * module; where nobody calls it, the value that a loaded file gives it, or its default. One that somebody must still give
 * a value has none.
 */
export function definitionsOf(
  files: readonly TerraformFile[],
  callers: readonly LocalCall[],
  scopes: DefinitionScopes,
): ReadonlyMap<string, readonly Definition[]> {
  const definitions = new Map<string, readonly Definition[]>();
  const inFile = (name: string, { file, expression, type }: Written): Definition => ({
    file,
    expression,
    origin: { file: file.path, span: expression.span, name },
    type,
    scopeAt: (depth) => scopes.ofFile(file, depth),
  });
  for (const [name, written] of localsAndOutputsOf(files)) definitions.set(name, [inFile(name, written)]);

  const loaded = new Map(loadedValuesOf(files).map(({ file, attribute }) => [attribute.name, { file, attribute }]));
  for (const [name, { type, written }] of variablesOf(files)) {
    const fullName = `var.${name}`;
    const byDefault = written && inFile(fullName, written);
    const value = loaded.get(name);
    const given =
      callers.length > 0
        ? callers.map((call) => inputOf(call, name, type, scopes) ?? byDefault)
        : [value ? inFile(fullName, { file: value.file, expression: value.attribute.value, type }) : byDefault];
    const known = given.filter((definition) => definition !== undefined);
    if (known.length === given.length) definitions.set(fullName, [...new Set(known)]);
  }
  return definitions;
}

interface Written {
  readonly file: TerraformFile;
  readonly expression: HclExpression;
  readonly type: HclExpression | undefined;
}

/** The first definition wins; Terraform allows one, but for files that override. */
function localsAndOutputsOf(files: readonly TerraformFile[]): ReadonlyMap<string, Written> {
  const found = new Map<string, Written>();
  const add = (name: string, file: TerraformFile, expression: HclExpression | undefined): void => {
    if (expression && !found.has(name)) found.set(name, { file, expression, type: undefined });
  };
  for (const file of strongestFirst(files)) {
    for (const { type, labels, body } of topBlocksOf(file)) {
      if (type === 'locals') for (const { name, value } of body.attributes) add(`local.${name}`, file, value);
      if (type === 'output') add(`output.${labels[0]?.text}`, file, attributeOf(body, 'value')?.value);
    }
  }
  return found;
}

interface Variable {
  readonly type: HclExpression | undefined;
  readonly written: Written | undefined;
}

function variablesOf(files: readonly TerraformFile[]): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const file of strongestFirst(files)) {
    for (const { type: blockType, labels, body } of topBlocksOf(file)) {
      const name = labels[0]?.text;
      if (blockType !== 'variable' || name === undefined) continue;
      const stronger = variables.get(name);
      const type = stronger?.type ?? attributeOf(body, 'type')?.value;
      const expression = attributeOf(body, 'default')?.value;
      variables.set(name, { type, written: stronger?.written ?? (expression && { file, expression, type }) });
    }
  }
  return variables;
}

function inputOf(
  call: LocalCall,
  name: string,
  type: HclExpression | undefined,
  scopes: DefinitionScopes,
): Definition | undefined {
  const { file, block } = call;
  const expression = attributeOf(block.body, name)?.value;
  const origin = expression && { file: file.path, span: expression.span, name: `module.${call.name}.${name}` };
  return origin && { file, expression, origin, type, scopeAt: (depth) => scopes.ofCall(call, depth) };
}
