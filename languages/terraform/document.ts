import type { Document, ParsedFile } from '../../core/document.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { HclFile } from '../hcl/syntax.ts';
import { type TerraformBlock, type TerraformResource, toBlock, toResource } from './block.ts';
import { imagesOf } from './images.ts';
import { mountsOf } from './mounts.ts';
import { portsOf } from './ports.ts';
import { moduleFilesOf, moduleScopeOf, type Scope } from './scope.ts';
import { cloudInitScripts, scriptsOf } from './scripts.ts';
import { suppressionLineIn } from './suppression.ts';

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
}

export function toTerraformDocument(file: TerraformFile, project: Project): TerraformDocument {
  const scope = lazy(() => moduleScopeOf(file, project));
  const blocks = lazy(() => file.hcl.body.blocks.map((block) => toBlock(block, scope)));
  const resourcesOf = (keyword: string) => lazy(() => toResources(file, keyword, scope));
  const blocksOf = (type: string) => lazy(() => blocks().filter((block) => block.type === type));
  const resources = resourcesOf('resource');
  const dataSources = resourcesOf('data');
  const runs = lazy(() => [
    ...dataSources().flatMap((dataSource) => cloudInitScripts(dataSource, file.text)),
    ...resources().flatMap((resource) => scriptsOf(resource, file.text)),
  ]);

  return withFacts(
    {
      language: 'terraform',
      file,
      workloads: [],
      suppressionLineAt: (offset: number) => suppressionLineIn(file, offset),
    },
    {
      blocks,
      resources,
      dataSources,
      siblings: lazy(() => moduleResources(file, project)),
      modules: blocksOf('module'),
      providers: blocksOf('provider'),
      settings: blocksOf('terraform'),
      images: lazy(() => resources().flatMap((resource) => imagesOf(resource, file.text))),
      scripts: lazy(() => runs().flatMap((run) => run.scripts)),
      ports: lazy(() => resources().flatMap((resource) => portsOf(resource, file.text))),
      mounts: lazy(() => resources().flatMap((resource) => mountsOf(resource, file.text))),
      packageLists: lazy(() => runs().flatMap((run) => run.packageLists)),
    },
  );
}

const withFacts = lazyProperties<Omit<TerraformDocument, 'language' | 'file' | 'workloads' | 'suppressionLineAt'>>(
  ...(['blocks', 'resources', 'dataSources', 'siblings', 'modules', 'providers', 'settings'] as const),
  ...(['images', 'scripts', 'ports', 'mounts', 'packageLists'] as const),
);

const toResources = (file: TerraformFile, keyword: string, scope: () => Scope): readonly TerraformResource[] =>
  file.hcl.body.blocks.flatMap((block) => (block.type === keyword ? toResource(block, scope) : []));

function moduleResources(file: TerraformFile, project: Project): readonly TerraformResource[] {
  return project.once(`terraform resources ${folderOf(file.path)}`, () =>
    moduleFilesOf(file, project).flatMap((one) =>
      toResources(
        one,
        'resource',
        lazy(() => moduleScopeOf(one, project)),
      ),
    ),
  );
}
