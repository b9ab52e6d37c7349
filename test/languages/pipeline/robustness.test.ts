import { expect, test } from 'vitest';
import { isAction } from '../../../languages/pipeline/detect.ts';
import { testRobustness, yamlFragments } from '../robustness.ts';
import { github, gitlab, read } from './read.ts';

const workflow = `name: Build
on: [push]
defaults: {run: {shell: bash}}
jobs:
  build: # the first
    runs-on: \${{ matrix.os }}
    strategy: {matrix: {os: [ubuntu-24.04, 'windows-2025']}}
    container:
      image: "ghcr.io/acme/ci:latest"
    services:
      db: {image: 'postgres:17'}
    steps:
      - uses: docker://alpine:3.8
      - name: Install
        run: |
          curl -fsSL https://get.acme.dev/\${{ inputs.path }} | sh
          make "\${{ format('}}') }}"
      - run: make test
  deploy: {needs: build, steps: [{run: make deploy}]}
`;

const pipeline = `image: ruby:3.4
variables: {TAG: "1.2", NAME: "app:$TAG"}
.setup: &setup
  - make setup
build:
  image: {name: "$NAME"}
  services: [redis, {name: 'db:\${TAG}'}]
  script:
    - *setup
    - !reference [.other, script]
    - |
      make a
      make "$[[ inputs.target ]]"
  after_script: [make b, [make c]]
test: {extends: build, parallel: {matrix: [{TAG: [a]}]}, script: make}
`;

const samples = [
  { what: 'workflow', text: workflow, path: '.github/workflows/build.yml' },
  { what: 'pipeline', text: pipeline, path: '.gitlab-ci.yml' },
];

for (const { what, text, path } of samples) {
  testRobustness({
    what,
    texts: [text],
    fragments: [...yamlFragments, '*setup', '<<: *setup', '${{', '}}', '$[[', '$', '${', '!reference '],
    read: (damaged) => [read(path, damaged)],
    check: (damaged) => isAction('action.yml', damaged),
  });
}

test('many open expressions, deep lists and variables without end are read', () => {
  const open = '${{ '.repeat(20_000);
  expect(github(`jobs:\n  a:\n    container: x\n    steps:\n      - run: ${open}\n`).images).toHaveLength(1);
  expect(gitlab(`a:\n  image: x\n  script: "${'$[['.repeat(20_000)}"\n`).images).toHaveLength(1);
  const bomb = Array.from({ length: 30 }, (_, index) => `  V${index}: ${`$V${index + 1}`.repeat(30)}\n`).join('');
  expect(gitlab(`variables:\n${bomb}a: {image: "x:$V0"}\n`).images).toEqual([]);
  expect(gitlab(`a: {image: x, script: ${'['.repeat(100)}make${']'.repeat(100)}}\n`).scripts).toHaveLength(1);
  expect(gitlab(`a: {image: x, script: ${'['.repeat(10_000)}`).file.problems).not.toEqual([]);
});

/** What is half typed, in place of the line `on: [push]` or of the one with the job's `runs-on`. */
const halfTyped = ['name', 'name: "a', 'name: [', 'name: {a', 'name:', '- x', '\tname: a', 'name: ${{ a'];

test.each(halfTyped)('%j above jobs costs nothing', (line) => {
  const text = workflow.replace('on: [push]', line);
  expect(github(text).images.map(({ name }) => name)).toEqual(['ghcr.io/acme/ci', 'postgres', 'alpine']);
  expect(github(text).scripts).toHaveLength(3);
});

test.each(['name', 'name: "a', 'name:', 'name: ${{ a', 'run: "make', 'uses: [', 'steps: {a'])(
  '%j in a job costs that job at most',
  (line) => {
    const text = workflow.replace(/runs-on: .*/, line);
    expect(github(text).jobs.map(({ name }) => name)).toEqual(['build', 'deploy']);
    expect(github(text).scripts.map(({ path }) => path)).toContain('jobs/deploy/steps[0]/run');
  },
);

test.each(['script: [make', 'script: "make', 'script', 'tags: {a', 'image:'])(
  '%j in a job of GitLab is read',
  (line) => {
    const text = `a:\n  ${line}\nb:\n  image: ruby:3.4\n  script:\n    - make\n`;
    expect(gitlab(text).images.map(({ name }) => name)).toEqual(['ruby']);
    expect(gitlab(text).scripts.map(({ path }) => path)).toContain('b/script[0]');
  },
);
