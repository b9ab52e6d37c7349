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
  /** The value of `var.<name>` or `local.<name>`, referred to at `span`. */
  resolve(root: 'var' | 'local', name: string, span: Span): Value;
}

/** A module is all files of a folder: the variables that have a default, and the locals. */
export function moduleScopeOf(file: TerraformFile, project: Project): Scope {
  const folder = folderOf(file.path);
  const resolveIn = project.once(`terraform module ${folder}`, () => createModule(moduleFilesOf(file, project)));
  return scopeOf(file, resolveIn);
}

type Resolve = (from: TerraformFile, root: 'var' | 'local', name: string, span: Span) => Value;

const scopeOf = (file: TerraformFile, resolve: Resolve): Scope => ({
  file,
  resolve: (root, name, span) => resolve(file, root, name, span),
});

/** The files of the module that a file is part of. */
export const moduleFilesOf = ({ path }: TerraformFile, project: Project): readonly TerraformFile[] =>
  project.filesIn(folderOf(path)).filter((file): file is TerraformFile => file.language === 'terraform');

interface Definition {
  readonly file: TerraformFile;
  readonly expression: HclExpression;
}

/** Locals that refer to locals, deeper than this, are unknown: the evaluation calls itself. */
const maxChain = 50;

function createModule(files: readonly TerraformFile[]): Resolve {
  const definitions = definitionsOf(files);
  const values = new Map<string, Value | undefined>();
  const chain: string[] = [];
  const cyclic = new Set<string>();

  /** The value where it is defined; undefined when it has none that can be known. */
  function evaluateOnce(key: string, definition: Definition): Value | undefined {
    if (values.has(key)) return values.get(key);
    const start = chain.indexOf(key);
    if (start !== -1) for (const member of chain.slice(start)) cyclic.add(member);
    if (start !== -1 || chain.length >= maxChain) return undefined;
    chain.push(key);
    const value = evaluate(definition.expression, scopeOf(definition.file, resolve));
    chain.pop();
    // Every member of a cycle is unknown, so that the order in which they are read makes no difference.
    const result = cyclic.has(key) || value.kind === 'unknown' ? undefined : value;
    values.set(key, result);
    return result;
  }

  function resolve(from: TerraformFile, root: 'var' | 'local', name: string, span: Span): Value {
    const key = `${root}.${name}`;
    const definition = definitions.get(key);
    const value = definition && evaluateOnce(key, definition);
    if (!value) return unknownAt(span);
    const origin: Origin = { file: definition.file.path, span: definition.expression.span, name: key };
    return definition.file.path === from.path
      ? throughReference(value, span, origin)
      : fromElsewhere(value, span, origin);
  }

  return resolve;
}

/** Every variable default and local by its full name. The first definition wins; Terraform allows one. */
function definitionsOf(files: readonly TerraformFile[]): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>();
  const define = (name: string, file: TerraformFile, expression: HclExpression): void => {
    if (!definitions.has(name)) definitions.set(name, { file, expression });
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
