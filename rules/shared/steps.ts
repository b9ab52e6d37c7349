import type { RuleFinding } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { Script, ShellCommand } from '../../core/script.ts';

/** A command with the script that it is part of. */
export interface Step {
  readonly script: Script;
  readonly command: ShellCommand;
}

/** A step, and the steps that run before and after it, among which it stands at `index`. */
export interface PlacedStep extends Step {
  readonly steps: readonly Step[];
  readonly index: number;
  /** Its place among all steps. */
  readonly order: number;
}

/** The commands that run after each other: those of all RUNs of a stage, of the scripts of one container or machine. */
export const stepsOfPlaces = (scripts: readonly Script[]): readonly (readonly Step[])[] => readSteps(scripts).places;

/** The steps whose program has a name that is wanted, in order. Each name is asked for once, however many commands have it. */
export function stepsNamed(scripts: readonly Script[], isWanted: (name: string) => boolean): readonly PlacedStep[] {
  const found: (readonly PlacedStep[])[] = [];
  readSteps(scripts).byName.forEach((steps, name) => {
    if (isWanted(name)) found.push(steps);
  });
  return found.length === 1 ? found[0]! : found.flat().sort((a, b) => a.order - b.order);
}

/** Many rules look for few commands among the same ones. */
const readSteps = lazyFor((scripts: readonly Script[]) => {
  const places = new Map<string, Step[]>();
  const byName = new Map<string, PlacedStep[]>();
  let order = 0;
  for (const script of scripts) {
    const place = script.path.slice(0, script.path.lastIndexOf('/'));
    const steps = places.get(place) ?? [];
    places.set(place, steps);
    for (const command of script.commands) {
      const step: PlacedStep = { script, command, steps, index: steps.length, order: order++ };
      const named = byName.get(command.name);
      if (named) named.push(step);
      else byName.set(command.name, [step]);
      steps.push(step);
    }
  }
  return { places: [...places.values()], byName };
});

/** What a function finds at each command. It does not yield, as most commands give nothing, and to ask a generator takes time. */
export function findingsAtCommands(
  scripts: readonly Script[],
  findingsAt: (command: ShellCommand, script: Script) => readonly RuleFinding[],
): readonly RuleFinding[] {
  const findings: RuleFinding[] = [];
  for (const script of scripts) {
    for (const command of script.commands) {
      const found = findingsAt(command, script);
      if (found.length > 0) findings.push(...found);
    }
  }
  return findings;
}
