import type { SourceFile } from '../../core/document.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { callersOf, localCallsIn } from './calls.ts';
import { convert } from './convert.ts';
import { type Definition, definitionsOf } from './definitions.ts';
import type { TerraformFile } from './document.ts';
import { evaluate } from './evaluate.ts';
import { filesOfModule, strongestFirst } from './files.ts';
import { equalityKey } from './known.ts';
import { pathValue, rootFolderOf } from './paths.ts';
import { repeatedScope } from './repetition.ts';
import { createScope, type References, type Scope } from './scope.ts';
import { fromElsewhere, throughReference, unknownAt, type Value } from './value.ts';

/** The scope of a file's top level: what is defined in its folder, which is one module, and what its callers give it. */
export const moduleScopeOf = (file: TerraformFile, project: Project): Scope =>
  createScope(file, 0, referencesOf(folderOf(file.path), project));

const referencesOf = (folder: string, project: Project): References =>
  project.once(`terraform module ${folder}`, () => createReferences(folder, project));

function createReferences(folder: string, project: Project): References {
  const files = filesOfModule(folder, project);
  const references: References = { resolve, readFile };
  const definitions = definitionsOf(files, callersOf(folder, project), {
    ofFile: (file, depth) => createScope(file, depth, references),
    ofCall: ({ file, block }, depth) =>
      repeatedScope(block.body, createScope(file, depth, referencesOf(folderOf(file.path), project))),
  });
  // A later one wins.
  const calls = new Map(
    [...strongestFirst(files)].reverse().flatMap((file) => localCallsIn(file).map((call) => [call.name, call.folder])),
  );
  const evaluateOnce = project.once('terraform values', createEvaluation);

  function resolve(name: string, span: Span, scope: Scope): Value {
    const [kind, call, output] = name.split('.');
    if (kind === 'path') return pathValue(name, folder, project, span);
    if (kind === 'module') {
      const called = calls.get(call!);
      if (called === undefined) return unknownAt(span);
      return referencesOf(called, project).resolve(`output.${output}`, span, scope);
    }
    const found = definitions.get(name);
    const value = found && evaluateOnce(`${folder}/${name}`, found, scope.depth);
    if (!value) return unknownAt(span);
    const { file, origin } = found[0]!;
    return file.path === scope.file.path ? throughReference(value, span, origin) : fromElsewhere(value, span, origin);
  }

  /** Relative paths start where Terraform is run. */
  function readFile(path: string): SourceFile | undefined {
    const resolved = path.startsWith('/') ? undefined : resolvePath(rootFolderOf(folder, project), path);
    const text = resolved === undefined ? undefined : project.text(resolved);
    return resolved === undefined || text === undefined ? undefined : { path: resolved, text };
  }

  return references;
}

/** Evaluates what is defined in a project, each name once; one evaluation for all modules, since a cycle may lead through several. */
function createEvaluation(): (key: string, definitions: readonly Definition[], depth: number) => Value | undefined {
  const values = new Map<string, Value | undefined>();
  const chain: string[] = [];
  const cyclic = new Set<string>();

  /** The value where it is defined; undefined when it has none that can be known. */
  return (key, definitions, depth) => {
    if (values.has(key)) return values.get(key);
    const start = chain.indexOf(key);
    if (start !== -1) {
      for (const member of chain.slice(start)) cyclic.add(member);
      return undefined;
    }
    chain.push(key);
    const value = agreedValue(
      definitions.map(({ expression, type, scopeAt }) => convert(evaluate(expression, scopeAt(depth)), type)),
    );
    chain.pop();
    // Every member of a cycle is unknown, so that the order in which they are read makes no difference.
    const result = cyclic.has(key) || value?.kind === 'unknown' ? undefined : value;
    values.set(key, result);
    return result;
  };
}

/** The value that all have; a single one need not be known as a whole. */
function agreedValue(values: readonly Value[]): Value | undefined {
  const [first, ...others] = values;
  if (!first || others.length === 0) return first;
  const key = equalityKey(first);
  return key !== undefined && others.every((other) => equalityKey(other) === key) ? first : undefined;
}
