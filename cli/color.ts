import type { Io } from './io.ts';

/** Whether to use colour: an option decides, then NO_COLOR, then FORCE_COLOR, then whether a terminal reads it. */
export function usesColor({ color }: { readonly color?: boolean }, { env, isTerminal }: Io): boolean {
  if (color !== undefined) return color;
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}
