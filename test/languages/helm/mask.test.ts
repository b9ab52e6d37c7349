import { expect, test } from 'vitest';
import { UNKNOWN } from '../../../core/embedded.ts';
import type { HelmFile } from '../../../languages/helm/file.ts';
import { helm } from '../../../languages/helm/language.ts';
import { parseYaml, splitDocuments } from '../../../languages/yaml/parse.ts';

const maskOf = (text: string): string => {
  const file = helm.parse({ path: 'templates/web.yaml', text }) as HelmFile;
  return file.mask.text;
};

/** Runs of what cannot be known as one `?`, without blanks at line ends. */
const shown = (text: string): string =>
  maskOf(text)
    .replace(new RegExp(`${UNKNOWN}+`, 'g'), '?')
    .replace(/[ \r]+$/gm, '');

test.each<[string, string, string]>([
  ['a value', 'name: {{ .Release.Name }}', 'name: ?'],
  ['a value in quotes', 'name: "{{ .Release.Name }}"', 'name: "?"'],
  ['a part of a value', 'name: {{ .Release.Name }}-web', 'name: ?-web'],
  ['two values in one', 'image: {{ .repository }}:{{ .tag }}', 'image: ?:?'],
  ['quotes inside an action', 'name: "{{ .Values.name | default "web" }}"', 'name: "?"'],
  ['braces inside a string', 'name: {{ "}}" }}', 'name: ?'],
  ['a raw string', 'expr: {{`{{ $labels.pod }}`}}', 'expr: ?'],
  ['a key', '{{ .Values.key }}: value', '?: value'],
  ['a key and a value', '{{ $key }}: {{ $value | quote }}', '?: ?'],
  ['an item', 'args:\n  - {{ .Values.first }}\n  - second', 'args:\n  - ?\n  - second'],
  ['a flow list', 'args: ["a", {{ .b | quote }}]', 'args: ["a", ?]'],
  ['a condition on its own lines', '{{- if .a }}\nb: 1\n{{- else }}\nc: 2\n{{- end }}', '\nb: 1\n\nc: 2\n'],
  ['a condition with a comment', '{{- if .a }} # why\nb: 1\n{{- end }}', '             # why\nb: 1\n'],
  ['a condition inside a line', 'kind: {{ if .a }}A{{ else }}B{{ end }}', 'kind: ?A?B?'],
  ['a condition behind a key', 'kind: {{- if .a }}\n  x: 1\n{{- end }}', 'kind:\n  x: 1\n'],
  ['an end behind a value', '{{- if .a }}\nkind: A {{ end }}', '\nkind: A'],
  ['a loop', '{{- range .list }}\n- {{ . }}\n{{- end }}', '\n- ?\n'],
  ['with', '{{- with .a }}\nb:\n  {{- toYaml . | nindent 2 }}\n{{- end }}', '\nb:\n\n'],
  ['a block behind its key', 'labels: {{- include "labels" . | nindent 2 }}\n  app: web', 'labels:\n  app: web'],
  ['a block without a space', 'labels:{{ toYaml .labels | nindent 2 }}', 'labels:'],
  ['a block behind a dash', 'list:\n  - {{- toYaml . | nindent 4 }}\n    a: 1', 'list:\n  -\n    a: 1'],
  ['a block in column 0', 'a:\n{{ toYaml .Values.a | indent 2 }}\nb: 1', 'a:\n\nb: 1'],
  ['a value that stands on its own line', 'a: 1\n{{ template "rest" . }}\nb: 2', 'a: 1\n\nb: 2'],
  ['a comment', '{{- /* a: 1\n---\n}} */ -}}\na: 1', '\n\n\na: 1'],
  ['a comment at a line end', 'a: 1 {{/* why */}}', 'a: 1'],
  ['an assignment', '{{- $name := .Values.name -}}\na: 1', '\na: 1'],
  ['an assignment to two names', '{{ $a, $b := f }}\na: 1', '\na: 1'],
  ['an action over lines', 'a: {{ include "x"\n  (dict "a" 1)\n}}\nb: 2', 'a: ?\n\n\nb: 2'],
  ['two actions on a line', '{{- end }}{{- if .b }}\na: 1', '\na: 1'],
  ['a block scalar that begins with an action', 'a: |\n  {{ .text }}\n  more', 'a: |\n  ?\n  more'],
  ['a block scalar in column 0', 'a: |\n{{ .Files.Get "a" | indent 2 }}', 'a: |\n  ?'],
  ['a block scalar with a condition', 'a: |\n    {{- if .b }}\n    x\n    {{- end }}', 'a: |\n    ?\n    x\n'],
  ['a block scalar in a list', '- |\n  {{ .text }}\n- b', '- |\n  ?\n- b'],
  ['a commented line', '# a: {{ .a }}\nb: 1', '# a: ?\nb: 1'],
  ['an action that is not closed', 'a: {{ .Values.\nb: 1', 'a: ?\nb: 1'],
  ['an action that is not closed before another', 'a: {{ .x\nb: {{ .y }}', 'a: ?\nb: ?'],
  ['a string that is not closed', 'a: {{ "x }}\nb: 1', 'a: ?\nb: 1'],
  ['a comment that is not closed', 'a: 1\n{{/* b: 1\nc: 2', 'a: 1\n\n'],
  ['Windows line ends', 'a:\r\n  {{- if .b }}\r\n  c: {{ .d }}\r\n  {{- end }}\r\n', 'a:\n\n  c: ?\n\n'],
])('%s', (_name, text, masked) => {
  expect(maskOf(text)).toHaveLength(text.length);
  expect(shown(text)).toBe(masked);
  const problems = splitDocuments(maskOf(text)).flatMap((span) => parseYaml(maskOf(text), span).problems);
  expect(problems).toEqual([]);
});

test('line ends stay where they are', () => {
  const text = 'a: {{ f\r\n}}\n{{/*\r\n*/}}\n';
  expect([...maskOf(text).matchAll(/[\r\n]/g)].map(({ index }) => index)).toEqual(
    [...text.matchAll(/[\r\n]/g)].map(({ index }) => index),
  );
});
