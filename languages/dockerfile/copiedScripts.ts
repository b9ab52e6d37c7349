import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { Reference } from '../../core/language.ts';
import { lazy, lazyFor, lazyProperties } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';
import type { Script, ShellCommand, ShellWord } from '../../core/script.ts';
import { isRunByShell, isScriptName, isShellCall, programOf, toldAt } from '../shell/scriptFile.ts';
import { contextReferences, fileInContext } from './buildContexts.ts';
import type { DockerfileFile, Stage } from './document.ts';
import {
  bringsFiles,
  type ImageFiles,
  imageFilesOf,
  isCopied,
  namesInPaths,
  pathFrom,
  sourcesAt,
} from './imageFiles.ts';
import { scriptsOf } from './scripts.ts';
import { type StageBase, stageBases } from './variables.ts';

/**
 * The scripts of a Dockerfile, and behind each the shell scripts that it runs from files of the build context which were
 * copied into the image (`COPY start.sh /` and `CMD ["/start.sh"]`). A file is told once for each phase, where it is first run.
 */
export function withCopiedScripts(file: DockerfileFile, project: Project): readonly Script[] {
  // A Dockerfile in a Compose file has another context, to which nothing refers.
  const isAlone = project.file(file.path)?.language === 'dockerfile';
  const seen = new Set<string>();
  return runsOf(file).flatMap(({ script, runs }) => [
    script,
    ...(isAlone ? runs : []).flatMap(({ command, word, sources }): readonly Script[] => {
      const path = sources.map((source) => fileInContext(file, project, source)).find((one) => one !== undefined);
      const text = path === undefined ? undefined : project.text(path);
      const key = `${script.phase} ${path}`;
      if (path === undefined || text === undefined || seen.has(key) || !isRunByShell(path, text, command)) return [];
      seen.add(key);
      const commands = lazy(() => toldAt(word.span, path, file.commands.commandsOfFile(text)));
      const name = path.slice(path.lastIndexOf('/') + 1);
      const place = { span: word.span, path: `${script.path}[${name}]`, phase: script.phase, removal: undefined };
      return [toScript(place, { commands })];
    }),
  ]);
}

const toScript = lazyProperties<Pick<Script, 'commands'>>('commands');

/** The files that the scripts may be. Most of them are none; those that do not exist are passed over. */
export const copiedScriptReferences = (file: DockerfileFile): readonly Reference[] =>
  contextReferences(file, [...new Set(runsOf(file).flatMap(({ runs }) => runs.flatMap(({ sources }) => sources)))]);

/** A command that may run a file of the build context. */
interface Run {
  readonly command: ShellCommand;
  /** What names the file. */
  readonly word: ShellWord;
  /** What the file may be, the likeliest first. */
  readonly sources: readonly string[];
}

const runsOf = lazyFor(
  (file: DockerfileFile): readonly { readonly script: Script; readonly runs: readonly Run[] }[] => {
    const bases = stageBases(file);
    const mayRun = runnerOfCopies(file, bases);
    // Most Dockerfiles run no script that they copy, and what an image holds takes time to tell.
    const files = lazy(() => imageFilesOf(file, bases));
    return scriptsOf(file, bases).map(({ script, instruction, stage }) => {
      const found = mayRun(script, stage) ? files().get(instruction) : undefined;
      const isLocal = found?.copies.some(({ source }) => source !== undefined) === true;
      return { script, runs: isLocal ? runsIn(script.commands, found) : [] };
    });
  },
);

/** Tells whether a script of a stage may run what was copied, as far as that shows without the values of variables. */
function runnerOfCopies(file: DockerfileFile, bases: readonly StageBase[]): (script: Script, stage: Stage) => boolean {
  const isCopying: boolean[] = [];
  for (const stage of file.stages) {
    const base = bases[stage.index]!;
    isCopying.push((base.kind === 'stage' && isCopying[base.stage.index]!) || stage.instructions.some(bringsFiles));
  }
  const names = lazy(() => namesInPaths(file));
  const mayBeCopied = (command: ShellCommand): boolean => {
    const program = programOf(command)?.value;
    if (!program) return false;
    return program.includes('/') || isShellCall(command) || isScriptName(program) || names()?.has(program) !== false;
  };
  return ({ commands }, stage) => isCopying[stage.index]! && commands.some(mayBeCopied);
}

function runsIn(commands: readonly ShellCommand[], files: ImageFiles): readonly Run[] {
  let folder = files.workingFolder;
  return commands.flatMap((command): readonly Run[] => {
    if (folderCommands.has(command.name)) folder = folderAfter(command, folder);
    const word = programOf(command);
    // What stands behind `sh -c` is a script itself.
    if (!word || !isKnown(word.value) || /\s/.test(word.value) || word.value === '') return [];
    const sources = pathsOf(word.value, isShellCall(command), folder, files).flatMap((path) =>
      sourcesAt(files.copies, path),
    );
    return sources.length > 0 ? [{ command, word, sources: [...new Set(sources)] }] : [];
  });
}

const folderCommands: ReadonlySet<string> = new Set(['cd', 'pushd', 'popd']);

function folderAfter({ name, words }: ShellCommand, folder: string | undefined): string | undefined {
  const operands = words.slice(1).filter(({ value }) => !/^-[LP]$/.test(value));
  const to = operands.length === 1 && name !== 'popd' ? operands[0]!.value : UNKNOWN;
  return isKnown(to) && !to.startsWith('-') ? pathFrom(folder, to) : undefined;
}

/** Where in the image a program may be. One that is named alone is looked for, as far as something was copied under its name. */
function pathsOf(
  program: string,
  isByShell: boolean,
  folder: string | undefined,
  files: ImageFiles,
): readonly string[] {
  if (program.includes('/') || isByShell) return [pathFrom(folder, program)].flatMap((path) => path ?? []);
  if (!isScriptName(program) && !isCopied(files, program)) return [];
  return files.searchFolders.map((one) => `${one}/${program}`);
}
