import type { ShellCommand } from '../../core/script.ts';

/**
 * The file that a command's output goes to: by redirection, or through `tee` or `dd` at the end of its pipeline. Undefined
 * where it goes nowhere else than to the screen, or to a device.
 */
export function outputFileOf(command: ShellCommand): string | undefined {
  for (const { name, words, redirects } of command.pipeline.slice(command.pipeline.indexOf(command))) {
    const target = redirects.find(({ operator }) => /^(?:1?>|&>)/.test(operator))?.target?.value;
    const operands = words.slice(1).map(({ value }) => value);
    const tee = name === 'tee' ? operands.find((value) => !value.startsWith('-')) : undefined;
    const dd = name === 'dd' ? operands.find((value) => value.startsWith('of='))?.slice('of='.length) : undefined;
    const file = [target, tee, dd].find((one) => one !== undefined && !isDevice(one));
    if (file !== undefined) return file;
  }
  return undefined;
}

export const isDevice = (file: string): boolean => /^(?:\/dev\/|\/proc\/|NUL$)/i.test(file);
