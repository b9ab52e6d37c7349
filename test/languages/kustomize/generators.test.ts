import { expect, it, test } from 'vitest';
import { kustomize } from '../../../languages/kustomize/language.ts';
import { readProject } from './read.ts';

const script = '#!/bin/sh\napk add curl\n';

const generator = (entry: string, resources = '[pod.yaml]') =>
  `resources: ${resources}\nconfigMapGenerator: [${entry}]\n`;

const pod = (volume = 'configMap: {name: scripts}', command = '[/scripts/run.sh]') =>
  `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes: [{name: v, ${volume}}]
  containers: [{name: app, volumeMounts: [{name: v, mountPath: /scripts}], command: ${command}}]
`;

/** The scripts in other files that the pod runs: place, path, file, what is run there. */
function scriptsElsewhere(files: Readonly<Record<string, string>>, path = 'pod.yaml'): readonly string[] {
  return readProject(files)
    .get(path)!
    .scripts.flatMap((one) =>
      one.commands.flatMap(({ origins, span, removal }) => {
        const [origin] = origins ?? [];
        if (!origin || removal) return [];
        const run = files[origin.file]!.slice(origin.span.start, origin.span.end);
        return `${files[path]!.slice(span.start, span.end)} ${one.path} ${one.phase} ${origin.file}: ${run}`;
      }),
    );
}

const found = (file: string, key = 'run.sh') => [
  `/scripts/run.sh Pod/web/containers[app]/command[${key}] boot ${file}: apk add curl`,
];

test.each<[what: string, files: Readonly<Record<string, string>>, file: string, key?: string]>([
  ['a file', { 'kustomization.yaml': generator('{name: scripts, files: [run.sh]}'), 'run.sh': script }, 'run.sh'],
  [
    'a file of a folder',
    { 'kustomization.yaml': generator('{name: scripts, files: [a/run.sh]}'), 'a/run.sh': script },
    'a/run.sh',
  ],
  [
    'a file under another key',
    { 'kustomization.yaml': generator('{name: scripts, files: [run.sh=a/b]}'), 'a/b': script },
    'a/b',
  ],
  [
    'a file under the path of an item',
    {
      'kustomization.yaml': generator('{name: scripts, files: [go]}'),
      go: script,
      'pod.yaml': pod('configMap: {name: scripts, items: [{key: go, path: run.sh}]}'),
    },
    'go',
    'go',
  ],
  [
    'a file of a Secret',
    {
      'kustomization.yaml': 'resources: [pod.yaml]\nsecretGenerator: [{name: scripts, files: [run.sh]}]\n',
      'run.sh': script,
      'pod.yaml': pod('secret: {secretName: scripts}'),
    },
    'run.sh',
  ],
  [
    'a file that is named above',
    {
      'kustomization.yaml': 'resources: [pod.yaml]\n',
      'top/kustomization.yaml': generator('{name: scripts, files: [run.sh]}', '[..]'),
      'top/run.sh': script,
    },
    'top/run.sh',
  ],
  [
    'a file of a component',
    {
      'kustomization.yaml': 'resources: [pod.yaml]\ncomponents: [c]\n',
      'c/kustomization.yaml': generator('{name: scripts, files: [run.sh]}', '[]'),
      'c/run.sh': script,
    },
    'c/run.sh',
  ],
])('a pod runs %s', (_, files, file, key) => {
  expect(scriptsElsewhere({ 'pod.yaml': pod(), ...files })).toEqual(found(file, key));
});

const files = {
  'kustomization.yaml': generator('{name: scripts, files: [run.sh]}'),
  'run.sh': script,
  'pod.yaml': pod(),
};

test.each<[what: string, other: Readonly<Record<string, string>>]>([
  ['under another name', { 'kustomization.yaml': generator('{name: others, files: [run.sh]}') }],
  ['under another key', { 'kustomization.yaml': generator('{name: scripts, files: [a=run.sh]}') }],
  ['of another kind', { 'pod.yaml': pod('secret: {secretName: scripts}') }],
  [
    'that the kustomization does not use the pod with',
    { 'kustomization.yaml': generator('{name: scripts, files: [run.sh]}', '[]') },
  ],
  ['that is only printed', { 'pod.yaml': pod(undefined, '[cat, /scripts/run.sh]') }],
  ['for another interpreter', { 'run.sh': '#!/usr/bin/env python3\nimport os\n' }],
  ['at an address', { 'kustomization.yaml': generator('{name: scripts, files: ["https://example.com/run.sh"]}') }],
  [
    'that is another one further up',
    { 'top/kustomization.yaml': generator('{name: scripts, files: [run.sh]}', '[..]'), 'top/run.sh': script },
  ],
])('a pod runs no file %s', (_, other) => {
  expect(scriptsElsewhere(files)).toEqual(found('run.sh'));
  expect(scriptsElsewhere({ ...files, ...other })).toEqual([]);
});

it('tells a file once for a manifest', () => {
  expect(scriptsElsewhere({ ...files, 'pod.yaml': `${pod()}---\n${pod().replace('web', 'job')}` })).toEqual(
    found('run.sh'),
  );
});

it('refers to the files that it makes ConfigMaps and Secrets of', () => {
  const text = `configMapGenerator: [{name: a, files: [b/c.sh, d=e.sh]}]\nsecretGenerator: [{name: f, files: [../g], envs: [h]}]\n`;
  const references = kustomize.references!(kustomize.parse({ path: 'x/y/kustomization.yaml', text }));
  expect(references).toEqual(['x/y/b/c.sh', 'x/y/e.sh', 'x/g'].map((path) => ({ kind: 'file', path })));
});
