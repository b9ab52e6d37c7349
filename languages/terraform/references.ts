import type { Reference } from '../../core/language.ts';
import { createProject, folderOf, resolvePath } from '../../core/project.ts';
import type { HclCall } from '../hcl/syntax.ts';
import { localCallsIn } from './calls.ts';
import type { TerraformFile } from './document.ts';
import { evaluate } from './evaluate.ts';
import { isFileFunction } from './fileFunctions.ts';
import { moduleScopeOf } from './module.ts';
import { lockFileIn, stateFileIn, wrapperFilesAbove } from './rootModule.ts';
import { knownText } from './value.ts';

/**
 * The module that a file is part of, the local modules that it calls, the lock file and the state that tell a root module and
 * what may keep them out of the repository, what tells who runs it, and the files that it reads, as far as the file alone says which.
 */
export function referencesOf(file: TerraformFile): readonly Reference[] {
  const folder = folderOf(file.path);
  const folders = new Set([folder, ...localCallsIn(file).map((call) => call.folder)]);
  const paths = new Set([
    ...[lockFileIn(folder), stateFileIn(folder)],
    ...[...ignoreFilesAbove(folder), ...wrapperFilesAbove(folder)],
    ...readPathsOf(file),
  ]);
  return [
    ...[...folders].map((path): Reference => ({ kind: 'folder', path, language: 'terraform' })),
    ...[...paths].map((path): Reference => ({ kind: 'file', path })),
  ];
}

const ignoreFilesAbove = (folder: string): readonly string[] => {
  const own = `${folder === '' ? '' : `${folder}/`}.gitignore`;
  return folder === '' ? [own] : [own, ...ignoreFilesAbove(folderOf(folder))];
};

/** The files that `file` and `templatefile` are given. */
function readPathsOf(file: TerraformFile): readonly string[] {
  if (!/\b(?:file|filebase64|templatefile)\(/.test(file.text)) return [];
  // With nobody who calls the module, paths are relative to its own folder.
  const scope = moduleScopeOf(file, createProject([file]));
  return fileCallsIn(file.hcl.body).flatMap((call) => {
    const [argument] = call.arguments;
    const path = argument && knownText(evaluate(argument, scope));
    if (path === undefined || path.startsWith('/')) return [];
    return resolvePath(folderOf(file.path), path) ?? [];
  });
}

function fileCallsIn(node: unknown): readonly HclCall[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(fileCallsIn);
  return isFileCall(node) ? [node, ...inner] : inner;
}

const isFileCall = (node: object): node is HclCall =>
  'kind' in node && node.kind === 'call' && isFileFunction((node as HclCall).name);
