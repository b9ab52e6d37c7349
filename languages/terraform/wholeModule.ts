import ignore from 'ignore';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { type TerraformBlock, toBlock } from './block.ts';
import { callersOf, localCallsIn } from './calls.ts';
import type { TerraformFile } from './document.ts';
import { filesOfModule, topBlocksOf } from './files.ts';
import { moduleScopeOf } from './module.ts';
import { isExampleFolder, isRootModule, lockFileIn } from './rootModule.ts';

/** The files of a folder, which are one module: for what concerns no file of it in particular, and for looking things up. */
export interface TerraformModule {
  readonly folder: string;
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
  /** The `.gitignore` that keeps the lock file out of the repository, as seen from the module's folder: `../.gitignore`. */
  readonly lockFileIgnoredBy: string | undefined;
}

export interface ModuleBlock extends TerraformBlock {
  readonly file: TerraformFile;
}

export const wholeModuleOf = (folder: string, project: Project): TerraformModule =>
  project.once(`terraform whole module ${folder}`, () =>
    withLookUps(
      { folder, isExample: isExampleFolder(folder, project), lockFile: project.text(lockFileIn(folder)) },
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
        lockFileIgnoredBy: lazy(() => ignoringFile(lockFileIn(folder), folder, project)),
      },
    ),
  );

const withLookUps = lazyProperties<Omit<TerraformModule, 'folder' | 'isExample' | 'lockFile'>>(
  ...(['isRoot', 'blocks', 'callees', 'callers', 'lockFileIgnoredBy'] as const),
);

function blocksOf(file: TerraformFile, project: Project): readonly ModuleBlock[] {
  const scope = lazy(() => moduleScopeOf(file, project));
  return topBlocksOf(file).map((block) => ({ ...toBlock(block, scope), file }));
}

const modulesIn = (folders: readonly string[], project: Project): readonly TerraformModule[] =>
  [...new Set(folders)].map((folder) => wholeModuleOf(folder, project));

/** The `.gitignore` that decides that git does not see a file: the nearest one that says anything of it. */
function ignoringFile(path: string, folder: string, project: Project): string | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  const lines = project.text(`${prefix}.gitignore`)?.split(/\r?\n/).filter(isAboutLockFiles) ?? [];
  const { ignored, unignored } = ignore({ allowRelativePaths: true }).add(lines).test(path.slice(prefix.length));
  if (ignored) return '.gitignore';
  const above = unignored || folder === '' ? undefined : ignoringFile(path, folderOf(folder), project);
  return above && `../${above}`;
}

/** Above the repository, where git does not look, there may be one for a home folder that ignores whatever there is. */
const isAboutLockFiles = (line: string): boolean => /terraform|lock|hcl/i.test(line);
