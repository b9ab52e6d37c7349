import type { Reference } from '../../core/language.ts';
import { folderOf } from '../../core/project.ts';
import { localCallsIn } from './calls.ts';
import type { TerraformFile } from './document.ts';
import { lockFileIn } from './rootModule.ts';

/** The module that a file is part of, the local modules that it calls, and the lock file that tells a root module. */
export function referencesOf(file: TerraformFile): readonly Reference[] {
  const folder = folderOf(file.path);
  const folders = new Set([folder, ...localCallsIn(file).map((call) => call.folder)]);
  return [
    ...[...folders].map((path): Reference => ({ kind: 'folder', path, language: 'terraform' })),
    { kind: 'file', path: lockFileIn(folder) },
  ];
}
