import { expect, test } from 'vitest';
import { deployment, readProject } from './read.ts';

const web = deployment(['app', 'acme/app:1']);
const patch = (container: string): string => web.replace(/- \{name: app.*/, `- {name: app, ${container}}`);
const readOnly = patch('securityContext: {readOnlyRootFilesystem: true}');

/** Whether the root file system of the first container is read-only. */
const stateIn = (path: string, files: Readonly<Record<string, string>>): string | undefined =>
  readProject({ 'base/web.yaml': web, ...files })
    .get(path)!
    .workloads[0]!.containers[0]!.switchOf('readOnlyRootFilesystem')?.state;

const operation = (path: string, value: string): string =>
  `resources: [web.yaml]\npatches: [{target: {kind: Deployment}, patch: '[{op: add, path: ${path}, value: ${value}}]'}]`;

const list = '/spec/template/spec/containers';

test.each<[string, Record<string, string>, string]>([
  ['no kustomization', {}, 'absent'],
  ['one that sets something else', { 'base/kustomization.yaml': 'resources: [web.yaml]' }, 'absent'],
  [
    'a patch in a file',
    { 'base/kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: p.yaml}]', 'base/p.yaml': readOnly },
    'unknown',
  ],
  [
    'a patch of something else',
    {
      'base/kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: p.yaml}]',
      'base/p.yaml': patch('tty: true'),
    },
    'absent',
  ],
  [
    'an operation',
    { 'base/kustomization.yaml': operation(`${list}/0/securityContext/readOnlyRootFilesystem`, 'true') },
    'unknown',
  ],
  [
    'an operation that sets all of it',
    { 'base/kustomization.yaml': operation(`${list}/0/securityContext`, '{}') },
    'unknown',
  ],
  [
    'an operation on another container',
    { 'base/kustomization.yaml': operation(`${list}/1/securityContext`, '{}') },
    'absent',
  ],
  ['an operation on another field', { 'base/kustomization.yaml': operation(`${list}/0/tty`, 'true') }, 'absent'],
  [
    'a patch in one of two overlays',
    {
      'base/kustomization.yaml': 'resources: [web.yaml]',
      'a/kustomization.yaml': 'resources: [../base]\npatches: [{path: p.yaml}]',
      'a/p.yaml': readOnly,
      'b/kustomization.yaml': 'resources: [../base]',
    },
    'absent',
  ],
])('a setting under %s', (_name, files, state) => {
  expect(stateIn('base/web.yaml', files)).toBe(state);
});

test('a patch does not say what it leaves out', () => {
  const files = { 'base/kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: p.yaml}]' };
  expect(stateIn('base/p.yaml', { ...files, 'base/p.yaml': patch('image: acme/app:2') })).toBe('unknown');
  expect(stateIn('base/p.yaml', { ...files, 'base/p.yaml': readOnly })).toBe('on');
});
