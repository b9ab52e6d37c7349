import { expect, it, test } from 'vitest';
import { kustomize } from '../../../languages/kustomize/language.ts';
import { readProject } from './read.ts';

const chart = (...lines: readonly string[]) =>
  ['helmCharts:', '- name: web', ...lines.map((line) => `  ${line}`), ''].join('\n');

const values = (tag: string) => `image: {repository: acme/web, tag: "${tag}"}\n`;

/** `place path: image version, origins` of each. */
function imagesOf(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const all: Readonly<Record<string, string>> = { 'kustomization.yaml': text, ...files };
  return readProject(all)
    .get('kustomization.yaml')!
    .images.map(({ path, span, text: written, version, origins }) => {
      const told = origins.map(({ file, span: at, name }) => `${file} ${name} ${all[file]!.slice(at.start, at.end)}`);
      const edit = version.kind === 'tag' && version.span ? 'editable' : 'elsewhere';
      return [text.slice(span.start, span.end), path, written, edit, ...told].join(' | ');
    });
}

it('gives a chart images in place', () => {
  expect(imagesOf(chart('valuesInline: {image: {repository: acme/web, tag: v1}}'))).toEqual([
    'v1 | helmCharts[web]/valuesInline/image.tag | acme/web:v1 | editable',
  ]);
});

it('gives a chart images in files, told at the names of the files', () => {
  const text = chart('valuesFile: "web.yaml"', 'additionalValuesFiles: [more.yaml]');
  expect(imagesOf(text, { 'web.yaml': values('v1'), 'more.yaml': 'sidecar: {image: acme/log:v2}\n' })).toEqual([
    'web.yaml | helmCharts[web]/valuesFile/image.tag | acme/web:v1 | elsewhere | web.yaml image.tag v1',
    'more.yaml | helmCharts[web]/additionalValuesFiles[0]/sidecar.image | acme/log:v2 | elsewhere | more.yaml sidecar.image acme/log:v2',
  ]);
});

const inFile = 'web.yaml | helmCharts[web]/valuesFile/image.tag | acme/web:v1 | elsewhere | web.yaml image.tag v1';
const inPlace = 'v2 | helmCharts[web]/valuesInline/image.tag | acme/web:v2 | editable';
const inMore =
  'more.yaml | helmCharts[web]/additionalValuesFiles[0]/image.tag | acme/web:v3 | elsewhere | more.yaml image.tag v3';
const inline = 'valuesInline: {image: {repository: acme/web, tag: v2}}';

test.each<[what: string, lines: readonly string[], expected: readonly string[]]>([
  ['in place', [inline], [inPlace]],
  ['in place, of which the rest stands in the file', ['valuesInline: {image: {tag: v2}}'], [inPlace]],
  ['in the file, when it is to win', [inline, 'valuesMerge: merge'], [inFile]],
  ['in place, when that replaces all', [inline, 'valuesMerge: replace'], [inPlace]],
  ['in a file behind both', [inline, 'additionalValuesFiles: [more.yaml]'], [inMore]],
  ['in the file, when something else stands in place', ['valuesInline: {replicas: 2}'], [inFile]],
  ['nowhere, when a name in place gets the tag of the file', ['valuesInline: {image: {repository: b}}'], []],
])('an image counts %s', (_, lines, expected) => {
  const text = chart('valuesFile: web.yaml', ...lines);
  expect(imagesOf(text, { 'web.yaml': values('v1'), 'more.yaml': values('v3') })).toEqual(expected);
});

test.each([
  ['that is not there', 'web.yaml', {}],
  ['at an address', 'https://example.com/web.yaml', { 'https://example.com/web.yaml': values('v1') }],
  ['that is no YAML', 'web.yaml', { 'web.yaml': '{{{{' }],
])('there are no images in a file %s', (_, name, files) => {
  expect(imagesOf(chart(`valuesFile: ${name}`), files)).toEqual([]);
});

it('refers to the files of values', () => {
  const text = chart('valuesFile: web.yaml', 'additionalValuesFiles: [../more.yaml]');
  const references = kustomize.references!(kustomize.parse({ path: 'a/kustomization.yaml', text }));
  expect(references).toEqual(['a/web.yaml', 'more.yaml'].map((path) => ({ kind: 'file', path })));
});
