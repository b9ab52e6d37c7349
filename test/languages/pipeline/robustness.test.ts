import fc from 'fast-check';
import { expect, test } from 'vitest';
import { suppressionsOf } from '../../../core/suppress.ts';
import { applyEdits, type Span } from '../../../core/text.ts';
import { isAction } from '../../../languages/pipeline/detect.ts';
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
  { text: workflow, path: '.github/workflows/build.yml' },
  { text: pipeline, path: '.gitlab-ci.yml' },
];

/** Reads everything there is, and looks whether it is inside the text. */
function readAll(path: string, text: string): void {
  const check = ({ start, end }: Span) => {
    if (!(start >= 0 && start <= end && end <= text.length)) expect.fail(`${start}..${end} of ${text.length}`);
  };
  isAction('action.yml', text);
  const document = read(path, text);
  const { images, scripts, jobs, file } = document;
  for (const { span } of [...images, ...scripts, ...jobs, ...file.problems, ...file.comments]) check(span);
  for (const { commands, removal } of scripts) {
    for (const { span, words } of commands) [span, ...words.map((word) => word.span)].forEach(check);
    if (removal) applyEdits(text, removal);
  }
  for (const { version, origins } of images) {
    for (const { span } of origins) check(span);
    if (version.kind === 'tag' && version.span) check(version.span);
  }
  suppressionsOf(document);
  for (const offset of [0, text.length >> 1, text.length]) {
    const line = document.suppressionLineAt(offset)!;
    expect(line === 0 || text[line - 1] === '\n').toBe(true);
  }
}

test.each(samples)('any half-typed $path is read', ({ path, text }) => {
  for (const source of [text, text.replaceAll('\n', '\r\n')]) {
    for (let end = 0; end <= source.length; end += 7) readAll(path, source.slice(0, end));
  }
});

test.each(samples)('any broken $path is read', ({ path, text }) => {
  const junk = fc.oneof(
    fc.constantFrom('"', "'", '{', '}', '[', ']', '\n', '\r', '\t', ': ', '- ', '|', '&a ', '*setup', '<<: *setup'),
    fc.constantFrom('${{', '}}', '$[[', '$', '${', '%', '!reference ', '#', '---\n', '\uFEFF', '\0', '\u{1F600}'),
    fc.string({ maxLength: 4, unit: 'binary' }),
  );
  const place = fc.nat(text.length);
  fc.assert(
    fc.property(place, fc.nat(30), junk, place, junk, (start, length, first, second, other) => {
      const once = text.slice(0, start) + first + text.slice(start + length);
      readAll(path, once.slice(0, second) + other + once.slice(second));
    }),
    { numRuns: 200 },
  );
});

test('random text is read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...samples), (text, { path }) => readAll(path, text)),
    { numRuns: 100 },
  );
});

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
