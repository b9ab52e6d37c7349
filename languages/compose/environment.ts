import { joinPieces } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import { resolvePath } from '../../core/project.ts';
import { interpolate, type Lookup, type Variable } from './interpolate.ts';
import { oncePerPath } from './oncePerPath.ts';

/** The path of the file that holds the variables of the Compose files in a folder. */
export const environmentPath = (folder: string): string => resolvePath(folder, '.env')!;

/**
 * The variables that Compose files of a folder are interpolated with: those of the folder's `.env`. The shell's own go
 * before them, and nobody knows those here.
 */
export const environmentOf = oncePerPath((project, folder): Lookup => {
  const path = environmentPath(folder);
  const variables = parseEnvironment(path, project.text(path) ?? '');
  return (name) => (isSetByShell.has(name) ? { kind: 'unknown' } : (variables.get(name) ?? { kind: 'unset' }));
});

/** What shells always have, and what Compose itself sets before it reads a file. */
const isSetByShell: ReadonlySet<string> = new Set(['COMPOSE_PROJECT_NAME', 'HOME', 'PATH', 'PWD', 'USER']);

/** A line of `NAME=value`; quoted values may go over several lines. */
const assignment =
  /^\uFEFF?[ \t]*(?:export[ \t]+)?([\w.]+)[ \t]*[=:][ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\r\n]*))/gm;

/** The variables of an `.env` file (https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax). */
function parseEnvironment(path: string, text: string): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  const lookup: Lookup = (name) => variables.get(name) ?? { kind: 'unset' };
  for (const { 0: line, 1: name, 2: doubleQuoted, 3: singleQuoted, 4: plain, index } of text.matchAll(assignment)) {
    const start = index + line.indexOf(name!);
    const origin: Origin = { file: path, name: name!, span: { start, end: index + line.trimEnd().length } };
    if (singleQuoted !== undefined) {
      variables.set(name!, { kind: 'set', value: singleQuoted, origins: [origin] });
      continue;
    }
    const raw = doubleQuoted === undefined ? withoutComment(plain!) : withoutEscapes(doubleQuoted);
    // A quote that nothing closes: Compose refuses the file.
    if (doubleQuoted === undefined && /^["']/.test(raw)) continue;
    const { value, origins } = interpolate(joinPieces([{ text: raw, source: origin.span }]), lookup);
    variables.set(name!, { kind: 'set', value: value.text, origins: [origin, ...origins] });
  }
  return variables;
}

const withoutComment = (value: string): string => value.replace(/(?:^|\s)#.*$/, '').trimEnd();

const withoutEscapes = (value: string): string =>
  value.replace(/\\([nr"\\])/g, (_, character: string) =>
    character === 'n' ? '\n' : character === 'r' ? '\r' : character,
  );
