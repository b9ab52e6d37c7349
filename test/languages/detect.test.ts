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
  ['main.tf.json', 'terraform'],
  ['x.auto.tfvars.json', 'terraform'],
  ['production.tfvars', 'terraform'],
  ['x.auto.tfvars', 'terraform'],
  ['.tf/notes', undefined],
])('%s is %s', (path, language) => {
  expect(detectLanguage(path, 'FROM scratch')).toBe(language);
});

test.each([
  ['pod.yaml', 'apiVersion: v1\nkind: Pod\n', 'kubernetes'],
  ['pod.json', '{"apiVersion": "v1", "kind": "Pod"}', 'kubernetes'],
  ['settings.yaml', 'kind: of\n', undefined],
  ['notes.txt', 'apiVersion: v1\nkind: Pod\n', undefined],
])('%s, by its text, is %s', (path, text, language) => {
  expect(detectLanguage(path, text)).toBe(language);
});

test.each([
  ['.github/workflows/build.yml', 'pipeline'],
  ['web/.github/workflows/build.yaml', 'pipeline'],
  ['.github/workflows/shared/build.yml', undefined],
  ['.github/dependabot.yml', undefined],
  ['.gitlab-ci.yml', 'pipeline'],
  ['ci/build.gitlab-ci.yml', 'pipeline'],
  ['.gitlab-ci-build.yaml', 'pipeline'],
  ['mygitlab-ci.yml', undefined],
  ['gitlab-ci/values.yml', undefined],
  ['setup/action.yml', 'pipeline'],
  ['setup/reaction.yml', undefined],
])('%s as a pipeline is %s', (path, language) => {
  expect(detectLanguage(path, 'name: Setup\nruns:\n  using: composite\n')).toBe(language);
});

test.each([
  ['action.yml', 'apiVersion: v1\nkind: Pod\n', 'kubernetes'],
  ['action.yml', 'runs: 3\n', undefined],
])('%s is no action for its name: %j', (path, text, language) => {
  expect(detectLanguage(path, text)).toBe(language);
});

test.each<[string, string, string | undefined]>([
  ['Chart.yaml', 'apiVersion: v2\nname: web\n', 'helm'],
  ['charts/web/Chart.yaml', 'apiVersion: "v1"\nname: web\n', 'helm'],
  ['Chart.yaml', 'title: Sales\n', undefined],
  ['web/values.yaml', 'image: acme/web\n', 'helm'],
  ['web/values.yaml', 'apiVersion: v1\nkind: Pod\n', 'kubernetes'],
  ['values.json', '{"image": "acme/web"}', undefined],
  ['templates/web.yaml', 'kind: {{ .Values.kind }}\n', 'helm'],
  ['web/templates/tests/web.yml', '{{- if eq .a "b" }}\n{{- end }}\n', 'helm'],
  ['templates/_helpers.tpl', '{{- define "web.name" -}}web{{- end }}\n', 'helm'],
  ['templates/web.yaml', 'apiVersion: v1\nkind: Pod\n', 'kubernetes'],
  ['templates/web.yaml', 'apiVersion: v1\nkind: Pod\nspec: {{ $x := 1 }}\n', 'helm'],
  ['templates/NOTES.txt', '{{ .Release.Name }}\n', undefined],
  ['my-templates/web.yaml', 'kind: {{ .Values.kind }}\n', undefined],
  // Jinja's, and what alerting rules say themselves.
  ['templates/web.yaml', 'kind: {{ kind }}\n', undefined],
  ['templates/build.yml', 'steps:\n  - ${{ if eq(parameters.a, 1) }}:\n', undefined],
  ['templates/rule.yaml', 'apiVersion: v1\nkind: Rule\nsummary: "{{ $labels.pod }}"\n', 'kubernetes'],
  ['user_data.tpl', 'apiVersion: v1\nkind: Pod\n', undefined],
])('%s with %j', (path, text, language) => {
  expect(detectLanguage(path, text)).toBe(language);
});
