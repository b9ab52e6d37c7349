import { expect, test } from 'vitest';
import { detectLanguage } from '../../../languages/detect.ts';
import { read } from './read.ts';

const job = 'build:\n  image: ruby:3.4\n  script: [make]\n';

test.each<[string, string, string | undefined]>([
  ['.gitlab/ci/build.yml', job, 'pipeline'],
  ['a/.gitlab/ci/rails/test.gitlab-ci.yaml', job, 'pipeline'],
  ['.gitlab-ci/template/01_build.yml', '.base:\n  extends: .a\n', 'pipeline'],
  ['.gitlab/ci/variables.yml', 'variables:\n  A: b\n', 'pipeline'],
  ['.gitlab/ci/values.yml', 'image:\n  tag: 1\n', undefined],
  ['.gitlab/ci/deployment.yml', 'apiVersion: apps/v1\nkind: Deployment\nvariables: {}\n', 'kubernetes'],
  ['.gitlab-ci/docker-compose.yml', 'services:\n  a:\n    extends: b\n', 'compose'],
  ['.gitlab/issue_templates/bug.yml', job, undefined],
  ['ci/build.yml', job, undefined],
])('%s with %j is %s', (path, text, expected) => {
  expect(detectLanguage(path, text)).toBe(expected);
});

test('a file that a pipeline of GitLab includes is read as one', () => {
  const { file, images, scripts } = read('.gitlab/ci/build.yml', job);
  expect(file.system).toBe('gitlab');
  expect(images.map(({ path }) => path)).toEqual(['build/image']);
  expect(scripts.map(({ path }) => path)).toEqual(['build/script[0]']);
});
