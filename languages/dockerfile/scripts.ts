import { type EmbeddedText, embed, type Piece } from '../../core/embedded.ts';
import { lazy } from '../../core/lazy.ts';
import type { Script, ScriptPhase, ShellCommand } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import { parseArgumentList, parseShell } from '../shell/shell.ts';
import type { DockerfileFile, Heredoc, Instruction, Stage } from './document.ts';
import { removeInstruction } from './edits.ts';
import type { StageBase } from './variables.ts';
import { joinEmbedded } from './words.ts';

/** What runs the shell form: a shell that is read as `sh`, or something else (PowerShell, cmd). */
type Shell = 'posix' | 'other';

/** The scripts of all stages in order. Every stage may be built by itself, so the CMD and ENTRYPOINT of each count. */
export function scriptsOf(file: DockerfileFile, bases: readonly StageBase[]): readonly Script[] {
  const scripts: Script[] = [];
  const lastShells: Shell[] = [];
  for (const stage of file.stages) {
    const base = bases[stage.index]!;
    let shell = base.kind === 'stage' ? lastShells[base.stage.index]! : defaultShell(stage, base);
    const path = `stage:${stage.label}`;
    const effective = effectiveInstructions(stage);
    let runs = 0;
    let triggers = 0;
    for (const instruction of stage.instructions) {
      const { keyword, inner } = instruction;
      const toAdd = (place: string, phase: ScriptPhase, command: Instruction): void => {
        scripts.push(toScript(file, { instruction, command, phase, shell, path: `${path}/${place}` }));
      };
      if (keyword === 'SHELL') shell = shellOf(instruction);
      else if (keyword === 'RUN') toAdd(`RUN[${runs++}]`, 'build', instruction);
      else if (keyword === 'ONBUILD' && inner?.keyword === 'RUN') toAdd(`ONBUILD[${triggers++}]/RUN`, 'build', inner);
      else if (!effective.has(instruction)) continue;
      else if (keyword === 'HEALTHCHECK' && inner) toAdd('HEALTHCHECK', 'probe', inner);
      else if (keyword !== 'HEALTHCHECK') toAdd(keyword, 'boot', instruction);
    }
    lastShells.push(shell);
  }
  return scripts;
}

/** Of CMD, ENTRYPOINT and HEALTHCHECK only the last one counts, and no CMD beside an ENTRYPOINT in the shell form. */
function effectiveInstructions({ instructions }: Stage): ReadonlySet<Instruction> {
  const last = new Map<string, Instruction>();
  for (const instruction of instructions) {
    if (['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(instruction.keyword)) last.set(instruction.keyword, instruction);
  }
  const entrypoint = last.get('ENTRYPOINT');
  if (entrypoint && entrypoint.exec === undefined && entrypoint.arguments.text !== '') last.delete('CMD');
  return new Set(last.values());
}

const posixShell = /(?:^|[\\/])(?:ba|da|a|k|z)?sh$/;

const shellOf = ({ exec }: Instruction): Shell => (posixShell.test(exec?.[0]?.text ?? '') ? 'posix' : 'other');

/** Windows images run `cmd /S /C`. */
function defaultShell(stage: Stage, base: StageBase): Shell {
  const platform = stage.from.flags.find(({ name }) => name === 'platform')?.value?.text ?? '';
  const image = base.kind === 'image' ? base.value.text : '';
  return /^windows/i.test(platform) || /windowsservercore|nanoserver|(?:^|\/)windows\//i.test(image)
    ? 'other'
    : 'posix';
}

interface ScriptSource {
  /** The whole instruction, and the one in it that holds the command. */
  readonly instruction: Instruction;
  readonly command: Instruction;
  readonly phase: ScriptPhase;
  readonly shell: Shell;
  readonly path: string;
}

function toScript(file: DockerfileFile, { instruction, command, phase, shell, path }: ScriptSource): Script {
  const heredoc = soleHeredoc(command);
  const commands = lazy(() => {
    if (command.exec) return parseArgumentList(command.exec, file.text);
    return heredoc ? heredocCommands(file, heredoc, shell) : shellCommands(file, command, shell);
  });
  const removal = lazy(() => removeInstruction(file, instruction));
  const { argumentsSpan, heredocs, span } = command;
  return {
    phase,
    path,
    span: heredoc ? heredoc.body : heredocs.length > 0 ? { start: argumentsSpan.start, end: span.end } : argumentsSpan,
    get commands() {
      return commands();
    },
    get removal() {
      return removal();
    },
  };
}

/** The heredoc of `RUN <<EOF`, whose body is the script. With any other text beside it, that text is the script. */
function soleHeredoc({ heredocs, text, arguments: args }: Instruction): Heredoc | undefined {
  const heredoc = heredocs[0];
  return heredoc && heredocs.length === 1 && text.text.slice(heredoc.start, heredoc.end) === args.text
    ? heredoc
    : undefined;
}

/** A body with `#!` is run by what that names, another one by the shell. */
function heredocCommands(file: DockerfileFile, heredoc: Heredoc, shell: Shell): readonly ShellCommand[] {
  const body = shellLines(file.text, heredoc.body, heredoc.isTabStripped);
  const interpreter = /^#![ \t]*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(body.text);
  if (!interpreter) return shell === 'posix' ? parseShell(body, file.text) : [];
  const [, program = '', argument = ''] = interpreter;
  return posixShell.test(/(?:^|\/)env$/.test(program) ? argument : program) ? parseShell(body, file.text) : [];
}

/** The shell form; with heredocs in it, the shell reads them. */
function shellCommands(file: DockerfileFile, command: Instruction, shell: Shell): readonly ShellCommand[] {
  const { arguments: args, heredocs, span, argumentsSpan } = command;
  if (shell !== 'posix' || args.text === '') return [];
  if (heredocs.length === 0) return parseShell(args, file.text);
  const lineStop = file.text.indexOf('\n', argumentsSpan.end);
  const start = lineStop === -1 ? file.text.length : lineStop;
  return parseShell(joinEmbedded([args, shellLines(file.text, { start, end: span.end }, false)]), file.text);
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
