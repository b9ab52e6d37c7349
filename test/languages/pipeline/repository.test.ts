import { describe, expect, it, test } from 'vitest';
import type { SourceFile } from '../../../core/document.ts';
import { createProject } from '../../../core/project.ts';
import { dockerfile } from '../../../languages/dockerfile/language.ts';
import type { PipelineDocument, PipelineFile } from '../../../languages/pipeline/document.ts';
import { pipeline } from '../../../languages/pipeline/language.ts';
import { worksOf } from '../../../languages/pipeline/repository.ts';

const workflow = '.github/workflows/build.yml';
const gitlab = '.gitlab-ci.yml';

const jobs = (steps: string) => `jobs:\n  build:\n    steps:\n${steps.replace(/^(?=.)/gm, '      ')}\n`;

/** The repository of the first file. */
function repositoryOf(files: readonly SourceFile[]) {
  const parsed = files.flatMap((file) =>
    /\.ya?ml$/.test(file.path) ? pipeline.parse(file) : file.path.endsWith('Dockerfile') ? dockerfile.parse(file) : [],
  );
  const project = createProject(
    parsed,
    files.filter(({ path }) => !/\.ya?ml$|Dockerfile$/.test(path)),
  );
  const [first] = parsed;
  return (pipeline.toDocument(first!, project) as PipelineDocument).repository;
}

describe('references', () => {
  const pathsOf = (path: string, text: string) =>
    pipeline.references!(pipeline.parse({ path, text })).map((reference) => reference.path);

  it('are to other pipelines, other systems, and what is built', () => {
    expect(pathsOf(`shop/${workflow}`, jobs('- run: docker build -f web/Dockerfile .'))).toEqual(
      expect.arrayContaining([
        'shop/.github/workflows',
        'shop/.gitlab-ci.yml',
        'shop/Jenkinsfile',
        'shop/Makefile',
        'shop/web/Dockerfile',
      ]),
    );
  });

  it.each([
    [workflow, jobs('- uses: ./.github/actions/build'), ['.github/actions/build/action.yml']],
    [workflow, 'jobs:\n  a:\n    uses: ./.github/workflows/image.yml\n', [workflow.replace('build', 'image')]],
    [gitlab, 'include: /ci/build.yml\n', ['ci/build.yml']],
    [gitlab, 'include:\n  - local: ci/build.yml\n  - ci/test.yml\n', ['ci/build.yml', 'ci/test.yml']],
    [gitlab, 'a:\n  trigger:\n    include: ci/child.yml\n', ['ci/child.yml']],
  ])('are to what %s calls: %s', (path, text, expected) => {
    expect(pathsOf(path, text)).toEqual(expect.arrayContaining(expected));
  });

  it('are none for an action outside of `.github`', () => {
    expect(pathsOf('action.yml', 'runs:\n  using: composite\n  steps: []\n')).toEqual([]);
  });
});

test('a repository has its workflows, the actions that they use, and what GitLab includes', () => {
  const action = { path: '.github/actions/a/action.yaml', text: 'runs:\n  using: composite\n  steps: []\n' };
  const other = { path: '.github/actions/b/action.yaml', text: action.text };
  const repository = repositoryOf([
    { path: workflow, text: jobs('- uses: ./.github/actions/a') },
    action,
    other,
    { path: gitlab, text: 'include: ci/build\n' },
    { path: 'ci/build', text: 'a: {}\n' },
    { path: 'Makefile', text: 'all:\n' },
  ])!;
  expect(repository.pipelines.map(({ path }) => path)).toEqual([workflow, gitlab, action.path]);
  expect(repository.included.map(({ path }) => path)).toEqual(['ci/build']);
  expect(repository.buildFiles.map(({ path }) => path)).toEqual(['Makefile']);
  expect(repository).toMatchObject({ isWhole: true, hasOtherSystem: false });
});

test.each([
  ['a workflow of another repository', workflow, 'jobs:\n  a:\n    uses: acme/ci/.github/workflows/a.yml@v1\n'],
  ['an action that is not there', workflow, jobs('- uses: ./.ci/action')],
  ['an action that only the run names', workflow, jobs('- uses: ./${{ matrix.action }}')],
  ['a file that is not there', gitlab, 'include: ci/build.yml\n'],
  ['several files by a pattern', gitlab, "include: 'ci/*.yml'\n"],
  ['a template', gitlab, 'include:\n  - template: Jobs/Build.gitlab-ci.yml\n'],
  ['a file of another project', gitlab, 'include:\n  - project: acme/ci\n    file: a.yml\n'],
])('is not whole where a pipeline calls %s', (_name, path, text) => {
  expect(repositoryOf([{ path, text }])).toMatchObject({ isWhole: false });
});

test.each(['Jenkinsfile', '.circleci/config'])('knows of another system: %s', (path) => {
  const isKnown = path === 'Jenkinsfile';
  expect(
    repositoryOf([
      { path: workflow, text: jobs('- run: a') },
      { path, text: '' },
    ])!.hasOtherSystem,
  ).toBe(isKnown);
});

describe('the Dockerfile of a build', () => {
  const build = (inputs: string) => jobs(`- uses: docker/build-push-action@v6\n  with:\n    push: true\n${inputs}`);
  it.each<[string, string, string, string | undefined]>([
    ['the root', workflow, build(''), 'Dockerfile'],
    ['a folder', workflow, build('    context: ./web'), 'web/Dockerfile'],
    ['a folder of the default context', workflow, build('    context: "{{defaultContext}}:web"'), 'web/Dockerfile'],
    ['a file', workflow, build('    context: .\n    file: web/Dockerfile'), 'web/Dockerfile'],
    ['a folder that the run names', workflow, build('    context: ${{ matrix.app }}'), undefined],
    ['another repository', workflow, build('    context: https://github.com/acme/web.git'), undefined],
    ['one that is not there', workflow, build('    file: other/Dockerfile'), undefined],
    ['a command', workflow, jobs('- run: docker build web'), 'web/Dockerfile'],
    ['a command that names a file', workflow, jobs('- run: docker build -f web/Dockerfile .'), 'web/Dockerfile'],
    ['a command in another folder', workflow, jobs('- run: cd web && docker build .'), undefined],
    ['a folder for all commands', workflow, jobs('- run: docker build .\n  working-directory: web'), undefined],
    ['a job that went elsewhere', gitlab, 'a:\n  script:\n    - cd web\n    - docker build .\n', undefined],
    ['what Compose builds', workflow, jobs('- run: docker compose build'), undefined],
  ])('%s', (_name, path, text, expected) => {
    const repository = repositoryOf([
      { path, text },
      { path: 'Dockerfile', text: 'FROM scratch\n' },
      { path: 'web/Dockerfile', text: 'FROM scratch\n' },
    ])!;
    const [build] = worksOf(repository.pipelines[0] as PipelineFile);
    expect(build?.work.isBuilt).toBe(true);
    expect(repository.dockerfileOf(build!)?.path).toBe(expected);
  });
});
