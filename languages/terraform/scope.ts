import type { Origin } from '../../core/facts.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { attributeOf, type HclExpression } from '../hcl/syntax.ts';
import type { TerraformFile } from './document.ts';
import { evaluate } from './evaluate.ts';
import { fromElsewhere, throughReference, unknownAt, type Value } from './value.ts';

/** What the expressions of one file can refer to. */
export interface Scope {
  readonly file: TerraformFile;
  /** How many expressions are around the one that is evaluated, those of the locals that led here included. */
  readonly depth: number;
  /** The value of `var.<name>` or `local.<name>`, referred to at `span` of the file. */
  resolve(name: string, span: Span, scope: Scope): Value;
}

/** A module is all files of a folder: the variables that have a default, and the locals. */
export function moduleScopeOf(file: TerraformFile, project: Project): Scope {
  const key = `terraform module ${folderOf(file.path)}`;
  const resolve = project.once(key, () => createModule(moduleFilesOf(file, project)));
  return { file, depth: 0, resolve };
}

/** The files of the module that a file is part of. */
export const moduleFilesOf = ({ path }: TerraformFile, project: Project): readonly TerraformFile[] =>
  project.filesIn(folderOf(path)).filter((file): file is TerraformFile => file.language === 'terraform');

interface Definition {
  readonly file: TerraformFile;
  readonly expression: HclExpression;
  /** One object for each definition, so that a value which comes through it twice names it once. */
  readonly origin: Origin;
}

function createModule(files: readonly TerraformFile[]): Scope['resolve'] {
  const definitions = definitionsOf(files);
  const values = new Map<string, Value | undefined>();
  const chain: string[] = [];
  const cyclic = new Set<string>();

  /** The value where it is defined; undefined when it has none that can be known. */
  function evaluateOnce(name: string, { file, expression }: Definition, depth: number): Value | undefined {
    if (values.has(name)) return values.get(name);
    const start = chain.indexOf(name);
    if (start !== -1) {
      for (const member of chain.slice(start)) cyclic.add(member);
      return undefined;
    }
    chain.push(name);
    const value = evaluate(expression, { file, depth, resolve });
    chain.pop();
    // Every member of a cycle is unknown, so that the order in which they are read makes no difference.
    const result = cyclic.has(name) || value.kind === 'unknown' ? undefined : value;
    values.set(name, result);
    return result;
  }

  function resolve(name: string, span: Span, { file, depth }: Scope): Value {
    const definition = definitions.get(name);
    const value = definition && evaluateOnce(name, definition, depth);
    if (!value) return unknownAt(span);
    const { origin } = definition;
    return definition.file.path === file.path
      ? throughReference(value, span, origin)
      : fromElsewhere(value, span, origin);
  }

  return resolve;
}

/** Every variable default and local by its full name. The first definition wins; Terraform allows one. */
function definitionsOf(files: readonly TerraformFile[]): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>();
  const define = (name: string, file: TerraformFile, expression: HclExpression): void => {
    if (definitions.has(name)) return;
    definitions.set(name, { file, expression, origin: { file: file.path, span: expression.span, name } });
  };
  for (const file of files) {
    for (const block of file.hcl.body.blocks) {
      if (block.type === 'locals') {
        for (const { name, value } of block.body.attributes) define(`local.${name}`, file, value);
      } else if (block.type === 'variable' && block.labels[0]) {
        const value = attributeOf(block.body, 'default')?.value;
        if (value) define(`var.${block.labels[0].text}`, file, value);
      }
    }
  }
  return definitions;
}
