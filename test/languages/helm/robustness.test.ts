import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultConfiguration } from '../../../core/configuration.ts';
import { lint } from '../../../core/lint.ts';
import { applyEdits, type Span } from '../../../core/text.ts';
import { rules } from '../../../rules/index.ts';
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

/** Lints everything there is, and looks whether places are inside the text and fixes outside of actions. */
function lintAll(path: string, text: string): number {
  const document = readAt(path, {
    'Chart.yaml': chart,
    'values.yaml': values,
    'templates/web.yaml': template,
    [path]: text,
  });
  const check = ({ start, end }: Span) => {
    if (!(start >= 0 && start <= end && end <= text.length)) expect.fail(`${start}..${end} of ${text.length}`);
  };
  const { images, scripts, ports, mounts, workloads, objects, file } = document;
  expect(file.mask.text).toHaveLength(text.length);
  for (const { span } of [...images, ...scripts, ...ports, ...mounts, ...workloads, ...objects]) check(span);
  for (const { span } of [...file.problems, ...file.comments, ...file.actions.actions]) check(span);
  const onRuleError = (error: unknown) => {
    throw error;
  };
  const context = { rules, configuration: defaultConfiguration, today: '2026-01-01', onRuleError };
  const { findings } = lint(document, context);
  for (const { span, path: place, fixes } of findings) {
    check(span);
    expect(place).not.toContain('\uE000');
    for (const { edits } of fixes) {
      for (const { span: edited } of edits) {
        const touched = file.actions.actions.filter((action) => {
          return edited.start < action.span.end && action.span.start < edited.end;
        });
        expect(touched).toEqual([]);
      }
      expect(applyEdits(text, edits)).not.toBe(text);
    }
  }
  return findings.length;
}

test('no fix touches an action', () => {
  expect(lintAll('templates/web.yaml', template)).toBeGreaterThan(4);
  expect(lintAll('values.yaml', values)).toBe(2);
});

test('any half-typed template is read', () => {
  for (const text of [template, template.replaceAll('\n', '\r\n')]) {
    for (let end = 0; end <= text.length; end += 11) lintAll('templates/web.yaml', text.slice(0, end));
  }
  for (let end = 0; end <= values.length; end += 3) lintAll('values.yaml', values.slice(0, end));
});

const junk = fc.oneof(
  fc.constantFrom(
    '{{',
    '}}',
    '{{-',
    '-}}',
    '{{/*',
    '*/}}',
    '"',
    "'",
    '`',
    '{',
    '}',
    '\n',
    '\r',
    ': ',
    '- ',
    '|',
    '---\n',
  ),
  fc.constantFrom(
    '{{ end }}',
    '{{ else }}',
    '{{ if .x }}',
    '{{ range }}',
    '{{ define "x" }}',
    '{{ .Values.a }}',
    '\uE000',
  ),
  fc.string({ maxLength: 4, unit: 'binary' }),
);

test('any broken template is read', () => {
  const splice = fc.tuple(fc.nat(template.length), fc.nat(40), junk);
  fc.assert(
    fc.property(fc.array(splice, { minLength: 1, maxLength: 3 }), (splices) => {
      let text = template;
      for (const [start, length, inserted] of splices)
        text = text.slice(0, start) + inserted + text.slice(start + length);
      lintAll('templates/web.yaml', text);
    }),
    { numRuns: 150 },
  );
});

test('any text is read', () => {
  fc.assert(
    fc.property(fc.array(junk, { maxLength: 30 }), (parts) => {
      lintAll('templates/web.yaml', parts.join(''));
    }),
    { numRuns: 150 },
  );
});

test('one edit costs only what it touches', () => {
  const text = template.replace('  strategy: { type: Recreate }', '  strategy: {{ .Values.');
  const images = readAt('templates/web.yaml', { 'templates/web.yaml': text }).images.map(({ name }) => name);
  expect(images.map((name) => name.replace(/\uE000+/g, '*'))).toEqual(['*/web', '*', 'acme/web']);
});
