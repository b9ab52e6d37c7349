import { expect, test } from 'vitest';
import { defaultConfiguration } from '../../../core/configuration.ts';
import { UNKNOWN } from '../../../core/embedded.ts';
import { lint } from '../../../core/lint.ts';
import type { HelmFile } from '../../../languages/helm/file.ts';
import { helm } from '../../../languages/helm/language.ts';
import { mayHoldMore } from '../../../languages/helm/tree.ts';
import { get } from '../../../languages/yaml/node.ts';
import { rules } from '../../../rules/index.ts';
import { cut, read, withImage } from './read.ts';

const known = (text: string): string => text.replace(new RegExp(`${UNKNOWN}+`, 'g'), '*');

test('facts are those of the manifest, at their places in the template', () => {
  const text = `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.fullname" . }}
  labels: {{- include "web.labels" . | nindent 4 }}
    app: web
spec:
  template:
    spec:
      containers:
        {{- with .Values.sidecars }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
        - name: web
          image: "acme/web:1.4.2"
          command:
            - sh
            - -c
            - |
              {{- if .Values.debug }}
              set -x
              {{- end }}
              apk add curl {{ .Values.packages }}
          ports:
            - containerPort: 8080
            - containerPort: {{ .Values.port }}
          volumeMounts:
            - { name: docker, mountPath: /var/run/docker.sock }
      volumes:
        - name: docker
          hostPath: { path: /var/run/docker.sock }
{{- end }}
`;
  const { images, scripts, ports, mounts, workloads, objects } = read(text);
  expect(images.map(({ span }) => cut(text, span))).toEqual(['acme/web:1.4.2']);
  const commands = scripts.flatMap((script) => script.commands).flatMap(({ nested }) => nested[0]?.commands ?? []);
  expect(commands.map(({ span }) => cut(text, span))).toEqual([
    // The first line of a block scalar cannot be blank, and so is a command that nobody knows.
    '{{- if .Values.debug }}',
    'set -x',
    'apk add curl {{ .Values.packages }}',
  ]);
  expect(ports.map(({ span }) => cut(text, span))).toEqual(['8080']);
  expect(mounts.map(({ source, span }) => [source.kind, cut(text, span)])).toEqual([
    ['host-path', '/var/run/docker.sock'],
  ]);
  expect(workloads.map(({ kind, path, containers }) => [kind, known(path), containers.length])).toEqual([
    ['Deployment', 'Deployment/*', 1],
  ]);
  expect(mayHoldMore(get(objects[0]?.node, 'spec', 'template', 'spec', 'containers'))).toBe(true);
  expect(mayHoldMore(get(objects[0]?.node, 'spec', 'template', 'spec', 'volumes'))).toBe(false);
});

test('several documents, and the bodies of defines, are documents of their own', () => {
  const text = `${withImage('acme/first:1')}---\n{{- range .Values.list }}\n---\n${withImage('acme/second:1')}{{- end }}
{{- define "web.pod" -}}
apiVersion: v1
kind: Pod
spec: { containers: [{ name: a, image: "acme/third:1" }] }
{{- end }}
{{- define "web.job" }}
apiVersion: batch/v1
kind: Job
spec: { template: { spec: { containers: [{ name: a, image: "acme/fourth:1" }] } } }
{{- end }}`;
  expect(read(text).images.map(({ span }) => cut(text, span))).toEqual([
    'acme/first:1',
    'acme/second:1',
    'acme/third:1',
    'acme/fourth:1',
  ]);
});

test.each<[string, string, readonly (string | number)[]]>([
  ['at the top', 'kind: Pod\n{{ include "rest" . }}\n', []],
  ['in a map', 'spec:\n  a: 1\n  {{- toYaml .b | nindent 2 }}\n', ['spec']],
  ['at the start of a map', 'spec:\n  {{- toYaml .b | nindent 2 }}\n  a: 1\n', ['spec']],
  ['in column 0', 'spec:\n  a: 1\n{{ toYaml .b | indent 2 }}\n', ['spec']],
  ['in place of a map', 'spec:\n  {{- toYaml .b | nindent 2 }}\n', ['spec']],
  ['behind a key', 'spec: {{- toYaml .b | nindent 2 }}\n', ['spec']],
  ['behind a key, before more', 'spec: {{- toYaml .b | nindent 2 }}\n  a: 1\n', ['spec']],
  ['in a list', 'spec:\n  - a\n  {{- toYaml .b | nindent 2 }}\n', ['spec']],
  ['in a list in the column of its key', 'spec:\n- a\n{{- toYaml .b | nindent 0 }}\n', ['spec']],
  ['in an item', 'spec:\n  - a: 1\n    {{- toYaml .b | nindent 4 }}\n', ['spec', 0]],
  ['deeper than a neighbour', 'spec:\n  a:\n    b: 1\n    {{- toYaml .c | nindent 4 }}\n  d: 1\n', ['spec', 'a']],
])('more may be written %s', (_name, body, path) => {
  const start = body.startsWith('kind') ? 'apiVersion: v1\n' : 'apiVersion: v1\nkind: Pod\n';
  const [object] = read(start + body).objects;
  expect(mayHoldMore(get(object?.node, ...path))).toBe(true);
  const others = [[], ['spec'], ['spec', 'a'], ['spec', 0], ['spec', 'd']].filter(
    (other) => other.length > path.length,
  );
  for (const other of others) expect([other, mayHoldMore(get(object?.node, ...other))]).toEqual([other, false]);
});

test.each([
  ['an assignment', '{{- $a := 1 }}'],
  ['a comment', '{{/* more */}}'],
  ['a condition', '{{- if .a }}\n  b: 1\n  {{- end }}'],
  ['a refusal', '{{- fail "no" }}'],
])('nothing more is written by %s', (_name, action) => {
  const [object] = read(`apiVersion: v1\nkind: Pod\nspec:\n  a: 1\n  ${action}\n`).objects;
  expect(mayHoldMore(get(object?.node, 'spec'))).toBe(false);
});

test('a template has no syntax problems, values.yaml has', () => {
  expect(helm.parse({ path: 'templates/a.yaml', text: 'kind: Pod\na: [\nb: {{ if' }).problems).toEqual([]);
  expect(helm.parse({ path: 'values.yaml', text: 'a: "b\n' }).problems).toHaveLength(1);
  expect(helm.parse({ path: 'values.yaml', text: 'a: {{ cookiecutter.name }} {}\nb: [\n' }).problems).toEqual([]);
  expect(helm.parse({ path: 'values.yaml', text: 'a: "{{ \\"b\\" }}"\nb: |\n  {{ if }}\n' }).problems).toEqual([]);
});

test('a comment suppresses, and goes on its own line', () => {
  const text = withImage('acme/web:latest').replace(
    '          image',
    '          # fixity: ignore[pinned/image-latest] why\n          image',
  );
  const context = {
    rules: rules.filter(({ id }) => id === 'pinned/image-latest'),
    configuration: defaultConfiguration,
    today: '2026-01-01',
  };
  expect(lint(read(text), context).findings.map(({ rule, state }) => [rule, state])).toEqual([
    ['pinned/image-latest', 'suppressed'],
  ]);
  expect(lint(read(withImage('acme/web:latest')), context).findings.map(({ state }) => state)).toEqual(['active']);
});

test.each([
  ['{{/* fixity: ignore[pinned/image-latest] why */}}', 'suppressed'],
  ['{{- /* fixity: ignore[pinned/image-latest] why (until 2026-02-01) */ -}}', 'suppressed'],
  ['{{/* fixity: ignore[pinned/image-latest] why (until 2025-02-01) */}}', 'active'],
  ['{{/* fixity: ignore[pinned/image-floating-tag] */}}', 'active'],
])('%s leaves a finding %s', (comment, expected) => {
  const text = withImage('acme/web:latest').replace('          image', `          ${comment}\n          image`);
  const context = {
    rules: rules.filter(({ id }) => id === 'pinned/image-latest'),
    configuration: defaultConfiguration,
    today: '2026-01-01',
  };
  expect(lint(read(text), context).findings.map(({ state }) => state)).toEqual([expected]);
});

test('a document that is taken from an earlier text is what reading again gives', () => {
  const parse = (text: string, previous?: HelmFile) =>
    helm.parse({ path: 'templates/a.yaml', text }, previous) as HelmFile;
  const first = `${withImage('a:1')}---\n${withImage('b:1')}`;
  const second = first.replace('b:1', 'b:22').replace('a:1', 'a:{{ . }}');
  expect(parse(second, parse(first)).documents).toEqual(parse(second).documents);
});
