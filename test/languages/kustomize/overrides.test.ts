import { describe, expect, it, test } from 'vitest';
import { deployment, imagesIn } from './read.ts';

const web = deployment(['app', 'acme/app'], ['log', 'acme/log:latest']);

/** What is left of the images of `base/web.yaml`. */
const left = (files: Readonly<Record<string, string>>): readonly string[] =>
  imagesIn({ 'base/web.yaml': web, ...files })
    .filter((image) => image.startsWith('base/web.yaml: '))
    .map((image) => image.slice('base/web.yaml: '.length));

const tags = 'images: [{name: acme/app, newTag: v1}, {name: acme/log, newTag: v2}]\n';
const both = ['acme/app', 'acme/log:latest'];

describe('the images of a manifest', () => {
  test.each<[string, Record<string, string>, readonly string[]]>([
    ['stay without kustomizations', {}, both],
    ['stay in the folder of a kustomization that does not use it', { 'base/kustomization.yaml': tags }, both],
    ['go when it sets their tags', { 'base/kustomization.yaml': `resources: [web.yaml]\n${tags}` }, []],
    ['go, under any of its names', { 'base/kustomization.yml': `resources: [./web.yaml]\n${tags}` }, []],
    ['go, under the name without an ending', { 'base/Kustomization': `resources: [web.yaml]\n${tags}` }, []],
    [
      'stay where another name is meant',
      {
        'base/kustomization.yaml':
          'resources: [web.yaml]\nimages: [{name: app, newTag: v1}, {name: acme/lo, newTag: v1}]',
      },
      both,
    ],
    [
      'go when nobody can say what a pattern means',
      { 'base/kustomization.yaml': 'resources: [web.yaml]\nimages: [{name: "acme/.*", newTag: v1}]' },
      [],
    ],
    [
      'stay when only their name is set',
      { 'base/kustomization.yaml': 'resources: [web.yaml]\nimages: [{name: acme/app, newName: ghcr.io/acme/app}]' },
      both,
    ],
    [
      'go when a name is set, and then a digest for that name',
      {
        'base/kustomization.yaml': 'resources: [web.yaml]\nimages: [{name: acme/app, newName: b}]',
        'top/kustomization.yaml': 'resources: [../base]\nimages: [{name: b, digest: "sha256:0a"}]',
      },
      ['acme/log:latest'],
    ],
    [
      'go when every overlay sets them',
      {
        'base/kustomization.yaml': 'resources: [web.yaml]',
        'overlays/a/kustomization.yaml': `resources: [../../base]\n${tags}`,
        'overlays/b/kustomization.yaml': `bases: [../../base/]\n${tags}`,
      },
      [],
    ],
    [
      'stay when one of the overlays leaves them',
      {
        'base/kustomization.yaml': 'resources: [web.yaml]',
        'overlays/a/kustomization.yaml': `resources: [../../base]\n${tags}`,
        'overlays/b/kustomization.yaml': 'resources: [../../base]\nimages: [{name: acme/log, newTag: v2}]',
      },
      both.slice(0, 1),
    ],
    [
      'go when the overlay of an overlay sets them',
      {
        'base/kustomization.yaml': 'resources: [web.yaml]',
        'middle/kustomization.yaml': 'resources: [../base]',
        'top/kustomization.yaml': `resources: [../middle]\n${tags}`,
      },
      [],
    ],
    [
      'go when a transformer in a file sets them',
      {
        'base/kustomization.yaml': 'resources: [web.yaml]\ntransformers: [tags.yaml]',
        'base/tags.yaml':
          'kind: ImageTagTransformer\nimageTag: {name: acme/app, newTag: v1}\n---\nkind: ImageTagTransformer\nimageTag: {name: acme/log, newTag: v1}\n',
      },
      [],
    ],
    [
      'go when a transformer that stands there sets them',
      {
        'base/kustomization.yaml':
          'resources: [web.yaml]\ntransformers:\n  - |-\n    kind: ImageTagTransformer\n    imageTag: {name: acme/app, newTag: v1}\n',
      },
      ['acme/log:latest'],
    ],
    [
      'stay when a transformer is about something else',
      {
        'base/kustomization.yaml': 'resources: [web.yaml]\ntransformers: [labels.yaml]',
        'base/labels.yaml': 'kind: LabelTransformer\nlabels: {newTag: v1}\n',
      },
      both,
    ],
    [
      'go when a component sets them',
      {
        'base/kustomization.yaml': 'resources: [web.yaml]\ncomponents: [../tags]',
        'tags/kustomization.yaml': `kind: Component\n${tags}`,
      },
      [],
    ],
    [
      'go when they stand in a component of what sets them',
      {
        'base/kustomization.yaml': 'kind: Component\nresources: [web.yaml]',
        'top/kustomization.yaml': `components: [../base]\n${tags}`,
      },
      [],
    ],
    [
      'stay when a component is not used',
      {
        'base/kustomization.yaml': 'resources: [web.yaml]\ncomponents: []',
        'tags/kustomization.yaml': `kind: Component\n${tags}`,
      },
      both,
    ],
    [
      'are told by a circle to go nowhere',
      {
        'base/kustomization.yaml': 'resources: [web.yaml, ../top]',
        'top/kustomization.yaml': 'resources: [../base]\nnamePrefix: a-',
      },
      [],
    ],
    [
      'stay when what sets them is elsewhere',
      { 'base/kustomization.yaml': `resources: ["https://acme.dev/base/web.yaml", "../../base/web.yaml"]\n${tags}` },
      both,
    ],
    ['stay beside a half-typed kustomization', { 'base/kustomization.yaml': 'resources: [web.yaml\nimages: [' }, both],
  ])('%s', (_, files, expected) => {
    expect(left(files)).toEqual(expected);
  });
});

describe('a patch', () => {
  const patch = deployment(['app', 'acme/app:v1']);
  const operation = (path: string, value = 'acme/app:v1') =>
    `[{"op": "replace", "path": "${path}", "value": "${value}"}]`;
  const withPatch = (entry: string, more: Record<string, string> = {}) =>
    left({ 'base/kustomization.yaml': `resources: [web.yaml]\n${entry}\n`, ...more });
  const app = both.slice(1);

  test.each<[string, string, Record<string, string>, readonly string[]]>([
    ['in a file', 'patches: [{path: patch.yaml}]', { 'base/patch.yaml': patch }, app],
    ['in a file, the older way', 'patchesStrategicMerge: [patch.yaml]', { 'base/patch.yaml': patch }, app],
    [
      'of another object',
      'patches: [{path: patch.yaml}]',
      { 'base/patch.yaml': patch.replace('name: web', 'name: other') },
      both,
    ],
    [
      'of another kind',
      'patches: [{path: patch.yaml}]',
      { 'base/patch.yaml': patch.replace('kind: Deployment', 'kind: DaemonSet') },
      both,
    ],
    [
      'of another container',
      'patches: [{path: patch.yaml}]',
      { 'base/patch.yaml': patch.replace('{name: app', '{name: x') },
      both,
    ],
    [
      'without an image',
      'patches: [{path: patch.yaml}]',
      { 'base/patch.yaml': patch.replace(', image: "acme/app:v1"', '') },
      both,
    ],
    ['that is not there', 'patches: [{path: patch.yaml}]', {}, both],
    [
      'with a target, which counts in place of its own name',
      'patches: [{path: patch.yaml, target: {kind: Deployment, name: web}}]',
      { 'base/patch.yaml': patch.replace('name: web', 'name: any') },
      app,
    ],
    [
      'with another target',
      'patches: [{path: patch.yaml, target: {kind: Deployment, name: other}}]',
      { 'base/patch.yaml': patch },
      both,
    ],
    [
      'of operations',
      'patches: [{path: p.json, target: {kind: Deployment}}]',
      { 'base/p.json': operation('/spec/template/spec/containers/0/image') },
      app,
    ],
    [
      'of operations on another container',
      'patches: [{path: p.json, target: {kind: Deployment}}]',
      { 'base/p.json': operation('/spec/template/spec/containers/1/image', 'acme/log:v1') },
      both.slice(0, 1),
    ],
    [
      'of operations on something else',
      'patches: [{path: p.json, target: {kind: Deployment}}]',
      { 'base/p.json': operation('/spec/template/spec/containers/0/imagePullPolicy') },
      both,
    ],
    [
      'that takes a container out',
      'patches: [{path: p.yaml}]',
      { 'base/p.yaml': patch.replace('image: "acme/app:v1"', '$patch: delete') },
      app,
    ],
    [
      'that takes the object out',
      'patches: [{path: p.yaml}]',
      { 'base/p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n$patch: delete\n' },
      [],
    ],
    [
      'that a replacement is',
      'replacements: [{source: {kind: ConfigMap}, targets: [{select: {kind: Deployment, name: web}, fieldPaths: ["spec.template.spec.containers.[name=app].image"]}]}]',
      {},
      app,
    ],
    [
      'that a replacement in a file is',
      'replacements: [{path: r.yaml}]',
      { 'base/r.yaml': '- targets: [{select: {name: web}, fieldPaths: [spec.template.spec.containers.*.image]}]\n' },
      [],
    ],
    [
      'that a replacement of something else is not',
      'replacements: [{targets: [{select: {name: other}, fieldPaths: [spec.template.spec.containers.0.image]}, {select: {name: web}, fieldPaths: [metadata.name]}]}]',
      {},
      both,
    ],
  ])('%s', (_, entry, files, expected) => {
    expect(withPatch(entry, files)).toEqual(expected);
  });

  it('may use the name that a kustomization below has made', () => {
    const files = {
      'base/kustomization.yaml': 'resources: [web.yaml]\nnamePrefix: shop-\nnameSuffix: -v2\n',
      'top/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml}]\n',
    };
    const patched = (name: string) => left({ ...files, 'top/patch.yaml': patch.replace('name: web', `name: ${name}`) });
    expect([patched('web'), patched('shop-web-v2'), patched('shop-web')]).toEqual([app, app, both]);
  });

  it('is judged by what its own kustomization makes of it', () => {
    const files = { 'base/web.yaml': web, 'base/patch.yaml': deployment(['app', 'acme/app:latest']) };
    const images = (entry: string) =>
      imagesIn({
        ...files,
        'base/kustomization.yaml': `resources: [web.yaml]\npatches: [{path: patch.yaml}]\n${entry}`,
      });
    expect(images('')).toEqual(['base/web.yaml: acme/log:latest', 'base/patch.yaml: acme/app:latest']);
    expect(images('images: [{name: acme/app, newTag: v1}]')).toEqual([
      'base/web.yaml: acme/log:latest',
      'base/kustomization.yaml: acme/app:v1',
    ]);
  });
});

it('asks no more for many ways that meet again', () => {
  const levels = Array.from({ length: 40 }, (_, level): readonly (readonly [string, string])[] => [
    [`l${level}/a/kustomization.yaml`, `resources: [../../l${level + 1}/a, ../../l${level + 1}/b]`],
    [`l${level}/b/kustomization.yaml`, `resources: [../../l${level + 1}/a, ../../l${level + 1}/b]`],
  ]);
  const files = Object.fromEntries([
    ...levels.flat(),
    ['l40/a/kustomization.yaml', 'resources: [../../base/web.yaml]'],
    ['l40/b/kustomization.yaml', 'resources: [../../base/web.yaml]'],
  ]);
  expect(left(files)).toEqual(both);
});

describe('Skaffold', () => {
  const config = (body: string) => `apiVersion: skaffold/v4beta11\nkind: Config\n${body}\n`;
  const artifacts = 'build: {artifacts: [{image: acme/app, context: .}, {image: acme/log}]}';

  test.each<[string, Record<string, string>, readonly string[]]>([
    ['builds in the folder', { 'base/skaffold.yaml': config(artifacts) }, []],
    ['builds in a folder above', { 'skaffold.yml': config(artifacts) }, []],
    ['builds in a profile', { 'skaffold.yaml': config(`profiles: [{name: x, ${artifacts}}]`) }, []],
    ['builds in one of several modules', { 'skaffold.yaml': `${config('')}---\n${config(artifacts)}` }, []],
    ['builds something else', { 'skaffold.yaml': config('build: {artifacts: [{image: app}]}') }, both],
    ['builds elsewhere', { 'other/skaffold.yaml': config(artifacts) }, both],
    ['is none', { 'skaffold.yaml': artifacts }, both],
  ])('%s', (_, files, expected) => {
    expect(left(files)).toEqual(expected);
  });

  it('leaves digests alone', () => {
    const files = { 'skaffold.yaml': config(artifacts), 'web.yaml': deployment(['app', 'acme/app@sha256:0a']) };
    expect(imagesIn(files)).toEqual(['web.yaml: acme/app@sha256:0a']);
  });
});
