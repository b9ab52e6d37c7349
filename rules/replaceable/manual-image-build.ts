import { defineRule } from '../../core/rule.ts';
import type { DockerfileDocument } from '../../languages/dockerfile/document.ts';
import type { PipelineFile } from '../../languages/pipeline/document.ts';
import type { Repository } from '../../languages/pipeline/repository.ts';
import { get, pairsOf } from '../../languages/yaml/node.ts';
import { isForDevelopment, isForExample } from '../shared/development.ts';
import { mentions, runsOtherFiles } from '../shared/pipelineSteps.ts';

const dockerfile = 'FROM node:22.11.0\nCOPY src /app\nCMD ["node", "/app/main.js"]\n';

const ci = (steps: string) =>
  `on: push\njobs:\n  check:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n${steps}`;

export default defineRule<DockerfileDocument>({
  id: 'replaceable/manual-image-build',
  title: 'Dockerfile that no pipeline builds',
  languages: ['dockerfile'],
  level: { recommended: 'info' },
  since: '0.1.0',
  why: `
The repository has pipelines, and none of them builds this image. So somebody builds it by hand: from a working copy with changes
that were never committed, with the base image that happened to be on that laptop, and pushes it with their own password.

It bites when that person is away. Nobody can tell what is in the image that runs, or build it again, and a fix of one line waits for
someone who knows how it is done.

Build it in a pipeline, from a commit, each time that something is merged; name it by the commit, and push it from there alone.

Ignore it for an image that is not deployed, such as one for development, and where another system builds it that Fixity cannot see.
Nothing is said when a pipeline runs scripts or workflows that are not here to be read.

See [Docker in GitHub Actions](https://docs.docker.com/build/ci/github-actions/) and
[images in GitLab CI](https://docs.gitlab.com/ci/docker/using_docker_build/).
`,
  examples: {
    bad: [
      {
        file: 'Dockerfile',
        dockerfile,
        beside: { '.github/workflows/check.yml': ci('      - run: npm ci\n      - run: npm test\n') },
      },
    ],
    good: [
      {
        file: 'Dockerfile',
        dockerfile,
        beside: {
          '.github/workflows/check.yml': ci(
            '      - run: npm test\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.sha }}\n',
          ),
        },
      },
      {
        file: '.devcontainer/Dockerfile',
        dockerfile: 'FROM node:22.11.0\nRUN npm install -g prettier@3.4.1\n',
        beside: { '.github/workflows/check.yml': ci('      - run: npm test\n') },
      },
    ],
  },

  *check({ stages, repository, ownBuilders }, { pathFromRoot }) {
    const [first] = stages;
    if (!first || !repository || ownBuilders.length > 0 || isAside(pathFromRoot)) return;
    if (!repository.pipelines.some(isOfCommits) || mayBeBuiltIn(repository)) return;
    yield {
      at: { span: first.from.argumentsSpan, path: `stage:${first.label}` },
      message: 'no pipeline of the repository builds this image; build it from the commit in one, and not by hand',
    };
  },
});

/** Images that nobody deploys: for development, tests, examples and documentation, and those of tools. */
const isAside = (path: string): boolean => isForDevelopment(path) || isForExample(path) || toolFolder.test(path);

const toolFolder = /(?:^|\/)(?:\.[^/]+|bench(?:marks?)?|hack|contrib|tools?|scripts?|misc|builders?|toolchain)\//i;

/** Whether a pipeline works on what is committed, and is not one that sorts issues or greets people. */
function isOfCommits({ system, documents, jobs }: PipelineFile): boolean {
  if (system === 'gitlab') return jobs.some(({ kind, steps }) => kind === 'job' && steps.length > 0);
  const on = documents.map(({ root }) => get(root, 'on')).find((node) => node !== undefined);
  const events = on?.kind === 'scalar' ? [on.value] : on?.kind === 'map' ? pairsOf(on).map(({ key }) => key) : [];
  const listed =
    on?.kind === 'sequence' ? on.items.flatMap(({ value }) => (value.kind === 'scalar' ? value.value : [])) : [];
  const isOfCommit = [...events, ...listed].some((event) => event === 'push' || event === 'pull_request');
  return isOfCommit && jobs.some(({ steps }) => steps.some(({ script }) => script !== undefined));
}

/** Whether a pipeline may build images, so far as can be told. */
const mayBeBuiltIn = (repository: Repository): boolean =>
  !repository.isWhole ||
  repository.hasOtherSystem ||
  mentions(repository, signsOfBuilds) ||
  runsOtherFiles(repository) ||
  repository.pipelines.some(({ jobs }) => jobs.some(({ steps }) => steps.some(({ uses }) => mayBuild(uses ?? ''))));

/** What builds images, what deploys from source or builds where it deploys, and what images are called. */
const signsOfBuilds = new RegExp(
  [
    ...[
      'docker',
      'podman',
      'nerdctl',
      'buildah',
      'buildx',
      'buildkit',
      'kaniko',
      'moby',
      '\\bko\\b',
      '\\bjib\\b',
      'bake',
      'compose',
    ],
    ...[
      '\\bimages?\\b(?!\\s*:)',
      '\\bcontainers?\\b(?!\\s*:)',
      '\\boci\\b',
      '\\bghcr\\b',
      'registry',
      'nixpacks',
      'buildpack',
      '\\bpack\\b',
    ],
    ...[
      'earthly',
      'dagger',
      'skaffold',
      'tilt\\b',
      'werf',
      'okteto',
      'devspace',
      'goreleaser',
      'semantic-release',
      'depot\\b',
    ],
    ...[
      'gcloud',
      'cloud[- ]?run',
      'app[- ]?engine',
      '\\bfly(?:ctl)?\\b',
      'heroku',
      'railway',
      '\\brender\\b',
      'koyeb',
      'caprover',
      'dokku',
    ],
    ...[
      '\\baz (?:acr|containerapp|webapp)\\b',
      'copilot',
      '\\bcf push\\b',
      '\\beb deploy\\b',
      'beanstalk',
      'codebuild',
      '\\bsam (?:build|deploy)\\b',
    ],
    ...[
      'terraform apply',
      'pulumi',
      '\\bcdk\\b',
      'serverless',
      '\\bssh\\b',
      'ansible',
      'rsync',
      'coolify',
      'kamal',
      'nomad',
      '\\bkubectl\\b',
      '\\bhelm\\b',
    ],
  ].join('|'),
  'i',
);

/** Whether an action of somebody else's may build, by its name. */
const mayBuild = (uses: string): boolean =>
  !/^(?:actions|github)\//.test(uses) &&
  /build|deploy|publish|release|push/i.test(uses) &&
  !/release-please|gh-release|gh-pages|pages-deploy|pypi-publish|release-drafter|create-release/i.test(uses);
