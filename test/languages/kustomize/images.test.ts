import { describe, expect, it, test } from 'vitest';
import type { ImageVersion } from '../../../core/facts.ts';
import imageLatest from '../../../rules/pinned/image-latest.ts';
import { findingsOf } from '../../rules/project.ts';
import { imagesIn, readProject } from './read.ts';

const read = (text: string) => readProject({ 'kustomization.yaml': text }).get('kustomization.yaml')!;

const spanned = (text: string, version: ImageVersion): string | undefined =>
  version.kind === 'tag' && version.span ? text.slice(version.span.start, version.span.end) : undefined;

describe('an entry of images', () => {
  test.each([
    ['- name: a\n  newTag: latest', 'a:latest', 'latest', { kind: 'tag', tag: 'latest' }],
    ['- name: a\n  newTag: "latest" # x', 'a:latest', 'latest', { kind: 'tag', tag: 'latest' }],
    ["- {name: a, newName: 'ghcr.io/b/a', newTag: '1.27'}", 'ghcr.io/b/a:1.27', '1.27', { kind: 'tag', tag: '1.27' }],
    ['- name: a\n  digest: sha256:0a', 'a@sha256:0a', 'sha256:0a', { kind: 'digest', tag: undefined }],
    ['- name: a\n  newTag: v1\n  digest: sha256:0a', 'a:v1@sha256:0a', 'v1', { kind: 'digest', tag: 'v1' }],
    ['- newTag: v1\n  name: a:5000/b', 'a:5000/b:v1', 'v1', { kind: 'tag', tag: 'v1' }],
  ])('%j', (entry, reference, place, version) => {
    for (const text of [`images:\n${entry}\n`, `images:\n${entry}\n`.replaceAll('\n', '\r\n')]) {
      const { images } = read(text);
      expect(images).toMatchObject([{ text: reference, usage: 'resource', version, origins: [] }]);
      expect(text.slice(images[0]!.span.start, images[0]!.span.end)).toBe(place);
      if (version.kind === 'tag') expect(spanned(text, images[0]!.version)).toBe(version.tag);
    }
  });

  test.each([
    ['a new name alone, since the tag is the manifest’s', '- name: a\n  newName: b'],
    ['nothing', '- name: a'],
    ['an empty tag', '- name: a\n  newTag: ""'],
    ['a suffix for a tag', '- name: a\n  tagSuffix: -dev'],
    ['no name', '- newTag: latest'],
    ['a pattern for a name', '- name: ghcr.io/.*\n  newTag: latest'],
    ['a tag that is a map', '- name: a\n  newTag: {a: b}'],
    ['a stand-in', '- name: <image>\n  newTag: latest'],
    ['no list', 'newTag: latest'],
  ])('is no image with %s', (_, entry) => {
    expect(read(`images:\n${entry}\n`).images).toEqual([]);
  });

  it('has a path that says which one it is', () => {
    const { images } = read('images:\n- {name: a, newTag: v1}\n- {name: b, digest: "sha256:0a"}\n');
    expect(images.map(({ path }) => path)).toEqual(['images[a]/newTag', 'images[b]/digest']);
  });
});

describe('a patch in a kustomization', () => {
  const merge = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n';
  const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);

  test.each([
    [
      'a strategic merge',
      `patches:\n- patch: |\n${indented(`${merge}      containers:\n      - name: app\n        image: 'a:latest'\n`, '    ')}`,
      ['patches[0]/Deployment/web/containers[app]/image'],
    ],
    [
      'one of the older kind',
      `patchesStrategicMerge:\n- |-\n${indented(`${merge}      initContainers: [{name: i, image: a:latest}]\n`, '  ')}`,
      ['patchesStrategicMerge[0]/Deployment/web/initContainers[i]/image'],
    ],
    [
      'operations',
      'patches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/image\n      value: a:latest\n',
      ['patches[0]/spec/template/spec/containers/0/image'],
    ],
    [
      'operations in JSON, in a string',
      'patchesJson6902:\n- target: {kind: Deployment}\n  patch: \'[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "a:latest"}]\'\n',
      ['patchesJson6902[0]/spec/template/spec/containers/0/image'],
    ],
  ])('%s', (_, source, paths) => {
    for (const text of [source, source.replaceAll('\n', '\r\n')]) {
      const { images } = read(text);
      expect(images.map(({ path }) => path)).toEqual(paths);
      expect(images.map(({ span }) => text.slice(span.start, span.end))).toEqual(['a:latest']);
      expect(spanned(text, images[0]!.version)).toBe('latest');
    }
  });

  it('has no images where it sets none', () => {
    const text = `patches:\n- patch: |\n${indented(`${merge}      imagePullSecrets: [{name: x}]\n`, '    ')}- path: other.yaml\n`;
    expect(read(text).images).toEqual([]);
  });
});

describe('what a kustomization above sets anew', () => {
  const base = 'images: [{name: a, newName: b, newTag: latest}]\n';

  test.each([
    [
      'its name as it is now',
      'resources: [../base]\nimages: [{name: b, newTag: v1}]',
      ['top/kustomization.yaml: b:v1'],
    ],
    [
      'its name as it was',
      'resources: [../base]\nimages: [{name: a, newTag: v1}]',
      ['base/kustomization.yaml: b:latest', 'top/kustomization.yaml: a:v1'],
    ],
    ['nothing', 'resources: [../base]', ['base/kustomization.yaml: b:latest']],
    [
      'another base',
      'resources: [../other]\nimages: [{name: b, newTag: v1}]',
      ['base/kustomization.yaml: b:latest', 'top/kustomization.yaml: b:v1'],
    ],
  ])('%s', (_, top, expected) => {
    expect(imagesIn({ 'base/kustomization.yaml': base, 'top/kustomization.yaml': top })).toEqual(expected);
  });
});

it('has lines for suppressions, also in a patch', () => {
  const text = 'images:\n  - name: a\n    newTag: latest\npatches:\n  - patch: |\n      - op: x\n        path: /\n';
  const document = read(text);
  const lineAt = (part: string) => text.slice(document.suppressionLineAt(text.indexOf(part))).split('\n')[0];
  expect([lineAt('latest'), lineAt('path')]).toEqual(['    newTag: latest', '  - patch: |']);
});

it.each([
  [
    'images:\n  - name: a\n    # fixity: ignore[pinned/image-latest] set by the release\n    newTag: latest\n',
    'suppressed',
  ],
  ['images:\n  - name: a\n    newTag: latest # fixity: ignore[pinned/image-latest]\n', 'suppressed'],
  ['images:\n  # fixity: ignore[pinned/image-latest]\n  - name: a\n    newTag: latest\n', 'active'],
])('%j is %s', (text, state) => {
  const findings = findingsOf([{ language: 'kustomize', path: 'kustomization.yaml', text }], [imageLatest]);
  expect(findings.map((finding) => finding.state)).toEqual([state]);
});

test('the values that are given to charts name images', () => {
  const text =
    'helmCharts:\n  - name: web\n    valuesInline:\n      image: {repository: acme/web, tag: latest}\n      other: {tag: latest}\n';
  expect(imagesIn({ 'kustomization.yaml': text })).toEqual(['kustomization.yaml: acme/web:latest']);
});
