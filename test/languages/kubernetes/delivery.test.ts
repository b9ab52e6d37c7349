import { expect, test } from 'vitest';
import { at, read } from './read.ts';

const object = (apiVersion: string, kind: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;

const application = (source: string) =>
  object('argoproj.io/v1alpha1', 'Application', `source:\n${source.replace(/^/gm, '  ')}`);

test.each<[string, string, readonly string[]]>([
  [
    'the values of a HelmRelease',
    object(
      'helm.toolkit.fluxcd.io/v2',
      'HelmRelease',
      'values:\n  image: {repository: acme/web, tag: "1.2"}\n  log: {image: acme/log:latest}',
    ),
    ['acme/web:1.2 at 1.2', 'acme/log:latest at acme/log:latest'],
  ],
  ['a tag alone', object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'values: {image: {tag: latest}}'), []],
  ['a HelmRelease of others', object('acme.dev/v1', 'HelmRelease', 'values: {image: acme/web:1}'), []],
  [
    "Flux's Kustomization",
    object(
      'kustomize.toolkit.fluxcd.io/v1',
      'Kustomization',
      'images:\n  - {name: acme/web, newTag: latest}\n  - {name: a, newName: acme/log, digest: "sha256:0a"}\n  - {name: b, newName: c}\n  - {name: acme/var, newTag: "${TAG}"}',
    ),
    ['acme/web:latest at latest', 'acme/log@sha256:0a at sha256:0a'],
  ],
  ['values as an object', application('helm: {valuesObject: {image: acme/web:1}}'), ['acme/web:1 at acme/web:1']],
  [
    'values as a text',
    application('helm:\n  values: |\n    image:\n      repository: acme/web\n      tag: "latest"'),
    ['acme/web:latest at latest'],
  ],
  ['values as a template', application('helm:\n  values: |\n    image: {{ .a }}/b:latest'), []],
  [
    'parameters',
    application(
      'helm: {parameters: [{name: web.image.tag, value: latest}, {name: web.image.repository, value: acme/web}, {name: tag, value: a}]}',
    ),
    ['acme/web:latest at latest'],
  ],
  [
    'images for Kustomize',
    application('kustomize: {images: ["acme/web:1.2", "a=acme/log:latest", "acme/b=acme/c"]}'),
    ['acme/web:1.2 at acme/web:1.2', 'acme/log:latest at acme/log:latest'],
  ],
  [
    'one of several sources',
    object('argoproj.io/v1alpha1', 'Application', 'sources: [{helm: {valuesObject: {image: acme/web:1}}}]'),
    ['acme/web:1 at acme/web:1'],
  ],
  [
    'the template of an ApplicationSet',
    object(
      'argoproj.io/v1alpha1',
      'ApplicationSet',
      'template: {spec: {source: {helm: {valuesObject: {image: acme/web:1}}}}}',
    ),
    ['acme/web:1 at acme/web:1'],
  ],
])('the images of %s', (_name, text, images) => {
  expect(read(text).images.map((image) => `${image.text} at ${at(text, image.span)}`)).toEqual(images);
});
