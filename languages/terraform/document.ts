import type { Document, ParsedFile } from '../../core/document.ts';
import type { Place } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { applyEdits, lineSpanAt, type Span, type TextEdit } from '../../core/text.ts';
import type { HclFile } from '../hcl/syntax.ts';
import { type TerraformBlock, type TerraformResource, toResource } from './block.ts';
import { containersOf, type TerraformContainer } from './containers.ts';
import { filesOfModule, roleOf, topBlocksOf } from './files.ts';
import { isRelease } from './helmRelease.ts';
import { imagesOf } from './images.ts';
import { isJsonSyntax } from './jsonSyntax.ts';
import { moduleScopeOf } from './module.ts';
import { mountsOf } from './mounts.ts';
import { overriddenHeaders, withOverrides } from './overrides.ts';
import { portsOf } from './ports.ts';
import { type ReleasedFacts, releasedFacts } from './releaseChart.ts';
import { isRootModule } from './rootModule.ts';
import { cloudInitScripts, type RunAtStart, scriptsOf } from './scripts.ts';
import { suppressionLineIn } from './suppression.ts';
import { blocksOf, type TerraformModule, wholeModuleOf } from './wholeModule.ts';
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
  /**
   * As override files make them, here and in `dataSources` and `modules`, and none in an override file. Facts are where their
   * text stands, in override files too.
   */
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
  const folder = folderOf(file.path);
  const blocks = () => blocksOf(file, project);
  const blocksOfType = (type: string) => lazy(() => blocks().filter((block) => block.type === type));
  const isOverride = roleOf(file.path) === 'override';
  const merged = lazy(() => mergedResources(file, 'resource', project));
  const mergedData = lazy(() => mergedResources(file, 'data', project));
  const headers = lazy(() => overriddenHeaders(file, project));
  // What another file decides is at the header, and a fact of that file.
  const onlyHere = <Fact extends Place>(facts: readonly Fact[]): readonly Fact[] =>
    headers().length === 0 ? facts : facts.filter(({ span }) => !headers().some((header) => isSame(header.span, span)));
  // Several facts are read from the same containers.
  const parts = lazy(() => merged().map((resource) => ({ resource, containers: containersOf(resource) })));
  const releases = lazy(() =>
    merged().flatMap((resource) => (isRelease(resource) ? [releasedFacts(resource, file, project)] : [])),
  );
  const factsOf = <Fact extends Place>(
    read: (resource: TerraformResource, containers: readonly TerraformContainer[]) => readonly Fact[],
  ) => lazy(() => onlyHere(parts().flatMap(({ resource, containers }) => read(resource, containers))));
  const withReleased = <Fact extends Place>(
    own: () => readonly Fact[],
    read: (release: ReleasedFacts) => readonly Fact[],
  ) => lazy(() => (releases().length === 0 ? own() : [...own(), ...onlyHere(releases().flatMap(read))]));
  const runs = lazy(() => [
    ...mergedData().flatMap((dataSource) => cloudInitScripts(dataSource, file.text)),
    ...parts().flatMap(({ resource, containers }) => scriptsOf(resource, containers, file.text)),
  ]);
  const ranBy = <Fact extends Place>(factsIn: (run: RunAtStart) => readonly Fact[]) =>
    lazy(() => onlyHere(runs().flatMap(factsIn)));

  return withFacts(
    {
      language: 'terraform',
      file,
      suppressionLineAt: (offset: number) => (file.commentStyle ? suppressionLineIn(file, offset) : undefined),
      canApply: (edit: TextEdit) =>
        !headers().some(({ span }) => isAtLine(edit, span, file.text)) &&
        (!isJsonSyntax(file.path) || isReplacementInJson(edit, file.text)),
      originsAt: ({ span, path }: Place) =>
        headers().find((header) => isSame(header.span, span))?.origins ??
        releases().flatMap(({ originsOf }) => originsOf(path)),
    },
    {
      blocks,
      resources: () => (isOverride ? [] : merged()),
      dataSources: () => (isOverride ? [] : mergedData()),
      siblings: lazy(() => moduleResources(folder, project)),
      modules: lazy(() => (isOverride ? [] : withOverrides(blocksOfType('module')(), folder, project))),
      providers: blocksOfType('provider'),
      settings: blocksOfType('terraform'),
      isRootModule: lazy(() => isRootModule(folder, project)),
      module: lazy(() => wholeModuleOf(folder, project)),
      images: withReleased(
        factsOf((resource, containers) => imagesOf(resource, containers, file, project)),
        ({ images }) => images,
      ),
      scripts: withReleased(
        ranBy(({ scripts }) => scripts),
        ({ scripts }) => scripts,
      ),
      ports: factsOf((resource, containers) => portsOf(resource, containers, file.text)),
      mounts: withReleased(
        factsOf((resource, containers) => mountsOf(resource, containers, file)),
        ({ mounts }) => mounts,
      ),
      workloads: lazy(() => {
        if (isOverride) return [];
        const own = parts().flatMap(({ resource, containers }) => workloadOf(resource, containers, file) ?? []);
        return [...own, ...releases().flatMap(({ workloads }) => workloads)];
      }),
      packageLists: ranBy(({ packageLists }) => packageLists),
      fileWrites: ranBy(({ fileWrites }) => fileWrites),
    },
  );
}

const withFacts = lazyProperties<
  Omit<TerraformDocument, 'language' | 'file' | 'suppressionLineAt' | 'canApply' | 'originsAt'>
>(
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

const isSame = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/** Whether an edit touches a span, or the rest of its line. */
const isAtLine = ({ span }: TextEdit, { start, end }: Span, text: string): boolean =>
  span.end >= start && span.start <= lineSpanAt(text, end).end;

/** Of one file; the same for its document and for its siblings'. */
const mergedResources = (
  file: TerraformFile,
  keyword: 'resource' | 'data',
  project: Project,
): readonly TerraformResource[] =>
  project.once(`terraform ${keyword} ${file.path}`, () => {
    const scope = lazy(() => moduleScopeOf(file, project));
    const resources = topBlocksOf(file).flatMap((block) => (block.type === keyword ? toResource(block, scope) : []));
    return withOverrides(resources, folderOf(file.path), project);
  });

const moduleResources = (folder: string, project: Project): readonly TerraformResource[] =>
  project.once(`terraform resources ${folder}`, () =>
    filesOfModule(folder, project)
      .filter(({ path }) => roleOf(path) === 'configuration')
      .flatMap((file) => mergedResources(file, 'resource', project)),
  );
