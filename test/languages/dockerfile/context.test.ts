import { expect, test } from 'vitest';
import { createProject } from '../../../core/project.ts';
import { builderReferences } from '../../../languages/dockerfile/builders.ts';
import type { DockerfileDocument } from '../../../languages/dockerfile/document.ts';
import { dockerfile } from '../../../languages/dockerfile/language.ts';

const parse = (text: string, path = 'services/web/Dockerfile') => dockerfile.parse({ path, text });

/** Who builds a Dockerfile is asked of every one; see builders.test.ts. */
const referencesOf = (text: string) => {
  const builders = new Set(builderReferences('services/web/Dockerfile').map(({ path }) => path));
  return dockerfile.references!(parse(text)).filter(({ path }) => !builders.has(path));
};

const whole = 'FROM node:22.11.0\nCOPY . .\n';

test.each([
  ['its whole context', whole],
  ['what a variable names', 'FROM node:22.11.0\nARG SOURCE=.\nCOPY $SOURCE .\n'],
])(
  'a file that copies %s refers to the ignore files that there may be, and to the head of a repository',
  (_what, text) => {
    expect(referencesOf(text)).toEqual(
      [
        'services/web/Dockerfile.dockerignore',
        'services/web/.dockerignore',
        'services/.dockerignore',
        '.dockerignore',
        'services/web/.gitignore',
        'services/.gitignore',
        '.gitignore',
        'services/web/.git/HEAD',
      ].map((path) => ({ kind: 'file', path })),
    );
  },
);

test.each([
  ['parts of its context', 'FROM node:22.11.0\nCOPY src package.json ./\n'],
  ['another stage', 'FROM node:22.11.0 AS build\nFROM scratch\nCOPY --from=build . /\n'],
  ['a heredoc', 'FROM node:22.11.0\nCOPY <<EOF .\n.\nEOF\n'],
])('a file that copies %s refers to none', (_what, text) => {
  expect(referencesOf(text)).toEqual([]);
});

test.each([
  ['none', [], { kind: 'none', path: undefined, isContextRepository: false }],
  [
    'none at the root of a repository',
    ['services/web/.git/HEAD'],
    { kind: 'none', path: undefined, isContextRepository: true },
  ],
  ['one further up', ['.dockerignore'], { kind: 'found', path: '.dockerignore', isContextRepository: false }],
  [
    'one of its own before the one of its folder',
    ['services/web/.dockerignore', 'services/web/Dockerfile.dockerignore'],
    { kind: 'found', path: 'services/web/Dockerfile.dockerignore', isContextRepository: false },
  ],
  [
    'one at the root of a repository',
    ['services/web/.dockerignore', 'services/web/.git/HEAD'],
    { kind: 'found', path: 'services/web/.dockerignore', isContextRepository: true },
  ],
])('finds %s', (_what, paths, expected) => {
  const file = parse(whole);
  const project = createProject(
    [file],
    paths.map((path) => ({ path, text: '' })),
  );
  const { ignoreFile } = dockerfile.toDocument(file, project) as DockerfileDocument;
  const { kind, isContextRepository } = ignoreFile;
  const path = ignoreFile.kind === 'found' ? ignoreFile.file.path : undefined;
  expect({ kind, path, isContextRepository }).toEqual(expected);
});
