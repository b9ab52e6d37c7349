import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { type TerraformBlock, toBlock } from './block.ts';
import { callersOf, localCallsIn } from './calls.ts';
import type { TerraformFile } from './document.ts';
import { filesOfModule, roleOf, topBlocksOf } from './files.ts';
import { type IgnoringFile, ignoringFile } from './gitIgnore.ts';
import { moduleScopeOf } from './module.ts';
import { isExampleFolder, isRootModule, lockFileIn, stateFileIn, wrapperFilesAbove } from './rootModule.ts';

/** The files of a folder, which are one module: for what concerns no file of it in particular, and for looking things up. */
export interface TerraformModule {
  readonly folder: string;
  /** The same as seen from the repository or workspace. */
  readonly folderFromRoot: string;
  readonly isRoot: boolean;
  /** Whether it shows how another module is used, and is not run by anybody. */
  readonly isExample: boolean;
  /** Every top-level block, resources too by their keyword, in the order of files. */
  readonly blocks: readonly ModuleBlock[];
  /** The modules of the project that this one calls. */
  readonly callees: readonly TerraformModule[];
  /** The modules of the project that call this one. */
  readonly callers: readonly TerraformModule[];
  /** The text of `.terraform.lock.hcl`; undefined when there is none. */
  readonly lockFile: string | undefined;
  /** The `.gitignore` that keeps the lock file out of the repository. */
  readonly lockFileIgnoredBy: IgnoringFile | undefined;
  /** Whether a `terraform.tfstate` that holds anything is beside it, and is not kept out of the repository. */
  readonly hasStateFile: boolean;
  /** The variables that have no default, and that no file of values in the folder sets. */
  readonly unsetVariables: readonly ModuleBlock[];
  /** Whether Terragrunt or Atmos may run it, and write into its folder what it has not. */
  readonly mayBeWrapped: boolean;
}

export interface ModuleBlock extends TerraformBlock {
  readonly file: TerraformFile;
}

export const wholeModuleOf = (folder: string, project: Project): TerraformModule =>
  project.once(`terraform whole module ${folder}`, () =>
    withLookUps(
      {
        folder,
        folderFromRoot: project.fromRoot(folder),
        isExample: isExampleFolder(folder, project),
        lockFile: project.text(lockFileIn(folder)),
      },
      {
        isRoot: lazy(() => isRootModule(folder, project)),
        blocks: lazy(() => filesOfModule(folder, project).flatMap((file) => blocksOf(file, project))),
        callees: lazy(() => {
          const calls = filesOfModule(folder, project).flatMap(localCallsIn);
          return modulesIn(
            calls.map((call) => call.folder),
            project,
          );
        }),
        callers: lazy(() => {
          const folders = callersOf(folder, project).map(({ file }) => folderOf(file.path));
          return modulesIn(folders, project);
        }),
        lockFileIgnoredBy: lazy(() => ignoringFile(lockFileIn(folder), isAboutLockFiles, project)),
        hasStateFile: lazy(() => {
          const state = stateFileIn(folder);
          const isThere = /\S/.test(project.text(state) ?? '');
          return isThere && ignoringFile(state, () => true, project) === undefined;
        }),
        unsetVariables: lazy(() => unsetVariablesOf(folder, project)),
        mayBeWrapped: lazy(() => wrapperFilesAbove(folder).some((path) => project.text(path) !== undefined)),
      },
    ),
  );

const withLookUps = lazyProperties<Omit<TerraformModule, 'folder' | 'folderFromRoot' | 'isExample' | 'lockFile'>>(
  ...(['isRoot', 'blocks', 'callees', 'callers', 'lockFileIgnoredBy'] as const),
  ...(['hasStateFile', 'unsetVariables', 'mayBeWrapped'] as const),
);

/** Every top-level block of a file. */
export const blocksOf = (file: TerraformFile, project: Project): readonly ModuleBlock[] =>
  project.once(`terraform blocks ${file.path}`, () => {
    const scope = lazy(() => moduleScopeOf(file, project));
    return topBlocksOf(file).map((block) => ({ ...toBlock(block, scope), file }));
  });

function unsetVariablesOf(folder: string, project: Project): readonly ModuleBlock[] {
  const files = filesOfModule(folder, project).filter(({ path }) => roleOf(path) === 'values');
  const names = new Set(files.flatMap(({ hcl }) => hcl.body.attributes.map(({ name }) => name)));
  return wholeModuleOf(folder, project).blocks.filter(
    ({ type, labels, attribute }) => type === 'variable' && !attribute('default') && !names.has(labels[0] ?? ''),
  );
}

const modulesIn = (folders: readonly string[], project: Project): readonly TerraformModule[] =>
  [...new Set(folders)].map((folder) => wholeModuleOf(folder, project));

/** Above the repository, where git does not look, there may be one for a home folder that ignores whatever there is. */
const isAboutLockFiles = (line: string): boolean => /terraform|lock|hcl/i.test(line);
