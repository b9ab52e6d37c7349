import { expect, test } from 'vitest';
import { defaultConfiguration } from '../../../core/configuration.ts';
import { lint } from '../../../core/lint.ts';
import { rules } from '../../../rules/index.ts';
import { at, podWith, read } from './read.ts';

const image = 'nginx:latest';

test.each([
  ['an anchor', `x: &i ${image}\n${podWith('image: *i')}    - {name: log, image: *i}\n`],
  ['merge keys', `x: &c {image: ${image}}\n${podWith('<<: *c')}    - {<<: [*c], name: log}\n`],
  ['an anchor of a container', `x: &c {name: app, image: ${image}}\n${podWith('image: a:1')}    - *c\n    - *c\n`],
])('the text of %s is found once', (_name, text) => {
  const { findings } = lint(read(text), { rules, configuration: defaultConfiguration, today: '2026-01-01' });
  const latest = findings.filter(({ rule }) => rule === 'pinned/image-latest');
  expect(latest.map(({ span }) => at(text, span))).toEqual([image]);
});
