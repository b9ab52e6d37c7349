import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { DockerfileFile } from '../../../languages/dockerfile/document.ts';
import { parseDockerfile } from '../../../languages/dockerfile/parse.ts';
import { type Golden, oursOf, theirsOf } from './golden.ts';

const inputs = new URL('inputs/', import.meta.url);
const goldens = new URL('goldens/', import.meta.url);
const names = readdirSync(inputs).map((name) => name.replace(/\.Dockerfile$/, ''));

const goldenOf = (name: string): Golden => JSON.parse(readFileSync(new URL(`${name}.json`, goldens), 'utf8'));
const parse = (name: string): DockerfileFile =>
  parseDockerfile({ path: 'Dockerfile', text: readFileSync(new URL(`${name}.Dockerfile`, inputs), 'utf8') });

it('every input has a golden, written by goldens/oracle', () => {
  const stored = readdirSync(goldens).flatMap((file) => (file.endsWith('.json') ? [file.replace(/\.json$/, '')] : []));
  expect(stored.sort()).toEqual(names.toSorted());
  expect(names.length).toBeGreaterThanOrEqual(60);
});

/** Of a file that BuildKit refuses, it tells no more than that. */
const isRefused = (name: string): boolean => goldenOf(name).refusal !== undefined;

it.each(names.filter((name) => !isRefused(name)))('BuildKit reads the same in %s', (name) => {
  expect(oursOf(parse(name))).toEqual(theirsOf(goldenOf(name)));
});

it.each(names.filter((name) => !isRefused(name) && !goldenOf(name).complaint))('%s has no problem', (name) => {
  expect(parse(name).problems).toEqual([]);
});

// A file that somebody has yet to write is no mistake.
const isUnwritten = (name: string): boolean => goldenOf(name).refusal === 'file with no instructions';

it.each(names.filter((name) => isRefused(name) && !isUnwritten(name)))(
  'what BuildKit refuses is a problem in %s',
  (name) => {
    expect(parse(name).problems).not.toEqual([]);
  },
);
