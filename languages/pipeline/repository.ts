import type { SourceFile } from '../../core/document.ts';
import { UNKNOWN } from '../../core/embedded.ts';
import type { Reference } from '../../core/language.ts';
import { lazyFor } from '../../core/lazy.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import type { DockerfileFile } from '../dockerfile/document.ts';
import { calledPaths } from './calls.ts';
import { isGitlab } from './detect.ts';
import type { ImageWork, PipelineFile, PipelineJob, PipelineStep } from './document.ts';

/** What is known of the pipelines of a repository, all together. */
export interface Repository {
  /** Workflows, the actions of the repository's own that they use, and GitLab's files. */
  readonly pipelines: readonly PipelineFile[];
  /** What pipelines include that is no pipeline by its name. */
  readonly included: readonly SourceFile[];
  /** Files at the root that tell how images are built, whether or not a pipeline uses them. */
  readonly buildFiles: readonly SourceFile[];
  /** Whether the repository is built by a system whose files are not read, too. */
  readonly hasOtherSystem: boolean;
  /** Whether all that its pipelines call and include can be read here. */
  readonly isWhole: boolean;
  /** The Dockerfile of what a step builds; undefined when it is not here, or hangs on what only the run knows. */
  dockerfileOf(work: BuildWork): DockerfileFile | undefined;
}

export interface BuildWork {
  readonly file: PipelineFile;
  readonly job: PipelineJob;
  readonly step: PipelineStep;
  readonly work: ImageWork;
}

/** What a pipeline's repository hangs on: its other pipelines, what they call, the Dockerfiles that they build. */
export const pipelineReferences = lazyFor((file: PipelineFile): readonly Reference[] => {
  const root = rootOfPipeline(file.path);
  if (root === undefined) return [];
  const files = [
    ...[...otherSystems, ...buildFiles].map((name) => inFolder(root, name)),
    ...calledPaths(file, root).paths,
    ...worksOf(file).flatMap((work) => dockerfilePathOf(work, root) ?? []),
  ];
  return [...systemReferences(root), ...files.map((path): Reference => ({ kind: 'file', path }))];
});

/** The pipelines that a file at any depth of a repository may be built by: those of its folder, and of all above it. */
export const pipelineReferencesOfFolder = (folder: string): readonly Reference[] =>
  foldersFrom(folder).flatMap(systemReferences);

/** The repository of a pipeline; undefined for an action, which may be anyone's. */
export function repositoryOfPipeline(file: PipelineFile, project: Project): Repository | undefined {
  const root = rootOfPipeline(file.path);
  return root === undefined ? undefined : repositoryAt(root, project);
}

/** The repository of a file: the nearest folder at or above it that has pipelines. */
export function repositoryOfFolder(folder: string, project: Project): Repository | undefined {
  const root = foldersFrom(folder).find((one) => ownPipelines(one, project).length > 0);
  return root === undefined ? undefined : repositoryAt(root, project);
}

const systemReferences = (root: string): readonly Reference[] => [
  { kind: 'folder', path: inFolder(root, workflowFolder), language: 'pipeline' },
  { kind: 'file', path: inFolder(root, gitlabFile) },
];

const workflowFolder = '.github/workflows';
const gitlabFile = '.gitlab-ci.yml';

/** Where other systems keep what they do, and what deploys from source. `OWNERS` are for Prow, whose jobs stand elsewhere. */
const otherSystems: readonly string[] = [
  ...['.circleci/config.yml', '.travis.yml', '.drone.yml', '.woodpecker.yml', '.cirrus.yml', '.appveyor.yml'],
  ...['Jenkinsfile', 'azure-pipelines.yml', 'bitbucket-pipelines.yml', 'buildspec.yml', 'cloudbuild.yaml'],
  ...['.buildkite/pipeline.yml', '.semaphore/semaphore.yml', 'codefresh.yml', '.prow.yaml', 'OWNERS', 'hooks/build'],
  ...['fly.toml', 'render.yaml', 'heroku.yml', 'railway.json', 'railway.toml', 'captain-definition'],
];

const buildFiles: readonly string[] = [
  ...['Makefile', 'Taskfile.yml', 'justfile', 'docker-bake.hcl', 'docker-bake.json', 'Earthfile', 'skaffold.yaml'],
  ...['.goreleaser.yml', '.goreleaser.yaml', 'werf.yaml', '.ko.yaml'],
  ...['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'],
];

/** The folder whose `.github` or `.gitlab` a pipeline stands in, or which its `.gitlab-ci.yml` is of. */
function rootOfPipeline(path: string): string | undefined {
  const [, before] = /^((?:.*\/)?)\.(?:github|gitlab|gitlab-ci)\//.exec(path) ?? [];
  if (before !== undefined) return before.replace(/\/$/, '');
  return isGitlab(path) ? folderOf(path) : undefined;
}

const repositoryAt = (root: string, project: Project): Repository =>
  project.once(`pipeline:repository:${root}`, () => {
    // A set is also gone through where it grows.
    const pipelines = new Set(ownPipelines(root, project));
    const included = new Map<string, SourceFile>();
    let isWhole = true;
    for (const file of pipelines) {
      const { paths, groups, isKnown } = calledPaths(file, root);
      for (const path of paths) {
        const called = project.file(path);
        const text = project.text(path);
        if (isPipeline(called)) pipelines.add(called);
        else if (text !== undefined) included.set(path, { path, text });
      }
      isWhole &&= isKnown && groups.every((group) => group.some((path) => project.text(path) !== undefined));
    }
    return {
      pipelines: [...pipelines],
      included: [...included.values()],
      buildFiles: buildFiles.flatMap((name) => {
        const path = inFolder(root, name);
        const text = project.text(path);
        return text === undefined ? [] : [{ path, text }];
      }),
      hasOtherSystem: otherSystems.some((name) => project.text(inFolder(root, name)) !== undefined),
      isWhole,
      dockerfileOf(work) {
        const path = dockerfilePathOf(work, root);
        const file = path === undefined ? undefined : project.file(path);
        return file?.language === 'dockerfile' ? (file as DockerfileFile) : undefined;
      },
    };
  });

const ownPipelines = (root: string, project: Project): readonly PipelineFile[] =>
  [...project.filesIn(inFolder(root, workflowFolder)), project.file(inFolder(root, gitlabFile))].filter(isPipeline);

const isPipeline = (file: ReturnType<Project['file']>): file is PipelineFile => file?.language === 'pipeline';

/** All that a pipeline does about images. */
export const worksOf = lazyFor((file: PipelineFile): readonly BuildWork[] =>
  mayBuild.test(file.text)
    ? file.jobs.flatMap((job) => job.steps.flatMap((step) => step.imageWork.map((work) => ({ file, job, step, work }))))
    : [],
);

/** Without a look at each command of those that have nothing to do with images. */
const mayBuild = /docker|podman|nerdctl|buildah|kaniko|build-push-action|bake-action/;

/** Where the Dockerfile of a build is; a path is relative to the repository as long as nothing says otherwise. */
function dockerfilePathOf({ file, job, step, work }: BuildWork, root: string): string | undefined {
  const { context } = work;
  if (!work.isBuilt || context === undefined || isMoved(file, job, step)) return undefined;
  // https://docs.docker.com/build/ci/github-actions/ has the default context, which is the repository
  const folder = context.replace(/^\{\{\s*defaultContext\s*\}\}:?/, './');
  const isElsewhere = /^(?:-$|\/|~|[\w+.-]+:|[\w.-]+@)/;
  if ([folder, work.dockerfile ?? ''].some((part) => part.includes(UNKNOWN) || isElsewhere.test(part)))
    return undefined;
  return resolvePath(root, work.dockerfile ?? `${folder}/Dockerfile`);
}

/** Whether commands of a step run in a folder that is not known. */
function isMoved(file: PipelineFile, job: PipelineJob, step: PipelineStep): boolean {
  if (step.uses !== undefined) return false;
  const before = file.system === 'gitlab' ? job.steps : [step];
  const moves = before.some(({ script }) => script?.commands.some(({ name }) => name === 'cd' || name === 'pushd'));
  return moves || file.text.includes('working-directory');
}

const foldersFrom = (folder: string): readonly string[] =>
  folder === '' ? [''] : [folder, ...foldersFrom(folderOf(folder))];

const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
