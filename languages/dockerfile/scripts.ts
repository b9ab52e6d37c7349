import { computedProperties, lazyFor } from '../../core/lazy.ts';
import type { Script, ScriptPhase, ShellCommand } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
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
    const effective = effectiveInstructions(stage);
    let runs = 0;
    let triggers = 0;
    for (const instruction of stage.instructions) {
      const { keyword } = instruction;
      if (keyword === 'SHELL') shell = shellOf(instruction);
      const isTrigger = keyword === 'ONBUILD' && instruction.inner?.keyword === 'RUN';
      const isBuild = keyword === 'RUN' || isTrigger;
      if (!isBuild && !effective.includes(instruction)) continue;
      const command = isTrigger || keyword === 'HEALTHCHECK' ? instruction.inner : instruction;
      if (!command) continue;
      const place = isTrigger ? `ONBUILD[${triggers++}]/RUN` : isBuild ? `RUN[${runs++}]` : keyword;
      const phase: ScriptPhase = isBuild ? 'build' : keyword === 'HEALTHCHECK' ? 'probe' : 'boot';
      const script = toScript({ phase, path: `stage:${stage.label}/${place}` }, { file, instruction, command, shell });
      scripts.push({ script, stage, instruction });
    }
    lastShells.push(shell);
  }
  return scripts;
}

/** Of CMD, ENTRYPOINT and HEALTHCHECK only the last one counts, and no CMD beside an ENTRYPOINT in the shell form. */
function effectiveInstructions({ instructions }: Stage): readonly Instruction[] {
  const lastOf = (name: string) => instructions.findLast(({ keyword }) => keyword === name);
  const entrypoint = lastOf('ENTRYPOINT');
  const hasShell = entrypoint && entrypoint.exec === undefined && entrypoint.arguments.text !== '';
  return [hasShell ? undefined : lastOf('CMD'), entrypoint, lastOf('HEALTHCHECK')].filter((one) => one !== undefined);
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
  readonly file: DockerfileFile;
  /** The whole instruction, and the one in it that holds the command. */
  readonly instruction: Instruction;
  readonly command: Instruction;
  readonly shell: Shell;
}

function spanOf({ command }: ScriptSource): Span {
  const { argumentsSpan, heredocs, span } = command;
  if (heredocs.length === 0) return argumentsSpan;
  return soleHeredoc(command)?.body ?? { start: argumentsSpan.start, end: span.end };
}

const commandsOf = lazyFor(({ file, instruction, shell }: ScriptSource): readonly ShellCommand[] => {
  const environment = valuesOf(file).environments.get(instruction) ?? noEnvironment;
  return file.commands.commandsOf(instruction, { shell, environment });
});

const toScript = computedProperties<ScriptSource, Pick<Script, 'span' | 'commands' | 'removal'>>({
  span: spanOf,
  commands: commandsOf,
  removal: ({ file, instruction }) => removeInstruction(file, instruction),
});
