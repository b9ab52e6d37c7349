import type { Command, Redirection } from 'unbash';
import { toSource } from '../../core/embedded.ts';
import { computedProperties } from '../../core/lazy.ts';
import type { ShellCommand, ShellRedirect } from '../../core/script.ts';
import { takesScript } from './interpreters.ts';
import { baseName, programName, programNamed } from './program.ts';
import { type PipelinePlace, removalOf } from './removal.ts';
import {
  isPlain,
  type RunWord,
  readAssignment,
  readFields,
  readShellWord,
  readWords,
  type ShellText,
} from './words.ts';
import { isWrapper } from './wrappers.ts';

/**
 * The words of a command before wrappers are taken off, when there is more to read in them than the words themselves:
 * for wrappers, for what may run one of its arguments, and where the program's name is not plain to see. Most commands are
 * none of these.
 */
export function runWordsOf(node: Command, context: ShellText): readonly RunWord[] | undefined {
  const { name } = node;
  if (!name) return undefined;
  if (isPlain(name)) {
    const program = baseName(name.text);
    if (!isWrapper(program) && !takesScript(program)) return undefined;
  }
  return [name, ...node.args].flatMap((word) => readFields(word, context));
}

/** A command that is being read: those inside it and those beside it are told when they are read as well. */
export type UnfinishedCommand = Omit<ShellCommand, 'nested' | 'pipeline'> & {
  nested: ShellCommand['nested'];
  pipeline: ShellCommand['pipeline'];
};

/**
 * @param runWords What `runWordsOf` gives.
 * @param place Where its pipeline stands; undefined for one that cannot be taken out.
 */
export function toCommand(
  node: Command,
  context: ShellText,
  runWords: readonly RunWord[] | undefined,
  place: PipelinePlace | undefined,
): UnfinishedCommand {
  const { name, args, prefix, redirects } = node;
  const assignments = prefix.length === 0 ? none : assignmentsOf(node, context);
  const program = runWords && programNamed(name, runWords, assignments);
  const words = program ? program.words : readWords(name, args, context);
  return withRemoval(
    {
      span: toSource(context.embedded, node.pos, node.end),
      name: program ? program.name : programName(words),
      words,
      wrappers: program ? program.wrappers : none,
      assignments: program ? program.assignments : assignments,
      redirects: redirects.length === 0 ? none : redirects.map((redirect) => toRedirect(redirect, context)),
      nested: none,
      pipeline: none,
    },
    place,
  );
}

const none: readonly never[] = [];

const withRemoval = computedProperties<PipelinePlace | undefined, Pick<ShellCommand, 'removal'>>({
  removal: (place) => place && removalOf(place),
});

const assignmentsOf = ({ prefix }: Command, context: ShellText): ShellCommand['assignments'] =>
  prefix.flatMap((part) => (part.type === 'Assignment' ? [readAssignment(part, context)] : []));

function toRedirect(redirect: Redirection, context: ShellText): ShellRedirect {
  const target = 'target' in redirect ? redirect.target : undefined;
  return { operator: operatorOf(redirect), target: target && readShellWord(target, context) };
}

/** The operator with the file descriptor that stands before it: `2>`. */
function operatorOf({ descriptor, operator }: Redirection): string {
  if (!descriptor) return operator;
  return descriptor.type === 'FileDescriptor' ? `${descriptor.value}${operator}` : `{${descriptor.name}}${operator}`;
}
