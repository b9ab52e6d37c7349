import { type EmbeddedText, isKnown } from '../../core/embedded.ts';
import type { ShellCommand } from '../../core/script.ts';
import { shells } from '../shell/interpreters.ts';

/**
 * Whether a POSIX-like shell runs the text: no other interpreter in its first line, and none of the other formats that
 * machines take (PowerShell in a tag, MIME with several parts, Ignition's JSON).
 */
export function isShellScript({ text }: EmbeddedText): boolean {
  const start = text.trimStart();
  if (/^(?:<(?:powershell|script)>|Content-Type:|MIME-Version:|\{\s*")/i.test(start)) return false;
  const interpreter = /^#![ \t]*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(start);
  if (!interpreter) return true;
  const [, program = '', argument = ''] = interpreter;
  return isShell(program.endsWith('/env') ? argument : program);
}

/** A program that is not known is taken for a shell, which it is nearly always. */
export const isShell = (program: string): boolean =>
  !isKnown(program) || shells.has(program.slice(program.lastIndexOf('/') + 1));

/** The file that a command runs, itself or by a shell: `/opt/x.sh`, `bash -e /opt/x.sh`, `. /opt/x.sh`. */
export function fileRunBy({ name, words }: ShellCommand): string | undefined {
  const isRunner = shells.has(name) || name === '.' || name === 'source';
  const file = isRunner ? words.slice(1).find(({ value }) => !/^[-+]/.test(value)) : words[0];
  return file?.value;
}
