import { shells } from './interpreters.ts';

/** Whether a POSIX-like shell runs a script: its first line names one, or nothing at all. */
export function isShellScript(text: string): boolean {
  const [, program, argument = ''] = /^#![ \t]*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(text) ?? [];
  if (program === undefined) return true;
  const named = program.endsWith('/env') ? argument : program;
  return shells.has(named.slice(named.lastIndexOf('/') + 1));
}
