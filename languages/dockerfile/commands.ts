import { type EmbeddedText, embed, type Piece } from '../../core/embedded.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { ShellCommand } from '../../core/script.ts';
import { type LineStarts, lineSpanAt, positionAt, type Span } from '../../core/text.ts';
import { readCertainCommands } from '../shell/scriptFile.ts';
import { parseArgumentList, parseShell } from '../shell/shell.ts';
import { shiftCommands } from '../shell/shift.ts';
import type { Heredoc, Instruction } from './document.ts';
import { type Environment, isSameEnvironment } from './environment.ts';
import { joinEmbedded } from './words.ts';

/** What runs the shell form: a shell that is read as `sh`, or something else (PowerShell, cmd). */
export type Shell = 'posix' | 'other';

/** What an instruction's command is run in. */
export interface Surroundings {
  readonly shell: Shell;
  readonly environment: Environment;
}

/** Reads the commands of instructions when they are asked for, and keeps them. */
export interface CommandReader {
  /** The commands that an instruction runs: its own, or those of the one in an ONBUILD or HEALTHCHECK. */
  commandsOf(instruction: Instruction, surroundings: Surroundings): readonly ShellCommand[];
  /** The commands of a script in another file, whose text this is, but for those that only run on a condition. */
  commandsOfFile(text: string): readonly ShellCommand[];
  /** What was read so far, here or in an earlier text. */
  readonly knownFiles: ReadonlyMap<string, readonly ShellCommand[]>;
}

interface KnownCommands extends Surroundings {
  readonly commands: readonly ShellCommand[];
  /** Where the instruction started when they were read. */
  readonly start: number;
}

/** What was read of an instruction, here or in an earlier text, as it was read. */
const memoryOf = lazyFor((_: Instruction): { known: KnownCommands | undefined } => ({ known: undefined }));

const unmovedOf = (instruction: Instruction): Instruction => instruction.unmoved ?? instruction;

/** A text whose instructions are read. */
interface ReadText {
  readonly text: string;
  readonly lineStarts: LineStarts;
  readonly escapeCharacter: string;
  readonly instructions: readonly Instruction[];
}

/** Takes what was read of the instructions before and after an edit from what `previous` has read. */
export function createCommandReader(
  file: ReadText,
  previous: (ReadText & { readonly commands: CommandReader }) | undefined,
): CommandReader {
  if (previous?.escapeCharacter === file.escapeCharacter) rememberUnchanged(previous, file);
  // Not the reader, which would keep all that were before it.
  const filesBefore = previous?.commands.knownFiles;
  const knownFiles = new Map<string, readonly ShellCommand[]>();
  return {
    knownFiles,
    commandsOfFile(text) {
      const commands = knownFiles.get(text) ?? filesBefore?.get(text) ?? readCertainCommands(text);
      knownFiles.set(text, commands);
      return commands;
    },
    commandsOf(instruction, surroundings) {
      const { start } = instruction.span;
      const memory = memoryOf(unmovedOf(instruction));
      const before = memory.known;
      if (before?.shell === surroundings.shell && isSameEnvironment(before.environment, surroundings.environment)) {
        return before.start === start ? before.commands : shiftCommands(before.commands, start - before.start);
      }
      const commands = readCommands(file.text, instruction.inner ?? instruction, surroundings);
      memory.known = { ...surroundings, commands, start };
      return commands;
    },
  };
}

/** Hands on what was read of instructions whose lines are the same in two texts, from the start on and from the end backwards. */
function rememberUnchanged(before: ReadText, after: ReadText): void {
  const [countBefore, countAfter] = [before.instructions.length, after.instructions.length];
  const length = Math.min(countBefore, countAfter);
  let first = 0;
  while (first < length && rememberIfSame(before, first, after, first)) first++;
  let last = 1;
  while (last <= length - first && rememberIfSame(before, countBefore - last, after, countAfter - last)) last++;
}

function rememberIfSame(before: ReadText, indexBefore: number, after: ReadText, indexAfter: number): boolean {
  const [one, other] = [before.instructions[indexBefore]!, after.instructions[indexAfter]!];
  // What was taken from the earlier text keeps what was read of it.
  if (unmovedOf(one) === unmovedOf(other)) return true;
  if (linesOf(before, one) !== linesOf(after, other)) return false;
  memoryOf(other).known = memoryOf(unmovedOf(one)).known;
  return true;
}

/** The whole lines that an instruction stands on, the last line end included: removals hang on them. */
function linesOf({ text, lineStarts }: ReadText, { span }: Instruction): string {
  return text.slice(
    lineSpanAt(text, span.start).start,
    lineStarts[positionAt(lineStarts, span.end).line + 1] ?? text.length,
  );
}

function readCommands(source: string, command: Instruction, surroundings: Surroundings): readonly ShellCommand[] {
  if (command.exec) return parseArgumentList(command.exec, source, surroundings.environment);
  const heredoc = soleHeredoc(command);
  return heredoc ? heredocCommands(source, heredoc, surroundings) : shellCommands(source, command, surroundings);
}

/** The heredoc of `RUN <<EOF`, whose body is the script. With any other text beside it, that text is the script. */
export function soleHeredoc({ heredocs, text, arguments: args }: Instruction): Heredoc | undefined {
  const heredoc = heredocs[0];
  return heredoc && heredocs.length === 1 && text.text.slice(heredoc.start, heredoc.end) === args.text
    ? heredoc
    : undefined;
}

export const posixShell = /(?:^|[\\/])(?:ba|da|a|k|z)?sh$/;

/** A body with `#!` is run by what that names, another one by the shell. */
function heredocCommands(
  source: string,
  heredoc: Heredoc,
  { shell, environment }: Surroundings,
): readonly ShellCommand[] {
  const body = shellLines(source, heredoc.body, heredoc.isTabStripped);
  const interpreter = /^#![ \t]*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(body.text);
  if (!interpreter) return shell === 'posix' ? parseShell(body, source, environment) : [];
  const [, program = '', argument = ''] = interpreter;
  const isShell = posixShell.test(/(?:^|\/)env$/.test(program) ? argument : program);
  return isShell ? parseShell(body, source, environment) : [];
}

/** The shell form; with heredocs in it, the shell reads them. */
function shellCommands(
  source: string,
  command: Instruction,
  { shell, environment }: Surroundings,
): readonly ShellCommand[] {
  const { arguments: args, heredocs, span, argumentsSpan } = command;
  if (shell !== 'posix' || args.text === '') return [];
  if (heredocs.length === 0) return parseShell(args, source, environment);
  const lineStop = source.indexOf('\n', argumentsSpan.end);
  const start = lineStop === -1 ? source.length : lineStop;
  return parseShell(joinEmbedded([args, shellLines(source, { start, end: span.end }, false)]), source, environment);
}

/** The text of whole lines without carriage returns, which no shell is meant to see, and without the tabs that `<<-` takes off. */
function shellLines(source: string, { start, end }: Span, isTabStripped: boolean): EmbeddedText {
  if (!isTabStripped && !source.includes('\r', start)) return embed(source, { start, end });
  const pieces: Piece[] = [];
  let text = '';
  const add = (from: number, to: number): void => {
    if (from >= to) return;
    pieces.push({ offset: text.length, length: to - from, source: { start: from, end: to } });
    text += source.slice(from, to);
  };
  for (let at = start; at < end; ) {
    while (isTabStripped && source.charCodeAt(at) === 9 && at < end) at++;
    const newline = source.indexOf('\n', at);
    const next = newline === -1 || newline >= end ? end : newline + 1;
    const stop = next - 1;
    if (source.startsWith('\r\n', stop - 1)) {
      add(at, stop - 1);
      add(stop, next);
    } else {
      add(at, next);
    }
    at = next;
  }
  return { text, pieces };
}
