import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import { attributeOf, type HclBlock, literalTextOf } from '../hcl/syntax.ts';
import type { TerraformFile } from './document.ts';
import { topBlocksOf } from './files.ts';
import { moduleSourceOf } from './moduleSource.ts';

/** `module "name" { source = "./folder" }`: a module of the workspace, called by another one. */
export interface LocalCall {
  readonly file: TerraformFile;
  readonly block: HclBlock;
  readonly name: string;
  /** The folder of the called module. */
  readonly folder: string;
}

/** The calls of modules of the workspace that a file holds. */
export function localCallsIn(file: TerraformFile): readonly LocalCall[] {
  return topBlocksOf(file).flatMap((block) => {
    const name = block.type === 'module' ? block.labels[0]?.text : undefined;
    const attribute = attributeOf(block.body, 'source');
    const source = attribute && literalTextOf(attribute.value);
    if (name === undefined || source === undefined || moduleSourceOf(source)?.kind !== 'local') return [];
    // An absolute path is outside of the workspace for all that is known.
    const folder = source.startsWith('.') ? resolvePath(folderOf(file.path), source) : undefined;
    return folder === undefined ? [] : [{ file, block, name, folder }];
  });
}

/** The calls that lead to the module in a folder, from all modules of the project. */
export function callersOf(folder: string, project: Project): readonly LocalCall[] {
  const byFolder = project.once('terraform calls', () => {
    const calls = new Map<string, LocalCall[]>();
    for (const call of project.files('terraform').flatMap((file) => localCallsIn(file as TerraformFile))) {
      const others = calls.get(call.folder);
      if (others) others.push(call);
      else calls.set(call.folder, [call]);
    }
    return calls;
  });
  return byFolder.get(folder) ?? [];
}
