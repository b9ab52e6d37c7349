import type { Document, ParsedFile } from '../../core/document.ts';
import { lazy } from '../../core/lazy.ts';
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
  const siblings = lazy(() => moduleResources(folder, project));
  const modules = lazy(() => blocksOf('module')().filter(isJudged));
  const providers = blocksOf('provider');
  const settings = blocksOf('terraform');

  const isRoot = lazy(() => isRootModule(folder, project));

  const images = lazy(() => resources().flatMap((resource) => imagesOf(resource, file.text)));
  const runs = lazy(() => [
    ...dataSources().flatMap((dataSource) => cloudInitScripts(dataSource, file.text)),
    ...resources().flatMap((resource) => scriptsOf(resource, file.text)),
  ]);
  const scripts = lazy(() => runs().flatMap((run) => run.scripts));
  const packageLists = lazy(() => runs().flatMap((run) => run.packageLists));
  const ports = lazy(() => resources().flatMap((resource) => portsOf(resource, file.text)));
  const mounts = lazy(() => resources().flatMap((resource) => mountsOf(resource, file.text)));
  const workloads = lazy(() => resources().flatMap((resource) => workloadOf(resource, file.text) ?? []));

  return {
    language: 'terraform',
    file,
    get blocks() {
      return blocks();
    },
    get resources() {
      return resources();
    },
    get dataSources() {
      return dataSources();
    },
    get siblings() {
      return siblings();
    },
    get modules() {
      return modules();
    },
    get providers() {
      return providers();
    },
    get settings() {
      return settings();
    },
    get isRootModule() {
      return isRoot();
    },
    get images() {
      return images();
    },
    get scripts() {
      return scripts();
    },
    get ports() {
      return ports();
    },
    get mounts() {
      return mounts();
    },
    get workloads() {
      return workloads();
    },
    get packageLists() {
      return packageLists();
    },
    suppressionLineAt: (offset) => (file.commentStyle ? suppressionLineIn(file, offset) : undefined),
    canApply: (edit) => !isJsonSyntax(file.path) || isReplacementInJson(edit, file.text),
  };
}

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
