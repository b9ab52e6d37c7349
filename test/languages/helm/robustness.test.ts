import { expect, test } from 'vitest';
import type { HelmDocument } from '../../../languages/helm/language.ts';
import { lintWithAll } from '../everything.ts';
import { testRobustness, yamlFragments } from '../robustness.ts';
import { chart, readAt } from './read.ts';

const values = `image:
  repository: acme/web # the server
  tag: "latest"
proxy: { image: 'acme/proxy:latest' }
strategy: OnDelete
`;

const template = `{{- $root := . -}}
{{- if .Values.enabled }} # when asked for
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.fullname" . }}
  labels: {{- include "web.labels" . | nindent 4 }}
spec:
  revisionHistoryLimit: 0
  strategy: { type: Recreate }
  template:
    metadata:
      {{- with .Values.annotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      containers:
        - name: web
          image: "{{ .Values.registry }}/web:latest"
          {{- if .Values.command }}
          command: {{- toYaml .Values.command | nindent 12 }}
          {{- else }}
          command: [sh, -c, "apk add \\"curl\\" && exec {{ .Values.program | default "web" }}"]
          {{- end }}
          args:
            - |
              {{- range $key, $value := .Values.arguments }}
              --{{ $key }}={{ $value | quote }}
              {{- end }}
          ports:
            - containerPort: 22
            - containerPort: {{ .Values.port }}
          volumeMounts:
            - { name: docker, mountPath: /var/run/docker.sock }
            {{- toYaml .Values.mounts | nindent 12 }}
        - name: database
          image: {{ printf "postgres:%s" (.Values.version | default \`16\`) }}
      volumes:
        - name: docker
          hostPath: { path: /var/run/docker.sock }
{{- end }}
---
{{- define "web.pod" }}
apiVersion: v1
kind: Pod
spec: { containers: [{ name: {{ .name }}, image: acme/web }] }
{{- end }}
`;

const readBeside = (path: string, text: string): HelmDocument =>
  readAt(path, { 'Chart.yaml': chart, 'values.yaml': values, 'templates/web.yaml': template, [path]: text });

/** Expects places to be told without what nobody knows, and no fix to touch an action. Gives the number of findings. */
function checkFixes(path: string, text: string): number {
  const document = readBeside(path, text);
  expect(document.file.mask.text).toHaveLength(text.length);
  const { findings } = lintWithAll(document);
  for (const { path: place, fixes } of findings) {
    expect(place).not.toContain('\uE000');
    for (const { span: edited } of fixes.flatMap(({ edits }) => edits)) {
      const touched = document.file.actions.actions.filter(({ span }) => {
        return edited.start < span.end && span.start < edited.end;
      });
      expect(touched).toEqual([]);
    }
  }
  return findings.length;
}

test('no fix touches an action', () => {
  expect(checkFixes('templates/web.yaml', template)).toBeGreaterThan(4);
  expect(checkFixes('values.yaml', values)).toBeGreaterThanOrEqual(2);
});

const fragments = [
  ...yamlFragments,
  ...['{{', '}}', '{{-', '-}}', '{{/*', '*/}}', '{{ end }}', '{{ else }}', '{{ if .x }}', '{{ range }}'],
  ...['{{ define "x" }}', '{{ .Values.a }}', '\uE000'],
];

const samples = [
  { what: 'template', path: 'templates/web.yaml', text: template },
  { what: 'values file', path: 'values.yaml', text: values },
];

for (const { what, path, text } of samples) {
  testRobustness({
    what,
    texts: [text],
    fragments,
    read: (damaged) => [readBeside(path, damaged)],
    check: (damaged) => checkFixes(path, damaged),
  });
}

test('one edit costs only what it touches', () => {
  const text = template.replace('  strategy: { type: Recreate }', '  strategy: {{ .Values.');
  const images = readAt('templates/web.yaml', { 'templates/web.yaml': text }).images.map(({ name }) => name);
  expect(images.map((name) => name.replace(/\uE000+/g, '*'))).toEqual(['*/web', '*', 'acme/web']);
});
