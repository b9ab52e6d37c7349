import type { Reference } from '../../core/language.ts';
import { createProject, folderOf, type Project, resolvePath } from '../../core/project.ts';
import { attributeOf, type HclCall, type HclExpression } from '../hcl/syntax.ts';
import { localCallsIn } from './calls.ts';
import type { TerraformFile } from './document.ts';
import { evaluate } from './evaluate.ts';
import { isFileFunction } from './fileFunctions.ts';
import { topBlocksOf } from './files.ts';
import { moduleScopeOf } from './module.ts';
import { rootFolderOf } from './paths.ts';
import { lockFileIn, stateFileIn, wrapperFilesAbove } from './rootModule.ts';
import { forAnotherValue } from './scope.ts';
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
  ]);
  return [
    ...[...folders].map((path): Reference => ({ kind: 'folder', path, language: 'terraform' })),
    ...[...paths].map((path): Reference => ({ kind: 'file', path })),
    ...readFilesOf(file, createProject([file])),
  ];
}

const ignoreFilesAbove = (folder: string): readonly string[] => {
  const own = `${folder === '' ? '' : `${folder}/`}.gitignore`;
  return folder === '' ? [own] : [own, ...ignoreFilesAbove(folderOf(folder))];
};

/**
 * The files that it reads, as far as the project says which: a path may be made of locals and variables of other files. They are
 * those that `file` and `templatefile` are given, and those of a chart in the workspace that a release is of.
 */
export function readFilesOf(file: TerraformFile, project: Project): readonly Reference[] {
  if (!fileCall.test(file.text) && !/\bhelm_release\b/.test(file.text)) return [];
  const scope = moduleScopeOf(file, project);
  const folder = rootFolderOf(folderOf(file.path), project);
  const pathOf = (expression: HclExpression | undefined): readonly string[] => {
    const path = expression && knownText(evaluate(expression, forAnotherValue(scope)));
    const resolved = path === undefined || path.startsWith('/') ? undefined : resolvePath(folder, path);
    return resolved === undefined ? [] : [resolved];
  };
  const charts = topBlocksOf(file)
    .filter(({ type, labels }) => type === 'resource' && labels[0]?.text === 'helm_release')
    .flatMap(({ body }) => (attributeOf(body, 'repository') ? [] : pathOf(attributeOf(body, 'chart')?.value)));
  const paths = [
    ...fileCallsOf(file).flatMap((call) => pathOf(call.arguments[0])),
    ...charts.flatMap((chart) => [`${chart}/Chart.yaml`, `${chart}/values.yaml`]),
  ];
  return [
    ...[...new Set(paths)].map((path): Reference => ({ kind: 'file', path })),
    ...charts.map((chart): Reference => ({ kind: 'folder', path: `${chart}/templates`, language: 'helm' })),
  ];
}

/** Going through all of a long file's tree takes longer than linting it, and few blocks read files. */
const fileCallsOf = ({ text, hcl }: TerraformFile): readonly HclCall[] =>
  hcl.body.items.filter(({ span }) => fileCall.test(text.slice(span.start, span.end))).flatMap(fileCallsIn);

const fileCall = /\b(?:file|filebase64|templatefile)\(/;

function fileCallsIn(node: unknown): readonly HclCall[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(fileCallsIn);
  return isFileCall(node) ? [node, ...inner] : inner;
}

const isFileCall = (node: object): node is HclCall =>
  'kind' in node && node.kind === 'call' && isFileFunction((node as HclCall).name);
