import { describe, expect, it, test } from 'vitest';
import { UNKNOWN } from '../../../core/embedded.ts';
import type { ImageWork } from '../../../languages/pipeline/document.ts';
import { at, github, gitlab } from './read.ts';

const shown = ({ isBuilt, isPushed, names }: ImageWork) => [isBuilt, isPushed, ...names.map(({ value }) => value)];

describe('what commands do about images', () => {
  test.each<[string, readonly unknown[]]>([
    ['docker build -t a:1 --tag=b:2 .', [true, 'no', 'a:1', 'b:2']],
    ['docker -H tcp://x build --push -t a:1 .', [true, 'yes', 'a:1']],
    ['docker build .', [true, 'no']],
    ['sudo docker image build -ta:1 .', [true, 'no']],
    ['docker buildx build --output type=registry -t a .', [true, 'yes', 'a']],
    ['docker buildx build -o type=image,name=x,push=true .', [true, 'yes']],
    ['docker buildx build --push=$PUSH -t a .', [true, 'maybe', 'a']],
    ['docker buildx bake --push web', [true, 'yes']],
    ['docker buildx imagetools create -t a:1 a:2', [false, 'yes', 'a:1']],
    ['docker push a:1', [false, 'yes', 'a:1']],
    ['docker push --all-tags a', [false, 'yes', 'a']],
    ['docker image push "$R/a:latest"', [false, 'yes', `${UNKNOWN}/a:latest`]],
    ['docker manifest push a:1', [false, 'yes', 'a:1']],
    ['podman push a docker://b:1', [false, 'yes', 'b:1']],
    ['buildah bud -f Containerfile -t a:1 .', [true, 'no', 'a:1']],
    ['buildah push a:1', [false, 'yes', 'a:1']],
    ['docker compose -f x.yml build --push web', [true, 'yes']],
    ['docker compose push', [false, 'yes']],
    ['docker-compose build', [true, 'no']],
    ['/kaniko/executor --context . --destination a:1 --destination=b', [true, 'yes', 'a:1', 'b']],
    ['/kaniko/executor --context . --no-push --destination a:1', [true, 'no', 'a:1']],
  ])('%s', (command, expected) => {
    const [work, ...others] = gitlab(`a:\n  script:\n    - ${command}\n`).jobs[0]!.steps[0]!.imageWork;
    expect(others).toEqual([]);
    expect(shown(work!)).toEqual(expected);
  });

  test.each([
    'docker pull a',
    'docker run a',
    'docker compose up --build',
    'docker',
    'buildctl x',
    './executor',
    'docker buildx imagetools inspect a',
  ])('%s: nothing', (command) => {
    expect(gitlab(`a: {script: ["${command}"]}\n`).jobs[0]!.steps[0]!.imageWork).toEqual([]);
  });

  it('say from what, and stand where they are written', () => {
    const text = 'a:\n  script:\n    - make; docker build -f a/Dockerfile --target app -t x:1 ctx && docker push x:1\n';
    const [build, push] = gitlab(text).jobs[0]!.steps[0]!.imageWork;
    expect(build).toMatchObject({ context: 'ctx', dockerfile: 'a/Dockerfile', target: 'app', path: 'a/script[0]' });
    expect(at(text, build!.names[0]!.span)).toBe('x:1');
    expect(at(text, push!.span)).toBe('docker push x:1');
  });
});

describe('what actions do about images', () => {
  const workflow = (uses: string, ...inputs: readonly string[]) => `env:
  REGISTRY: ghcr.io
  IMAGE: \${{ env.X }}/acme
jobs:
  build:
    env: {X: "\${{ env.REGISTRY }}", Y: 1}
    steps:
      - uses: ${uses}
        env: {FULL: "\${{ env.X }}/acme/app"}
        with:
${inputs.map((input) => `          ${input}\n`).join('')}`;

  test.each<[string, readonly string[], readonly unknown[]]>([
    ['docker/build-push-action@v6', ['push: true', 'tags: a:1,b:2'], [true, 'yes', 'a:1', 'b:2']],
    ['docker/build-push-action@v6', ['context: .'], [true, 'no']],
    ['Docker/Build-Push-Action@v6', ['push: ${{ github.ref_name }}', 'tags: a'], [true, 'maybe', 'a']],
    ['docker/build-push-action@v6', ['outputs: type=image,push=true', 'tags: a'], [true, 'yes', 'a']],
    [
      'docker/build-push-action@v6',
      ['push: true', 'tags: |', '  ${{ env.FULL }}:latest', '  ${{ env.REGISTRY }}/b:${{ github.sha }}'],
      [true, 'yes', 'ghcr.io/acme/app:latest', `ghcr.io/b:${UNKNOWN}`],
    ],
    ['docker/build-push-action@v6', ['push: true', 'tags: ${{ steps.meta.outputs.tags }}'], [true, 'yes', UNKNOWN]],
    ['docker/bake-action@v6', ['push: true'], [true, 'yes']],
  ])('%s with %j', (uses, inputs, expected) => {
    const [work, ...others] = github(workflow(uses, ...inputs)).jobs[0]!.steps[0]!.imageWork;
    expect(others).toEqual([]);
    expect(shown(work!)).toEqual(expected);
  });

  it('stands at the step, and each name where it is written', () => {
    const text = workflow(
      'docker/build-push-action@v6',
      'file: a/Dockerfile',
      'target: app',
      'tags: |',
      '  a:1',
      '  b:2',
    );
    const [work] = github(text).jobs[0]!.steps[0]!.imageWork;
    expect(work).toMatchObject({ path: 'jobs/build/steps[0]', dockerfile: 'a/Dockerfile', target: 'app' });
    expect(work!.names.map(({ span }) => at(text, span))).toEqual(['a:1', 'b:2']);
  });

  it('is nothing for other actions', () => {
    expect(github(workflow('actions/checkout@v4', 'push: true')).jobs[0]!.steps[0]!.imageWork).toEqual([]);
  });
});
