import type { Document, ParsedFile } from '../../core/document.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { applyEdits, type TextEdit } from '../../core/text.ts';
import type { HclFile } from '../hcl/syntax.ts';
import { type TerraformBlock, type TerraformResource, toBlock, toResource } from './block.ts';
import { filesOfModule, headerOf, overriddenIn, topBlocksOf } from './files.ts';
import { imagesOf } from './images.ts';
import { isJsonSyntax } from './jsonSyntax.ts';
import { moduleScopeOf } from './module.ts';
import { mountsOf } from './mounts.ts';
import { portsOf } from './ports.ts';
import { isRootModule } from './rootModule.ts';
import type { Scope } from './scope.ts';
import { cloudInitScripts, scriptsOf } from './scripts.ts';
import { suppressionLineIn } from './suppression.ts';
import { type TerraformModule, wholeModuleOf } from './wholeModule.ts';
import { workloadOf } from './workloads.ts';

export interface TerraformFile extends ParsedFile {
  readonly language: 'terraform';
  readonly hcl: HclFile;
}

/** A Terraform file among the files of its folder, which are one module. */
export interface TerraformDocument extends Document {
  readonly language: 'terraform';
  readonly file: TerraformFile;
  /** Every top-level block in order, those below included. */
  readonly blocks: readonly TerraformBlock[];
  /** Those that an override file says something of are left out, here and in `dataSources` and `modules`. */
  readonly resources: readonly TerraformResource[];
  readonly dataSources: readonly TerraformResource[];
  /** The resources of all files of the module, this one's included. For looking things up: a rule reports on `resources`. */
  readonly siblings: readonly TerraformResource[];
  /** `module "network" { ... }`: calls of other modules. */
  readonly modules: readonly TerraformBlock[];
  /** `provider "aws" { ... }` */
  readonly providers: readonly TerraformBlock[];
  /** `terraform { ... }`: backend, required versions and providers. */
  readonly settings: readonly TerraformBlock[];
  /** Whether Terraform is run in the file's folder, for all that the project shows; else it is called by others, or an example. */
  readonly isRootModule: boolean;
  /** The module that the file is part of. For looking things up: a rule reports on this file, and on its module once. */
  readonly module: TerraformModule;
}

export function toTerraformDocument(file: TerraformFile, project: Project): TerraformDocument {
  const scope = lazy(() => moduleScopeOf(file, project));
  const folder = folderOf(file.path);
  const blocks = lazy(() => topBlocksOf(file).map((block) => toBlock(block, scope)));
  const isJudged = ({ block }: TerraformBlock): boolean => !overriddenIn(folder, project).has(headerOf(block));
  const resourcesOf = (keyword: string) => lazy(() => toResources(file, keyword, scope).filter(isJudged));
  const blocksOf = (type: string) => lazy(() => blocks().filter((block) => block.type === type));
  const resources = resourcesOf('resource');
  const dataSources = resourcesOf('data');
  const isRoot = lazy(() => isRootModule(folder, project));
  const runs = lazy(() => [
    ...dataSources().flatMap((dataSource) => cloudInitScripts(dataSource, file.text)),
    ...resources().flatMap((resource) => scriptsOf(resource, file.text)),
  ]);

  return withFacts(
    {
      language: 'terraform',
      file,
      suppressionLineAt: (offset: number) => (file.commentStyle ? suppressionLineIn(file, offset) : undefined),
      canApply: (edit: TextEdit) => !isJsonSyntax(file.path) || isReplacementInJson(edit, file.text),
    },
    {
      blocks,
      resources,
      dataSources,
      siblings: lazy(() => moduleResources(folder, project)),
      modules: lazy(() => blocksOf('module')().filter(isJudged)),
      providers: blocksOf('provider'),
      settings: blocksOf('terraform'),
      isRootModule: isRoot,
      module: lazy(() => wholeModuleOf(folder, project)),
      images: lazy(() => resources().flatMap((resource) => imagesOf(resource, file.text, project))),
      scripts: lazy(() => runs().flatMap((run) => run.scripts)),
      ports: lazy(() => resources().flatMap((resource) => portsOf(resource, file.text))),
      mounts: lazy(() => resources().flatMap((resource) => mountsOf(resource, file))),
      workloads: lazy(() => resources().flatMap((resource) => workloadOf(resource, file) ?? [])),
      packageLists: lazy(() => runs().flatMap((run) => run.packageLists)),
      fileWrites: lazy(() => runs().flatMap((run) => run.fileWrites)),
    },
  );
}

const withFacts = lazyProperties<Omit<TerraformDocument, 'language' | 'file' | 'suppressionLineAt' | 'canApply'>>(
  ...(['blocks', 'resources', 'dataSources', 'siblings', 'modules', 'module', 'providers', 'settings'] as const),
  ...(['isRootModule'] as const),
  ...(['images', 'scripts', 'ports', 'mounts', 'workloads', 'packageLists', 'fileWrites'] as const),
);

/** Edits are made for the native syntax; in JSON those are right that replace a value and leave JSON. */
function isReplacementInJson(edit: TextEdit, text: string): boolean {
  if (edit.newText === '' || edit.span.start === edit.span.end) return false;
  try {
    JSON.parse(applyEdits(text, [edit]));
    return true;
  } catch {
    return false;
  }
}

const toResources = (file: TerraformFile, keyword: string, scope: () => Scope): readonly TerraformResource[] =>
  topBlocksOf(file).flatMap((block) => (block.type === keyword ? toResource(block, scope) : []));

function moduleResources(folder: string, project: Project): readonly TerraformResource[] {
  return project.once(`terraform resources ${folder}`, () =>
    filesOfModule(folder, project).flatMap((one) =>
      toResources(
        one,
        'resource',
        lazy(() => moduleScopeOf(one, project)),
      ),
    ),
  );
}
