import { describe, expect, it, test } from 'vitest';
import { UNKNOWN } from '../../../core/embedded.ts';
import { applyEdits } from '../../../core/text.ts';
import { at, gitlab } from './read.ts';

describe('images', () => {
  it('stand above the jobs, in `default`, in jobs, and beside them as services', () => {
    const text = `image: a:1
default:
  image: {name: b:2, entrypoint: [""]}
.hidden:
  image: c
build:
  image: 'd:4'
  services:
    - e:5
    - name: f
      alias: g
`;
    const { images } = gitlab(text);
    expect(images.map(({ path, span }) => [path, at(text, span)])).toEqual([
      ['image', 'a:1'],
      ['default/image/name', 'b:2'],
      ['.hidden/image', 'c'],
      ['build/image', 'd:4'],
      ['build/services[0]', 'e:5'],
      ['build/services[1]/name', 'f'],
    ]);
  });

  const value = `variables:\n  TAG: "1.2"\n  NAME: app:$TAG\n  LOOP: $LOOP\n  SHOWN: {value: "3", description: x}\n`;
  test.each<[string, string, string, string | undefined]>([
    ['of the file', 'b: {image: "a:$TAG"}', 'a', '1.2'],
    ['in braces', 'b: {image: "a:${TAG}"}', 'a', '1.2'],
    ['made of others', 'b: {image: $NAME}', 'app', '1.2'],
    ['with a description', 'b: {image: "a:$SHOWN"}', 'a', '3'],
    ['of the job', 'b: {variables: {TAG: "9"}, image: "a:$TAG"}', 'a', '9'],
    ['of the server', 'b: {image: "$CI_REGISTRY_IMAGE/a:1"}', `${UNKNOWN}/a`, '1'],
    ['that is not known', 'b: {image: "a:$X"}', 'a', undefined],
    ['in a circle', 'b: {image: "a:$LOOP"}', 'a', undefined],
    ['set by a rule', 'b: {rules: [{variables: {TAG: x}}], image: "a:$TAG"}', 'a', undefined],
    ['set by a matrix', 'b: {parallel: {matrix: [{TAG: [x]}]}, image: "a:$TAG"}', 'a', undefined],
    ['that a job over it sets', '.b: {image: "a:$TAG"}\nc: {extends: .b, variables: {TAG: x}}', 'a', 'x'],
    ['of a job that no other sets', '.b: {image: "a:$TAG"}\nc: {extends: .b}', 'a', '1.2'],
    ['with a base elsewhere', 'b: {extends: .elsewhere, image: "a:$TAG"}', 'a', undefined],
    ['as an input', 'b: {image: "a:$[[ inputs.tag ]]"}', 'a', undefined],
  ])('take a variable %s', (_what, job, name, tag) => {
    const { images } = gitlab(`${value}${job}\n`);
    const version = tag === undefined ? { kind: 'unresolved' } : { kind: 'tag', tag };
    expect(images.map((image) => [image.name.split(':')[0], image.version])).toMatchObject([[name, version]]);
  });

  it('say where their value comes from', () => {
    const text = `${value}b: {image: $NAME}\n`;
    const [image] = gitlab(text).images;
    expect(image!.origins.map(({ file, name, span }) => [file, name, at(text, span)])).toEqual([
      ['.gitlab-ci.yml', 'variables.NAME', 'app:$TAG'],
      ['.gitlab-ci.yml', 'variables.TAG', '"1.2"'],
    ]);
    expect(at(text, image!.span)).toBe('$NAME');
    const [looped] = gitlab(`${value}b: {image: $LOOP/app}\n`).images;
    expect(looped!.origins.map(({ name }) => name)).toEqual(['variables.LOOP']);
  });
});

describe('scripts', () => {
  it('are each told where they are written', () => {
    const text = `before_script: make setup
.setup: &setup
  - make a
.lines: &line make b
build:
  before_script:
    - *setup
    - !reference [.other, before_script]
  script:
    - *line
    - |
      make c
      make d
    - [make e, [make f]]
  after_script: !reference [.other, after_script]
test:
  script: [*setup, "make $[[ inputs.target ]]"]
`;
    const { scripts } = gitlab(text);
    expect(scripts.map(({ path, commands }) => [path, commands.map(({ span }) => at(text, span))])).toEqual([
      ['before_script', ['make setup']],
      ['build/before_script[0][0]', ['make a']],
      ['build/script[0]', ['make b']],
      ['build/script[1]', ['make c', 'make d']],
      ['build/script[2][0]', ['make e']],
      ['build/script[2][1][0]', ['make f']],
      ['test/script[1]', ['make $[[ inputs.target ]]']],
    ]);
    expect(scripts.at(-1)!.commands[0]!.words[1]!.value).toBe(UNKNOWN);
  });

  it('of Windows runners are not read', () => {
    const { scripts } = gitlab('build: {tags: [saas-windows-medium-amd64], script: [make]}\n');
    expect(scripts.map(({ commands }) => commands)).toEqual([[]]);
  });

  it('are taken out of their list, but for the last one', () => {
    const text = 'build:\n  script:\n    - a\n    - b\n';
    expect(applyEdits(text, gitlab(text).scripts[0]!.removal!)).toBe('build:\n  script:\n    - b\n');
    expect(gitlab('build:\n  script:\n    - a\n').scripts[0]!.removal).toBeUndefined();
    expect(gitlab('build: {script: a}\n').scripts[0]!.removal).toBeUndefined();
  });
});

test('jobs are told from templates and from other keys', () => {
  const text = `spec: {inputs: {a: {}}}
---
stages: [build]
workflow: {rules: []}
variables: {a: b}
default: {tags: [x]}
.hidden: {script: [a]}
build: {stage: build, needs: [{job: prepare}, lint], script: [b]}
`;
  expect(gitlab(text).jobs.map(({ kind, name, stage, needs }) => [kind, name, stage, needs])).toEqual([
    ['template', 'default', undefined, []],
    ['template', '.hidden', undefined, []],
    ['job', 'build', 'build', ['prepare', 'lint']],
  ]);
});
