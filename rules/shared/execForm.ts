import { isKnown } from '../../core/embedded.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import type { TextEdit } from '../../core/text.ts';
import type { DockerfileFile, Instruction } from '../../languages/dockerfile/document.ts';

/** The one program that an instruction in the shell form starts, with nothing about it that only a shell can do. */
export function programOf({ arguments: { text } }: Instruction, script: Script): ShellCommand | undefined {
  const command = soleCommand(script);
  if (!command || command.wrappers.length > 0 || !isPlain(command) || needsShell.test(text)) return undefined;
  return command;
}

/** Writes words as the list of the exec form. None where the instruction's lines have comments between, which would be lost. */
export function writeList(
  words: readonly string[],
  { argumentsSpan }: Instruction,
  { comments }: DockerfileFile,
): readonly TextEdit[] {
  const { start, end } = argumentsSpan;
  if (comments.some(({ span }) => span.start < end && start < span.end)) return [];
  return [{ span: argumentsSpan, newText: `[${words.map((word) => JSON.stringify(word)).join(', ')}]` }];
}

/** Whether a CMD of the stage would become the arguments of an entrypoint, from which its shell has kept it. */
export const wouldTakeCommand = ({ keyword }: Instruction, stage: readonly Instruction[]): boolean =>
  keyword === 'ENTRYPOINT' && stage.some((other) => other.keyword === 'CMD');

/** The only command of a script, if it is a program: not one that only a shell knows, and not in another file. */
export function soleCommand({ commands }: Script): ShellCommand | undefined {
  const [command, ...others] = commands;
  if (!command || others.length > 0 || command.name === '' || builtIns.has(command.name)) return undefined;
  // A script that is copied into the image is told at the word that runs it.
  return command.origins ? undefined : command;
}

/** Whether a command is words that are known and nothing else: no variables set before it, no redirections, no commands inside. */
export const isPlain = ({ assignments, redirects, nested, words }: ShellCommand): boolean =>
  [assignments, redirects, nested].every((parts) => parts.length === 0) && words.every(({ value }) => isKnown(value));

/** Variables, patterns, operators, comments: some of them would do nothing in quotes, and then a person may look. */
export const needsShell = /[$`*?[\]~&|<>(){}#!\\]|;(?!"|')/;

/** What is no program of its own. */
const builtIns: ReadonlySet<string> = new Set(
  '. : alias bg break cd command continue eval exec exit export fg hash jobs read readonly return set shift source times trap type ulimit umask unalias unset wait'.split(
    ' ',
  ),
);
