import type { SourceFile } from '../../core/document.ts';
import { embed } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
import { parseHclTemplate } from '../hcl/parse.ts';
import { maxTextLength } from './functions/function.ts';
import { createScope, type References, type Scope, withNames } from './scope.ts';
import { type Evaluate, evaluateTemplate } from './template.ts';
import { knownText, type StringValue, textElsewhere, unknownAt, type Value } from './value.ts';

export type FileFunction = 'file' | 'filebase64' | 'templatefile';

export const isFileFunction = (name: string): name is FileFunction =>
  name === 'file' || name === 'filebase64' || name === 'templatefile';

/** The text of a file of the workspace, or of the template that it is; all of it is at `span`, the call. */
export function readFileValue(
  name: FileFunction,
  [path, variables]: readonly Value[],
  span: Span,
  scope: Scope,
  evaluate: Evaluate,
): Value {
  const written = knownText(path);
  const file = written === undefined ? undefined : scope.readFile(written);
  if (!file || file.text.length > maxTextLength) return unknownAt(span);
  const origin: Origin = { file: file.path, span: { start: 0, end: file.text.length }, name: file.path };
  const found =
    name === 'templatefile' ? templateValue(file, variables, scope, evaluate) : plainValue(file, origin.span);
  if (found?.kind !== 'string') return unknownAt(span);
  return {
    kind: 'string',
    value: textElsewhere(found.value.text, span),
    elsewhere: { file, value: found.value },
    ...(name === 'filebase64' ? { isEncoded: true } : {}),
    span,
    origins: [origin, ...found.origins],
  };
}

const plainValue = ({ text }: SourceFile, span: Span): StringValue => ({
  kind: 'string',
  value: embed(text, span),
  span,
  origins: [],
});

/** A template sees what it is given, and functions; a file that it reads in its turn is not known here, nor is itself. */
function templateValue(
  file: SourceFile,
  variables: Value | undefined,
  { progress }: Scope,
  evaluate: Evaluate,
): Value | undefined {
  if (variables?.kind !== 'object') return undefined;
  const scope: Scope = { ...createScope(file, 0, nothingElse), progress };
  const names = variables.entries.map(({ key, value }): [string, Value] => [key, value]);
  return evaluateTemplate(parseHclTemplate(file.text), withNames(scope, names), evaluate);
}

const nothingElse: References = {
  resolve: (_kind, _name, span) => unknownAt(span),
  resolveOutput: (_call, _output, span) => unknownAt(span),
  readFile: () => undefined,
};
