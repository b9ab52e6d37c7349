import { defineRule } from '../../core/rule.ts';
import type { DockerfileFile } from '../../languages/dockerfile/document.ts';
import type { PipelineDocument } from '../../languages/pipeline/document.ts';
import { worksOf } from '../../languages/pipeline/repository.ts';
import { isForExample } from '../shared/development.ts';
import { workflow } from '../shared/examples.ts';
import { isOnlyCalled, isPublished, mentions, nameOf, runsOtherFiles } from '../shared/pipelineSteps.ts';

const action = (tags: string) =>
  `- uses: docker/build-push-action@v6\n  with:\n    push: true\n    tags: ghcr.io/acme/web:${tags}`;

const dockerfile = 'FROM node:22.11.0\nCOPY src /app\nCMD ["node", "/app/main.js"]\n';

export default defineRule<PipelineDocument>({
  id: 'replaceable/untested-image',
  title: 'Image pushed without having been run, tested or scanned',
  languages: ['pipeline'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
What a pipeline pushes is what takes over from the running version, and nothing is changed in it any more. So the only moment to find
out that it does not start is between its build and its push.

It bites when a file is missing from the image, or a base image has moved a library: the build is green, the push is green, and the
first one to start it is the cluster, at night. Rolling back works, if somebody notices.

Build the image, run it or its tests, scan it, and only then push: the very image that was tested, not another build. A test stage in
the Dockerfile that the pipeline builds does it too. Tests of the source alone are taken for tests here, and so is any test or scan in
another pipeline of the repository.

Ignore it where images are tested elsewhere: by another system, or in a stage between two registries.

See [testing before pushing](https://docs.docker.com/build/ci/github-actions/test-before-push/).
`,
  examples: {
    bad: [
      { file: '.github/workflows/image.yml', pipeline: workflow(action('1.4.2')), beside: { Dockerfile: dockerfile } },
      {
        file: '.gitlab-ci.yml',
        pipeline:
          'build:\n  script:\n    - docker build -t registry.acme.dev/web:$CI_COMMIT_SHA .\n    - docker push registry.acme.dev/web:$CI_COMMIT_SHA\n',
        beside: { Dockerfile: dockerfile },
      },
    ],
    good: [
      {
        file: '.github/workflows/image.yml',
        pipeline: workflow(
          `- run: |\n    docker build -t web .\n    docker run --rm web node --version\n${action('1.4.2')}`,
        ),
        beside: { Dockerfile: dockerfile },
      },
      {
        file: '.gitlab-ci.yml',
        pipeline:
          'build:\n  script:\n    - docker build -t registry.acme.dev/web:$CI_COMMIT_SHA .\n    - trivy image --exit-code 1 registry.acme.dev/web:$CI_COMMIT_SHA\n    - docker push registry.acme.dev/web:$CI_COMMIT_SHA\n',
        beside: { Dockerfile: dockerfile },
      },
    ],
  },

  *check({ file, repository }, { pathFromRoot }) {
    if (!repository || isOnlyCalled(file) || isForExample(pathFromRoot)) return;
    const works = worksOf(file);
    const builds = works.filter(({ work }) => work.isBuilt);
    const pushes = works.filter(({ work }) => isPublished(work));
    const [push] = pushes;
    if (builds.length === 0 || !push) return;
    const { isWhole, hasOtherSystem, dockerfileOf } = repository;
    if (!isWhole || hasOtherSystem || mentions(repository, signsOfTests) || runsOtherFiles(repository)) return;
    if (!builds.every((build) => isFreeOfTests(dockerfileOf(build)))) return;
    const { step, work } = push;
    const [name] = work.names;
    yield {
      at: { span: name?.span ?? work.span, path: `${step.path}/push` },
      message: `${nameOf(work, file.text)} is pushed, and no pipeline here runs, tests or scans anything; do so between build and push`,
    };
  },
});

/** What tells of a test, a scan, or a run of an image, in whichever pipeline: not `latest`, and no attestation. */
const signsOfTests = new RegExp(
  [
    ...[
      '(?<!la|at)test',
      'scan',
      '\\brspec\\b',
      '\\bspecs?\\b',
      '\\bverify\\b',
      'smoke',
      'e2e',
      'cypress',
      'playwright',
      'coverage',
    ],
    ...[
      'trivy',
      'grype',
      'snyk',
      '\\bscout\\b',
      'dockle',
      'goss',
      'clair',
      'anchore',
      'sonar',
      'codeql',
      'semgrep',
      'vuln',
    ],
    ...[
      '\\b(?:docker|podman|nerdctl)\\s+(?:container\\s+)?(?:run|start|create|exec)\\b',
      '\\bcompose\\b[^\\n]*\\b(?:up|run)\\b',
    ],
    ...['docker://', 'kind-action', '\\bkind create\\b', 'k3d', 'minikube', 'kubectl (?:wait|rollout)'],
  ].join('|'),
  'i',
);

/** Maven and Gradle run the tests of what they build, unless told not to. */
const isFreeOfTests = (dockerfile: DockerfileFile | undefined): boolean =>
  dockerfile !== undefined && !/(?<!la|at)test|\bspec\b|\bmvnw?\b|\bgradlew?\b/i.test(dockerfile.text);
