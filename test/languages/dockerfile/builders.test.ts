import { expect, test } from 'vitest';
import { createProject } from '../../../core/project.ts';
import { builderReferences } from '../../../languages/dockerfile/builders.ts';
import type { DockerfileDocument } from '../../../languages/dockerfile/document.ts';
import { dockerfile } from '../../../languages/dockerfile/language.ts';
import { pipeline } from '../../../languages/pipeline/language.ts';

test('refers to the pipelines that there may be at its folder and above, and to what builds it beside it', () => {
  expect(builderReferences('web/Dockerfile')).toEqual([
    { kind: 'folder', path: 'web/.github/workflows', language: 'pipeline' },
    { kind: 'file', path: 'web/.gitlab-ci.yml' },
    { kind: 'folder', path: '.github/workflows', language: 'pipeline' },
    { kind: 'file', path: '.gitlab-ci.yml' },
    { kind: 'file', path: 'web/action.yml' },
    { kind: 'file', path: 'web/action.yaml' },
    { kind: 'file', path: 'web/cloudbuild.yaml' },
  ]);
});

const file = dockerfile.parse({ path: 'apps/web/Dockerfile', text: 'FROM node:22.11.0\n' });

test.each([
  ['none', [], undefined],
  [
    'one at the root',
    ['.github/workflows/a.yml', '.github/workflows/b.yml'],
    ['.github/workflows/a.yml', '.github/workflows/b.yml'],
  ],
  ['the nearest', ['.gitlab-ci.yml', 'apps/.gitlab-ci.yml'], ['apps/.gitlab-ci.yml']],
  ['none of another folder', ['other/.github/workflows/a.yml'], undefined],
])('knows the pipelines of its repository: %s', (_name, paths, expected) => {
  const pipelines = paths.map((path) => pipeline.parse({ path, text: 'on: push\n' }));
  const project = createProject([file, ...pipelines]);
  const { repository } = dockerfile.toDocument(file, project) as DockerfileDocument;
  expect(repository?.pipelines.map(({ path }) => path)).toEqual(expected);
});

test('knows what stands beside it', () => {
  const beside = [
    { path: 'apps/web/cloudbuild.yaml', text: 'steps: []\n' },
    { path: 'apps/cloudbuild.yaml', text: '' },
  ];
  const { ownBuilders } = dockerfile.toDocument(file, createProject([file], beside)) as DockerfileDocument;
  expect(ownBuilders).toEqual([beside[0]]);
});
