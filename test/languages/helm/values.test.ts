import { expect, test } from 'vitest';
import { UNKNOWN } from '../../../core/embedded.ts';
import { helm } from '../../../languages/helm/language.ts';
import { chart, cut, read, readAt, withImage } from './read.ts';

const values = `image:
  registry: ghcr.io
  repository: acme/web
  tag: 1.2.3
  digest: ""
quoted: 'acme/quoted:1'
empty: ""
nothing:
zero: 0
list: [a]
templated: "{{ .Release.Name }}"
global:
  registry: registry.acme.dev
`;

/** Name and tag of the image that a template of the chart names so, the unknown as \`?\`. */
function imageOf(image: string, texts: Readonly<Record<string, string>> = {}): string {
  const document = read(withImage(image), { 'Chart.yaml': chart, 'values.yaml': values, ...texts });
  const found = document.images[0];
  if (!found) return 'none';
  const tag = found.version.kind === 'tag' ? `:${found.version.tag}` : ` ${found.version.kind}`;
  return `${found.name}${tag}`.replace(new RegExp(`${UNKNOWN}+`, 'g'), '?');
}

test.each([
  ['acme/web:1.0', 'acme/web:1.0'],
  ['{{ .Values.quoted }}x', 'acme/quoted:1x'],
  ['{{ .Values.image.repository }}:1', 'acme/web:1'],
  ['"{{ .Values.image.repository }}:1"', 'acme/web:1'],
  ['{{ $.Values.image.repository }}:1', 'acme/web:1'],
  ['{{ .Values.image.registry }}/{{ .Values.image.repository }}:1', 'ghcr.io/acme/web:1'],
  ['{{ .Values.image.repository }}:{{ .Values.tag | default .Chart.AppVersion }}', 'acme/web:1.4.2'],
  ['{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.empty }}', 'acme/web:1.4.2'],
  ['{{ .Values.image.repository }}:{{ .Values.zero | default "2" }}', 'acme/web:2'],
  ['{{ .Values.image.repository }}:{{ .Values.a.b.c | default "latest" }}', 'acme/web:latest'],
  ['{{ .Values.image.repository }}:{{ coalesce .Values.empty .Values.nothing "3" }}', 'acme/web:3'],
  ['{{ .Values.image.repository }}:{{ .Chart.Version }}', 'acme/web:1.0.0'],
  ['{{ .Chart.Name }}:{{ .Chart.AppVersion | toString }}', 'web:1.4.2'],
  ['{{ printf "%s:%v" .Values.image.repository .Chart.AppVersion | quote }}', 'acme/web:1.4.2'],
  ['{{ printf "%s/%s:2" .Values.global.registry "app" }}', 'registry.acme.dev/app:2'],
  ['{{ printf "%s:latest" .Release.Name }}', '?:latest'],
  ['{{ (default "acme/web" .Values.other) }}:1', 'acme/web:1'],
  ['{{ required "name it" .Values.image.repository }}:1', 'acme/web:1'],
  ['{{ tpl .Values.image.repository . }}:1', 'acme/web:1'],
  ['{{ .Values.image.repository | lower | trim }}:1', 'acme/web:1'],
  ['{{ `acme/raw` }}:1', 'acme/raw:1'],
])('%s is %s', (image, resolved) => {
  expect(imageOf(image)).toBe(resolved);
});

test.each([
  ['an include', '{{ include "web.image" . }}', '? unresolved'],
  ['what the release knows', '{{ .Release.Name }}:1', '?:1'],
  ['a variable', '{{ $image }}:1', '?:1'],
  ['a function that is not followed', '{{ .Values.image.repository | replace "a" "b" }}:1', '?:1'],
  ['a value that is not there', '{{ .Values.other }}:1', '?:1'],
  ['an empty value', '{{ .Values.empty }}:1', '?:1'],
  ['a map', '{{ .Values.image }}:1', '?:1'],
  ['a way through a list', '{{ .Values.list.a }}:1', '?:1'],
  ['template text in a value', '{{ tpl .Values.templated . }}:1', '?:1'],
  ['a condition', 'acme/web{{ if .Values.empty }}:1{{ end }}', 'acme/web? unresolved'],
  ['a default of what is not known', '{{ .Capabilities.x | default "acme/web" }}:1', '?:1'],
  ['a verb that changes the text', '{{ printf "%q" .Values.image.repository }}', '? unresolved'],
  ['quotes inside a text', 'acme/{{ .Values.image.repository | quote }}:1', 'acme/?:1'],
])('not known: %s', (_name, image, resolved) => {
  expect(imageOf(image)).toBe(resolved);
});

test('with no values.yaml to be seen, a default says nothing', () => {
  const document = read(withImage('{{ .Values.image | default "acme/web:latest" }}'));
  expect(document.images.map(({ version }) => version.kind)).toEqual(['unresolved']);
});

test('with no chart to be seen, nothing is resolved', () => {
  const document = read(withImage('{{ .Values.image }}'), { 'values.yaml': 'image: acme/web:1\n' });
  expect(document.images.map(({ version }) => version.kind)).toEqual(['unresolved']);
});

test.each([
  ['with', '{{- with .Values.image }}', '{{ .repository }}:1', 'acme/web:1'],
  ['a with inside another', '{{- with .Values }}{{ with .image }}', '{{ .repository }}:1', 'acme/web:1'],
  [
    'the root inside a with',
    '{{- with .Values.image }}',
    '{{ $.Values.global.registry }}/web:1',
    'registry.acme.dev/web:1',
  ],
  ['the values inside a with', '{{- with .Values.image }}', '{{ .Values.image.repository }}:1', '?:1'],
  ['the else of a with', '{{- with .Values.empty }}{{- else }}', '{{ .Values.image.repository }}:1', 'acme/web:1'],
  ['an else with', '{{- with .a }}{{- else with .Values.image }}', '{{ .repository }}:1', 'acme/web:1'],
  ['a condition', '{{- if .Values.image }}', '{{ .Values.image.repository }}:1', 'acme/web:1'],
  ['a loop', '{{- range .Values.list }}', '{{ .Values.image.repository }}:1', '?:1'],
  ['the root inside a loop', '{{- range .Values.list }}', '{{ $.Values.image.repository }}:1', 'acme/web:1'],
  ['a define', '{{- define "web" }}', '{{ $.Values.image.repository }}:1', '?:1'],
])('the dot in %s', (_name, before, image, resolved) => {
  const text = `${before}\n${withImage(image)}{{- end }}\n`;
  const [found] = read(text, { 'Chart.yaml': chart, 'values.yaml': values }).images;
  const tag = found?.version.kind === 'tag' ? found.version.tag : found?.version.kind;
  expect(`${found?.name}:${tag}`.replace(new RegExp(`${UNKNOWN}+`, 'g'), '?')).toBe(resolved);
});

test.each([
  ['a path by index', '', '{{ index .Values "image" "repository" }}:1', 'acme/web:1'],
  ['an index of a list', '', '{{ index .Values.list 0 }}:1', '?:1'],
  ['a text', '{{- $name := .Values.image.repository }}', '{{ $name }}:1', 'acme/web:1'],
  ['a map', '{{- $image := .Values.image }}', '{{ $image.repository }}:{{ .Chart.AppVersion }}', 'acme/web:1.4.2'],
  ['the root', '{{- $root := . }}', '{{ $root.Values.quoted }}x', 'acme/quoted:1x'],
  ['a variable', '{{- $a := .Values.image }}{{ $b := $a }}', '{{ $b.repository }}:1', 'acme/web:1'],
  [
    'an expression',
    '{{- $tag := .Values.empty | default .Chart.AppVersion }}',
    'acme/web:{{ $tag }}',
    'acme/web:1.4.2',
  ],
  ['the latest of two', '{{- $a := "b" }}{{ $a := "c" }}', '{{ $a }}:1', 'c:1'],
  ['one that is given anew', '{{- $a := "b" }}{{ if .x }}{{ $a = "c" }}{{ end }}', '{{ $a }}:1', '?:1'],
  ['one of a block that has ended', '{{- if .x }}{{ $a := "c" }}{{ end }}', '{{ $a }}:1', '?:1'],
  ['one that a block hides', '{{- $a := "b" }}{{ range $a := .Values.list }}', '{{ $a }}:1{{ end }}', '?:1'],
  ['one of a with', '{{- with $i := .Values.image }}', '{{ $i.repository }}:1{{ end }}', 'acme/web:1'],
  ['the dot in a with of one', '{{- $i := .Values.image }}{{ with $i }}', '{{ .repository }}:1{{ end }}', 'acme/web:1'],
  ['itself', '{{- $a := $a }}', '{{ $a }}:1', '?:1'],
])('a variable that is %s', (_name, before, image, resolved) => {
  const [found] = read(`${before}\n${withImage(image)}`, { 'Chart.yaml': chart, 'values.yaml': values }).images;
  const tag = found?.version.kind === 'tag' ? found.version.tag : found?.version.kind;
  expect(`${found?.name}:${tag}`.replace(new RegExp(`${UNKNOWN}+`, 'g'), '?')).toBe(resolved);
});

const helpers = `{{/* Comments are no text */}}
{{- define "web.image" -}}
{{- printf "%s:%s" .Values.image.repository .Chart.AppVersion -}}
{{- end -}}
{{ define "web.text" }}{{ .Values.image.repository }}-x:{{ include "web.tag" . }}{{ end }}
{{ define "web.tag" }}{{ .Chart.AppVersion | trunc 3 | trimSuffix ".4" }}{{ end }}
{{ define "web.lines" }}
{{ .Values.image.repository }}
# more
{{ end }}
{{ define "web.condition" }}{{ if .Values.a }}acme/a{{ else }}acme/b{{ end }}{{ end }}
{{ define "web.twice" }}acme/a{{ end }}{{ define "web.twice" }}acme/b{{ end }}
{{ define "web.circle" }}{{ include "web.circle" . }}{{ end }}
`;

test.each([
  ['one expression', '{{ include "web.image" . }}', 'acme/web:1.4.2'],
  ['one expression, from the root', '{{ include "web.image" $ | quote }}', 'acme/web:1.4.2'],
  ['a text', '{{ include "web.text" . }}', 'acme/web-x:1'],
  ['lines', '{{ include "web.lines" . }}:1', '?:1'],
  ['a condition', '{{ include "web.condition" . }}:1', '?:1'],
  ['two definitions', '{{ include "web.twice" . }}:1', '?:1'],
  ['itself', '{{ include "web.circle" . }}:1', '?:1'],
  ['something that is handed to it', '{{ include "web.tag" .Values.image }}:1', '?:1'],
  ['something nobody defines', '{{ include "web.other" . }}:1', '?:1'],
])('an include of %s', (_name, image, resolved) => {
  expect(imageOf(image, { 'templates/_helpers.tpl': helpers })).toBe(resolved);
});

test('an origin leads to the value', () => {
  const texts = { 'Chart.yaml': chart, 'values.yaml': values };
  const [image] = read(withImage("'{{ .Values.quoted }}-{{ .Chart.AppVersion }}'"), texts).images;
  expect(
    image?.origins.map(({ file, name, span }) => [file, name, cut(texts[file as keyof typeof texts], span)]),
  ).toEqual([
    ['values.yaml', '.Values.quoted', 'acme/quoted:1'],
    ['Chart.yaml', '.Chart.AppVersion', '1.4.2'],
  ]);
});

test('what a values.yaml names is not told twice', () => {
  expect(imageOf('{{ .Values.image.repository }}:{{ .Values.image.tag }}')).toBe('acme/web unresolved');
  expect(readAt('values.yaml', { 'Chart.yaml': chart, 'values.yaml': values }).images.map(({ text }) => text)).toEqual([
    'ghcr.io/acme/web:1.2.3',
  ]);
});

test.each<[string, string, readonly string[]]>([
  ['a map', 'image: { repository: acme/web, tag: latest }', ['acme/web:latest']],
  ['a map of another name', 'web: { repository: acme/web, tag: latest }', ['acme/web:latest']],
  ['an image with a name', 'image: { name: acme/web, tag: latest }', ['acme/web:latest']],
  ['something else with a name', 'branch: { name: web, tag: latest }', []],
  ['maps in a list', 'sidecars: [{ image: { repository: acme/web, tag: latest } }]', ['acme/web:latest']],
  ['a text', 'image: acme/web:latest', ['acme/web:latest']],
  ['a text of another name', 'proxyImage: acme/web:latest', ['acme/web:latest']],
  ['a text without a tag', 'image: acme/web', []],
  ['a text of any other name', 'listen: localhost:8080', []],
  ['an empty tag', 'image: { repository: acme/web, tag: "" }', []],
  ['no tag', 'image: { repository: acme/web }', []],
  ['a digest', 'image: { repository: acme/web, tag: latest, digest: sha256:00 }', []],
  ['an address', 'chart: { repository: "https://charts.acme.dev", tag: latest }', []],
  ['template text', 'image: { repository: acme/web, tag: "{{ .Chart.AppVersion }}" }', []],
])('values with %s', (_name, text, images) => {
  const document = readAt('values.yaml', { 'Chart.yaml': chart, 'values.yaml': text });
  expect(document.images.map((image) => image.text)).toEqual(images);
});

test.each<[string, string, readonly string[]]>([
  ['values-production.yaml', 'image: { tag: latest }', ['ghcr.io/acme/web:latest']],
  ['values.dev.yml', 'image: { repository: acme/dev, tag: latest }', ['ghcr.io/acme/dev:latest']],
  ['values_test.yaml', 'other: { tag: latest }', []],
  ['values-production.yaml', 'image: { pullPolicy: Always }', []],
])('the images of %s with %s', (path, text, images) => {
  const document = readAt(path, { 'Chart.yaml': chart, 'values.yaml': values.replace('digest: ""', ''), [path]: text });
  expect(document.images.map((image) => image.text)).toEqual(images);
  expect(document.images.map(({ span }) => cut(text, span))).toEqual(images.map(() => 'latest'));
});

test('the values of parents win, those of all parents', () => {
  const texts = {
    'Chart.yaml': 'apiVersion: v2\nname: top\nversion: 1.0.0\n',
    'values.yaml': 'global: { registry: top.dev }\nshop: { web: { tag: from-top } }\n',
    'charts/shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'charts/shop/values.yaml': 'global: { registry: shop.dev }\nweb: { tag: from-shop, name: from-shop }\n',
    'charts/shop/charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'charts/shop/charts/web/values.yaml': 'tag: own\nname: own\nrest: own\nglobal: { registry: own.dev }\n',
    'charts/shop/charts/web/templates/web.yaml': withImage(
      '{{ .Values.global.registry }}/{{ .Values.name }}/{{ .Values.rest }}:{{ .Values.tag }}',
    ),
  };
  const [image] = readAt('charts/shop/charts/web/templates/web.yaml', texts).images;
  expect([image?.name, image?.version]).toEqual([
    'top.dev/from-shop/own',
    { kind: 'tag', tag: 'from-top', span: undefined },
  ]);
});

test('a file names what its values come from', () => {
  const references = (path: string) => helm.references!(helm.parse({ path, text: '' })).map((one) => one.path);
  expect(references('shop/charts/web/templates/tests/web.yaml')).toEqual([
    'shop/charts/web/Chart.yaml',
    'shop/charts/web/values.yaml',
    'shop/Chart.yaml',
    'shop/values.yaml',
    'shop/charts/web/templates/_helpers.tpl',
  ]);
  expect(references('templates/web.yaml')).toEqual(['Chart.yaml', 'values.yaml', 'templates/_helpers.tpl']);
  expect(references('charts/web/values.yaml')).toEqual(['charts/web/Chart.yaml', 'Chart.yaml', 'values.yaml']);
});
