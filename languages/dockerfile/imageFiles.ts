import { isKnown } from '../../core/embedded.ts';
import { folderOf, resolvePath } from '../../core/project.ts';
import { wordsOf } from './copies.ts';
import type { DockerfileFile, Instruction } from './document.ts';
import { expand, type Lookup } from './expand.ts';
import { type StageBase, visitInstructions } from './variables.ts';

/**
 * The files of an image at some instruction, as far as COPY, ADD and bind mounts bring them from the build context. A path
 * in the image is absolute, or relative to the folder that the base image works in, which only that image knows.
 */
export interface ImageFiles {
  /** Where the instruction's commands start; undefined when that is not known. */
  readonly workingFolder: string | undefined;
  /** The folders in which a program is looked for that is named without one. */
  readonly searchFolders: readonly string[];
  /** In the order in which they are made. */
  readonly copies: readonly Copy[];
}

/** One source of a COPY, an ADD or a bind mount. */
interface Copy {
  /** The path in the image that is written to: a file or a folder. */
  readonly target: string;
  /** Whether the target is told to be a folder, so that a file is put into it. */
  readonly isInto: boolean;
  /** The path in the build context; undefined for what comes from elsewhere. */
  readonly source: string | undefined;
  /** The last part of the source's path, in which `*` and `?` stand for any text. */
  readonly name: string;
}

/** More are not looked through: nobody makes so many, and each command asks. */
const maxCopies = 100;

/** What the commands of each RUN, CMD, ENTRYPOINT and HEALTHCHECK find. A container has what its stage ends with. */
export function imageFilesOf(file: DockerfileFile, bases: readonly StageBase[]): ReadonlyMap<Instruction, ImageFiles> {
  const files = new Map<Instruction, ImageFiles>();
  const atEnd: (() => void)[] = [];
  const stages: StageFiles[] = [];
  visitInstructions(file, bases, (instruction, { index }, lookup) => {
    stages[index] ??= startOf(bases[index]!, stages);
    const { workingFolder, copies } = stages[index];
    switch (instruction.keyword) {
      case 'WORKDIR': {
        const folder = expand(instruction.arguments, lookup, file.escapeCharacter).value.text;
        stages[index] = { workingFolder: isKnown(folder) ? pathFrom(workingFolder, folder) : undefined, copies };
        return;
      }
      case 'COPY':
      case 'ADD': {
        const made = [...copies, ...copiesOf(file, instruction, lookup, workingFolder)];
        stages[index] = { workingFolder, copies: made.length > maxCopies ? made.slice(-maxCopies) : made };
        return;
      }
      case 'RUN': {
        const mounts = mountsOf(instruction, workingFolder);
        const found = mounts.length > 0 ? [...copies, ...mounts] : copies;
        files.set(instruction, { workingFolder, searchFolders: searchFoldersOf(lookup), copies: found });
        return;
      }
      case 'CMD':
      case 'ENTRYPOINT':
      case 'HEALTHCHECK':
        atEnd.push(() => void files.set(instruction, { ...stages[index]!, searchFolders: searchFoldersOf(lookup) }));
    }
  });
  // By now, each look-up sees what its stage ends with.
  for (const add of atEnd) add();
  return files;
}

/** What was made at some point of a stage. */
type StageFiles = Pick<ImageFiles, 'workingFolder' | 'copies'>;

const startOf = (base: StageBase, stages: readonly StageFiles[]): StageFiles =>
  (base.kind === 'stage' ? stages[base.stage.index] : undefined) ?? {
    workingFolder: base.kind === 'scratch' ? '/' : '',
    copies: [],
  };

/** A path in the image as it is written, seen from a folder; undefined when it is not known where it leads. */
export const pathFrom = (folder: string | undefined, path: string): string | undefined =>
  path.startsWith('/') ? resolvePath('/', path) : folder === undefined ? undefined : resolvePath(folder, path);

/**
 * What a path of the image may be in the build context, the likeliest first: `COPY scripts /opt` copies a file to that path or
 * into that folder, or what a folder holds. None when something else was put there later.
 */
export function sourcesAt(copies: readonly Copy[], path: string): readonly string[] {
  const sources: string[] = [];
  for (const { target, isInto, source, name } of copies.toReversed()) {
    const inside = pathInside(target, path);
    if (inside === undefined || (inside === '' && isInto)) continue;
    if (source === undefined) {
      if (inside === '' || inside === name) break;
    } else if (/[*?]/.test(name)) {
      if (inside !== '' && patternOf(name).test(inside)) sources.push(join(folderOf(source), inside));
    } else if (inside === '') sources.push(source);
    else sources.push(...(inside === name ? [source] : []), join(source, inside));
  }
  return sources;
}

/** Whether a file is copied under a name. */
export const isCopied = ({ copies }: ImageFiles, name: string): boolean =>
  copies.some((copy) => copy.name === name || copy.target.endsWith(`/${name}`));

/** Whether an instruction brings something from the build context, as far as that shows without the values of variables. */
export function bringsFiles({ keyword, flags }: Instruction): boolean {
  if (keyword === 'RUN') return flags.some(({ name }) => name === 'mount');
  return (keyword === 'COPY' || keyword === 'ADD') && flags.every(({ name }) => name !== 'from');
}

/** All names in the paths of `ImageFiles`, and others; undefined when variables, quotes or escapes make them. */
export function namesInPaths(file: DockerfileFile): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  let isOpen = false;
  const add = (path: string): void => {
    if (/[$"'\\`]/.test(path)) isOpen = true;
    if (!path.includes('/')) names.add(path);
    else for (const name of path.split('/')) names.add(name);
  };
  for (const { instructions } of file.stages) {
    for (const instruction of instructions) {
      const { keyword } = instruction;
      if (keyword === 'WORKDIR') add(instruction.arguments.text);
      else if (keyword === 'RUN') {
        for (const { name, value } of instruction.flags) if (name === 'mount') value?.text.split(/[=,]/).forEach(add);
      } else if (keyword === 'COPY' || keyword === 'ADD') {
        for (const { text } of wordsOf(instruction)) add(text);
        for (const { name } of instruction.heredocs) add(name);
      }
    }
    if (isOpen) return undefined;
  }
  return names;
}

/** https://docs.docker.com/reference/dockerfile/#copy */
function copiesOf(
  file: DockerfileFile,
  instruction: Instruction,
  lookup: Lookup,
  workingFolder: string | undefined,
): readonly Copy[] {
  const { flags, heredocs } = instruction;
  const words = wordsOf(instruction).map((word) => expand(word, lookup, file.escapeCharacter).value.text);
  const written = words.at(-1);
  const target = written !== undefined && isKnown(written) ? pathFrom(workingFolder, written) : undefined;
  if (target === undefined || words.length < 2 || flags.some(({ name }) => name === 'parents')) return [];
  const isElsewhere = flags.some(({ name }) => name === 'from');
  const isInto = words.length > 2 || /(?:^|\/)\.?$/.test(written!);
  return words.slice(0, -1).map((word): Copy => {
    const heredoc = heredocs.find(({ name }) => word.replace(/^<<-?/, '').replace(/^(["'])(.*)\1$/, '$2') === name);
    const isLocal = !isElsewhere && !heredoc && isKnown(word) && !/^[\w+.-]+:\/\/|^git@/.test(word);
    const source = isLocal ? resolvePath('', word) : undefined;
    return { target, isInto, source, name: heredoc?.name ?? baseName(source ?? word.replace(/\/+$/, '')) };
  });
}

/** https://docs.docker.com/reference/dockerfile/#run---mounttypebind */
function mountsOf({ flags }: Instruction, workingFolder: string | undefined): readonly Copy[] {
  if (flags.length === 0) return [];
  return flags.flatMap(({ name, value }): readonly Copy[] => {
    if (name !== 'mount' || !value || value.text.includes('$')) return [];
    const settings = new Map(
      value.text.split(',').map((part) => [part.replace(/=.*/s, ''), part.replace(/^[^=]*=/, '')]),
    );
    const setting = (...names: readonly string[]) => names.flatMap((one) => settings.get(one) ?? [])[0];
    if ((setting('type') ?? 'bind') !== 'bind') return [];
    const written = setting('target', 'dst', 'destination');
    const target = written === undefined ? undefined : pathFrom(workingFolder, written);
    if (target === undefined) return [];
    const source = setting('from') === undefined ? resolvePath('', setting('source', 'src') ?? '') : undefined;
    return [{ target, isInto: false, source, name: '' }];
  });
}

/** Where Docker looks without a PATH: https://github.com/moby/moby/blob/v27.3.1/oci/defaults.go and `system/path_unix.go` */
const defaultSearchFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

function searchFoldersOf(lookup: Lookup): readonly string[] {
  const path = lookup('PATH');
  if (path.kind !== 'set') return defaultSearchFolders;
  const folders = path.value.text.split(':').filter((folder) => folder.startsWith('/') && isKnown(folder));
  return isKnown(path.value.text) ? folders : [...folders, ...defaultSearchFolders];
}

/** The way from a folder to what is in it; `''` for itself. */
function pathInside(folder: string, path: string): string | undefined {
  if (folder === path) return '';
  if (folder === '') return path.startsWith('/') ? undefined : path;
  const start = folder === '/' ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

const patternOf = (name: string): RegExp =>
  new RegExp(
    `^${name
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replace(/\*+/g, '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  );

const join = (folder: string, path: string): string => (folder === '' ? path : `${folder}/${path}`);

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
