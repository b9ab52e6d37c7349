import { folderOf, type Project } from '../../core/project.ts';
import type { HclAttribute, HclBlock } from '../hcl/syntax.ts';
import type { TerraformFile } from './document.ts';

/**
 * What a file of a module is, which its name says:
 * - `override`: merged into the blocks of the others (developer.hashicorp.com/terraform/language/files/override).
 * - `values`: gives the root module's variables their values, and holds nothing else.
 */
export type FileRole = 'configuration' | 'override' | 'values';

export function roleOf(path: string): FileRole {
  // Asked of every file for every value that is looked up.
  if (path.endsWith('.tfvars') || path.endsWith('.tfvars.json')) return 'values';
  return /(?:^|[/_])override\.(?:tf|tofu)(?:\.json)?$/.test(path) ? 'override' : 'configuration';
}

/** The files of the module that is in a folder, ordered by path. */
export const filesOfModule = (folder: string, project: Project): readonly TerraformFile[] =>
  project.filesIn(folder).filter((file): file is TerraformFile => file.language === 'terraform');

/** The top-level blocks of a file; none of one that only holds values. */
export const topBlocksOf = ({ path, hcl }: TerraformFile): readonly HclBlock[] =>
  roleOf(path) === 'values' ? [] : hcl.body.blocks;

/** Files in an order in which what one says wins over what those behind it say. */
export const strongestFirst = (files: readonly TerraformFile[]): readonly TerraformFile[] => [
  ...files.filter(({ path }) => roleOf(path) === 'override').reverse(),
  ...files.filter(({ path }) => roleOf(path) === 'configuration'),
];

/**
 * The variables' values that Terraform loads unasked, later ones overriding those before: `terraform.tfvars`, then
 * `*.auto.tfvars` by name. Other `.tfvars` files are named on a command line that nobody knows here.
 */
export function loadedValuesOf(
  files: readonly TerraformFile[],
): readonly { readonly file: TerraformFile; readonly attribute: HclAttribute }[] {
  const named = (pattern: RegExp) => files.filter(({ path }) => pattern.test(path.slice(folderOf(path).length)));
  const loaded = [
    ...named(/^\/?terraform\.tfvars$/),
    ...named(/^\/?terraform\.tfvars\.json$/),
    ...named(/\.auto\.tfvars(?:\.json)?$/),
  ];
  return loaded.flatMap((file) => file.hcl.body.attributes.map((attribute) => ({ file, attribute })));
}

/** What tells one top-level block from another. */
export const headerOf = ({ type, labels }: HclBlock): string => [type, ...labels.map(({ text }) => text)].join('.');
