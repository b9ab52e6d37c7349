import { resolvePath } from '../host/path.ts';
import { usageError } from './exitCode.ts';
import type { Io } from './io.ts';

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Writes what `--output FILE` asks for. */
export async function writeOutput(file: string, text: string, { host, cwd }: Io): Promise<void> {
  try {
    await host.writeFile(resolvePath(cwd, file), encode(text));
  } catch (error) {
    throw usageError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
