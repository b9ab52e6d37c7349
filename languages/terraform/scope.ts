import type { SourceFile } from '../../core/document.ts';
import type { Span } from '../../core/text.ts';
import type { Value } from './value.ts';

/** What the expressions of one place can refer to. */
export interface Scope extends References {
  /** The file that the expressions stand in: Terraform, or a template. */
  readonly file: SourceFile;
  /** What a loop or a template names: the names of `for`, `each`, `count`, a `dynamic` block's iterator. */
  readonly names: ReadonlyMap<string, Value>;
  readonly progress: Progress;
}

/** How far the evaluation of one value has come; shared by all scopes that it goes through. */
export interface Progress {
  /** How many expressions are around the one that is evaluated, those of the locals that led here included. */
  depth: number;
  /** How much loops may still do: a few of them in each other would never end. */
  stepsLeft: number;
}

/** What is the same in all files of a module. */
export interface References {
  /** The value of `var.<name>`, `local.<name>` or `path.<name>`, referred to at `span` of the file. */
  resolve(kind: ReferenceKind, name: string, span: Span, scope: Scope): Value;
  /** The value of `module.<call>.<output>`. */
  resolveOutput(call: string, output: string, span: Span, scope: Scope): Value;
  /** A file of the workspace, by a path such as `file` takes; undefined when it is not there. */
  readFile(path: string): SourceFile | undefined;
}

export type ReferenceKind = 'var' | 'local' | 'path';

/** The scope of what stands in no loop. */
export const createScope = (
  file: SourceFile,
  depth: number,
  { resolve, resolveOutput, readFile }: References,
): Scope => ({
  resolve,
  resolveOutput,
  readFile,
  file,
  names: noNames,
  progress: { depth, stepsLeft: maxLoopSteps },
});

const noNames: Scope['names'] = new Map();
const maxLoopSteps = 100_000;

/** The scope with more names in it. */
export const withNames = (scope: Scope, names: Iterable<readonly [string, Value]>): Scope => ({
  ...scope,
  names: new Map([...scope.names, ...names]),
});

/** The scope for another value, whose loops may do as much again. */
export const forAnotherValue = (scope: Scope): Scope => ({
  ...scope,
  progress: { depth: scope.progress.depth, stepsLeft: maxLoopSteps },
});
