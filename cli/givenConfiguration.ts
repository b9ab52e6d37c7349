import { parseExtension } from '../core/extension.ts';
import {
  type ConfigurationFinder,
  type ConfigurationSearch,
  createConfigurationFinder,
  loadConfiguration,
} from '../host/findConfiguration.ts';
import { joinPath, resolvePath } from '../host/path.ts';
import type { ConfigurationError } from '../host/readConfiguration.ts';
import { withFile } from '../host/withFile.ts';

/** The configurations of a run: those that `--config` gives, or those that are found. It takes a file, a preset or a package. */
export function configurationFinder(
  given: string | undefined,
  cwd: string,
  search: ConfigurationSearch,
): ConfigurationFinder {
  if (given === undefined) return createConfigurationFinder(search);
  const extension = parseExtension(given);
  if (extension?.kind !== 'preset' && extension?.kind !== 'package') {
    const only = loadConfiguration(resolvePath(cwd, given), search);
    return () => only;
  }
  // The option as a file of the working directory, so that everything else treats it like one.
  const path = joinPath(cwd, '--config');
  const host = withFile(search.host, path, `extends: ${JSON.stringify(given)}\n`);
  const only = loadConfiguration(path, { ...search, host });
  return () => only;
}

/** `FILE:LINE:COLUMN: what is wrong`. */
export const describeError = (
  { path, line, column, message }: ConfigurationError,
  toShown: (path: string) => string,
): string => `${toShown(path)}:${line}:${column}: ${message}`;
