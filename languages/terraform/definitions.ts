import type { Origin } from '../../core/facts.ts';
import { lazy } from '../../core/lazy.ts';
import { attributeOf, type HclBody, type HclExpression } from '../hcl/syntax.ts';
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

/** All variables, locals and outputs of a module, by their names. */
export interface Definitions {
  /**
   * What gives a name its value. A variable has a definition for each caller of the module; where nobody calls it, the value
   * that a loaded file gives it, or its default. One that somebody must still give a value has none. The same list each time.
   */
  of(kind: DefinitionKind, name: string): readonly Definition[] | undefined;
}

export type DefinitionKind = 'var' | 'local' | 'output';

export function definitionsOf(
  files: readonly TerraformFile[],
  callers: () => readonly LocalCall[],
  scopes: DefinitionScopes,
): Definitions {
  const written = writtenIn(files);
  const inFile = (kind: DefinitionKind, name: string, { file, expression, type }: Written): Definition => ({
    file,
    expression,
    origin: { file: file.path, span: expression.span, name: `${kind}.${name}` },
    type,
    scopeAt: (depth) => scopes.ofFile(file, depth),
  });
  const onlyOne = (kind: 'local' | 'output') =>
    remembered((name) => {
      const one = written[kind].get(name);
      return one && [inFile(kind, name, one)];
    });
  const loaded = lazy(() => new Map(loadedValuesOf(files).map((value) => [value.attribute.name, value])));
  const definitions = {
    local: onlyOne('local'),
    output: onlyOne('output'),
    var: remembered((name) => {
      const variable = written.var.get(name);
      if (!variable) return undefined;
      const { type } = variable;
      const byDefault = variable.written && inFile('var', name, variable.written);
      if (callers().length === 0) {
        const value = loaded().get(name);
        const given = value
          ? inFile('var', name, { file: value.file, expression: value.attribute.value, type })
          : byDefault;
        return given && [given];
      }
      const given = callers().map((call) => inputOf(call, name, type, scopes) ?? byDefault);
      const known = given.filter((definition) => definition !== undefined);
      return known.length === given.length ? [...new Set(known)] : undefined;
    }),
  };
  return { of: (kind, name) => definitions[kind](name) };
}

/** A function that calls `make` once for each name. */
function remembered<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, { readonly value: T }>();
  return (name) => {
    let known = made.get(name);
    if (!known) {
      known = { value: make(name) };
      made.set(name, known);
    }
    return known.value;
  };
}

interface Written {
  readonly file: TerraformFile;
  readonly expression: HclExpression;
  readonly type: HclExpression | undefined;
}

interface Variable {
  readonly type: HclExpression | undefined;
  readonly written: Written | undefined;
}

/** Where names are written. The first definition wins; Terraform allows one, but for files that override. */
function writtenIn(files: readonly TerraformFile[]) {
  const found = {
    local: new Map<string, Written>(),
    output: new Map<string, Written>(),
    var: new Map<string, Variable>(),
  };
  for (const file of strongestFirst(files)) {
    for (const { type, labels, body } of topBlocksOf(file)) {
      if (type === 'locals') {
        for (const { name, value } of body.attributes) {
          if (!found.local.has(name)) found.local.set(name, { file, expression: value, type: undefined });
        }
        continue;
      }
      const name = labels[0]?.text;
      if (name === undefined) continue;
      if (type === 'output') {
        const expression = found.output.has(name) ? undefined : attributeOf(body, 'value')?.value;
        if (expression) found.output.set(name, { file, expression, type: undefined });
      } else if (type === 'variable') found.var.set(name, toVariable(body, file, found.var.get(name)));
    }
  }
  return found;
}

function toVariable(body: HclBody, file: TerraformFile, stronger: Variable | undefined): Variable {
  const type = stronger?.type ?? attributeOf(body, 'type')?.value;
  const expression = attributeOf(body, 'default')?.value;
  return { type, written: stronger?.written ?? (expression && { file, expression, type }) };
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
