import type { SourceFile } from '../../core/document.ts';
import { lazy } from '../../core/lazy.ts';
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
import { createScope, type ReferenceKind, type References, type Scope } from './scope.ts';
import { fromElsewhere, throughReference, unknownAt, type Value } from './value.ts';

/** The scope of a file's top level: what is defined in its folder, which is one module, and what its callers give it. */
export const moduleScopeOf = (file: TerraformFile, project: Project): Scope =>
  createScope(file, 0, referencesOf(folderOf(file.path), project));

const referencesOf = (folder: string, project: Project): ModuleReferences =>
  project.once(`terraform module ${folder}`, () => createReferences(folder, project));

interface ModuleReferences extends References {
  /** The value of an output as a caller of the module sees it, referred to at `span` of its file. */
  output(name: string, span: Span, scope: Scope): Value;
}

function createReferences(folder: string, project: Project): ModuleReferences {
  const files = filesOfModule(folder, project);
  const references: ModuleReferences = { resolve, resolveOutput, readFile, output };
  const callers = lazy(() => callersOf(folder, project));
  const definitions = definitionsOf(files, callers, {
    ofFile: (file, depth) => createScope(file, depth, references),
    ofCall: ({ file, block }, depth) =>
      repeatedScope(block.body, createScope(file, depth, referencesOf(folderOf(file.path), project))),
  });
  // A later one wins.
  const calls = lazy(() => {
    const strongestLast = [...strongestFirst(files)].reverse();
    return new Map(strongestLast.flatMap((file) => localCallsIn(file).map((call) => [call.name, call.folder])));
  });
  const evaluateOnce = project.once('terraform values', createEvaluation);

  function resolve(kind: ReferenceKind, name: string, span: Span, scope: Scope): Value {
    if (kind === 'path') return pathValue(name, folder, project, span);
    return broughtFrom(definitions.of(kind, name), span, scope);
  }

  function resolveOutput(call: string, name: string, span: Span, scope: Scope): Value {
    const called = calls().get(call);
    return called === undefined ? unknownAt(span) : referencesOf(called, project).output(name, span, scope);
  }

  function output(name: string, span: Span, scope: Scope): Value {
    return broughtFrom(definitions.of('output', name), span, scope);
  }

  function broughtFrom(found: readonly Definition[] | undefined, span: Span, scope: Scope): Value {
    const value = found && evaluateOnce(found, scope.progress.depth);
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
function createEvaluation(): (definitions: readonly Definition[], depth: number) => Value | undefined {
  type Name = readonly Definition[];
  const values = new Map<Name, { readonly value: Value | undefined }>();
  const chain: Name[] = [];
  const cyclic = new Set<Name>();

  /** The value where it is defined; undefined when it has none that can be known. */
  return (definitions, depth) => {
    const known = values.get(definitions);
    if (known) return known.value;
    const start = chain.indexOf(definitions);
    if (start !== -1) {
      for (const member of chain.slice(start)) cyclic.add(member);
      return undefined;
    }
    chain.push(definitions);
    const valueIn = ({ expression, type, scopeAt }: Definition) => convert(evaluate(expression, scopeAt(depth)), type);
    const [first] = definitions;
    // A single one need not be known as a whole.
    const value = first && definitions.length === 1 ? valueIn(first) : agreedValue(definitions.map(valueIn));
    chain.pop();
    // Every member of a cycle is unknown, so that the order in which they are read makes no difference.
    const result = cyclic.has(definitions) || value?.kind === 'unknown' ? undefined : value;
    values.set(definitions, { value: result });
    return result;
  };
}

/** The value that all of several have. */
function agreedValue([first, ...others]: readonly Value[]): Value | undefined {
  const key = first && equalityKey(first);
  return key !== undefined && others.every((other) => equalityKey(other) === key) ? first : undefined;
}
