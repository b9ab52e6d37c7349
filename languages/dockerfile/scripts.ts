import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Script, ScriptPhase, ShellCommand } from '../../core/script.ts';
import { posixShell, type Shell, soleHeredoc } from './commands.ts';
import type { DockerfileFile, Instruction, Stage } from './document.ts';
import { removeInstruction } from './edits.ts';
import { noEnvironment } from './environment.ts';
import { valuesOf } from './values.ts';
import type { StageBase } from './variables.ts';

/** A script with its stage, and the instruction of that which holds it. */
export interface InstructionScript {
  readonly script: Script;
  readonly stage: Stage;
  readonly instruction: Instruction;
}

/** The scripts of all stages in order. Every stage may be built by itself, so the CMD and ENTRYPOINT of each count. */
export function scriptsOf(file: DockerfileFile, bases: readonly StageBase[]): readonly InstructionScript[] {
  const scripts: InstructionScript[] = [];
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
        const shellOfCommand = shell;
        const commands = (): readonly ShellCommand[] => {
          const environment = valuesOf(file).environments.get(instruction) ?? noEnvironment;
          return file.commands.commandsOf(instruction, { shell: shellOfCommand, environment });
        };
        const script = toScript(file, { instruction, command, phase, commands, path: `${path}/${place}` });
        scripts.push({ script, stage, instruction });
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
  readonly path: string;
  readonly commands: () => readonly ShellCommand[];
}

function toScript(file: DockerfileFile, { instruction, command, phase, path, commands }: ScriptSource): Script {
  const heredoc = soleHeredoc(command);
  const removal = lazy(() => removeInstruction(file, instruction));
  const { argumentsSpan, heredocs, span } = command;
  const scriptSpan = heredoc
    ? heredoc.body
    : heredocs.length > 0
      ? { start: argumentsSpan.start, end: span.end }
      : argumentsSpan;
  return withCommands({ phase, path, span: scriptSpan }, { commands: lazy(commands), removal });
}

const withCommands = lazyProperties<Pick<Script, 'commands' | 'removal'>>('commands', 'removal');
