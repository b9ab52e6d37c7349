import { lazyFor } from '../../core/lazy.ts';
import type { Script, ShellCommand } from '../../core/script.ts';

/** A command with the script that it is part of. */
export interface Step {
  readonly script: Script;
  readonly command: ShellCommand;
}

/** The commands that run after each other: those of all RUNs of a stage, of the scripts of one container or machine. */
export const stepsOfPlaces = lazyFor((scripts: readonly Script[]): readonly (readonly Step[])[] => {
  const places = new Map<string, Step[]>();
  for (const script of scripts) {
    const place = script.path.slice(0, script.path.lastIndexOf('/'));
    const steps = places.get(place) ?? [];
    for (const command of script.commands) steps.push({ script, command });
    places.set(place, steps);
  }
  return [...places.values()];
});
