import { expect, test } from 'vitest';
import { detectLanguage } from '../../languages/detect.ts';

test.each([
  ['Dockerfile', 'dockerfile'],
  ['web/Dockerfile.dev', 'dockerfile'],
  ['Containerfile', 'dockerfile'],
  ['web.Dockerfile', 'dockerfile'],
  ['web.dockerfile', 'dockerfile'],
  ['Dockerfile.dockerignore', undefined],
  ['dockerfile.go', undefined],
  ['Dockerfile.j2', undefined],
  ['Dockerfile.md', undefined],
  ['MyDockerfile', undefined],
  ['Dockerfiles/readme', undefined],
  ['main.tf', 'terraform'],
  ['main.tofu', 'terraform'],
  ['main.tf.json', undefined],
  ['main.tfvars', undefined],
  ['.tf/notes', undefined],
])('%s is %s', (path, language) => {
  expect(detectLanguage(path, 'FROM scratch')).toBe(language);
});

test.each([
  ['pod.yaml', 'apiVersion: v1\nkind: Pod\n', 'kubernetes'],
  ['pod.json', '{"apiVersion": "v1", "kind": "Pod"}', 'kubernetes'],
  ['values.yaml', 'kind: of\n', undefined],
  ['notes.txt', 'apiVersion: v1\nkind: Pod\n', undefined],
])('%s, by its text, is %s', (path, text, language) => {
  expect(detectLanguage(path, text)).toBe(language);
});
