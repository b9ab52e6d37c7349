import { folderOf, type Project } from '../../core/project.ts';
import { callersOf } from './calls.ts';
import { filesOfModule, roleOf, topBlocksOf } from './files.ts';

/**
 * Whether Terraform is run in a folder itself: a provider, a backend, values or a lock file are there, and no module of the
 * project calls it. A module that is kept for others has none of these, and its examples are not run by anybody.
 */
export function isRootModule(folder: string, project: Project): boolean {
  if (callersOf(folder, project).length > 0 || isExampleFolder(folder, project)) return false;
  const files = filesOfModule(folder, project);
  return (
    files.some(({ path }) => roleOf(path) === 'values') ||
    project.text(lockFileIn(folder)) !== undefined ||
    files
      .flatMap(topBlocksOf)
      .some(
        ({ type, body }) =>
          type === 'provider' ||
          (type === 'terraform' && body.blocks.some((block) => block.type === 'backend' || block.type === 'cloud')),
      )
  );
}

/** Whether a folder is one of the `examples/` that modules are published with. */
export const isExampleFolder = (folder: string, project: Project): boolean =>
  /(?:^|\/)examples?(?:\/|$)/.test(project.fromRoot(folder));

/** The file in which `terraform init` writes down which providers it took. */
export const lockFileIn = (folder: string): string => inFolder(folder, '.terraform.lock.hcl');

/** The file that holds the state of a module without a backend. */
export const stateFileIn = (folder: string): string => inFolder(folder, 'terraform.tfstate');

/** The files that would tell of a program that runs Terraform and writes files of its own first: Terragrunt, Atmos. */
export const wrapperFilesAbove = (folder: string): readonly string[] => [
  ...wrapperFiles.map((name) => inFolder(folder, name)),
  ...(folder === '' ? [] : wrapperFilesAbove(folderOf(folder))),
];

const wrapperFiles = ['terragrunt.hcl', 'root.hcl', 'atmos.yaml'];

const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
