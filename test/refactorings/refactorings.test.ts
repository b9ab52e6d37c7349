import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refactorings } from '../../rules/refactorings/index.ts';
import { parseFixture, updateFixture } from '../rules/fixture.ts';
import { checkEverywhere, checkOffers, describeOffers, nothing, toCase } from './cases.ts';

/**
 * A fixture is prose, and examples: blocks of code as in the fixtures of rules, `‸` where the cursor is, or two of them around
 * a selection; then a block of `result`, which says what is offered there and what comes of it, the placeholder in `⟦⟧`.
 */
const folder = import.meta.dirname;
const fixtureOf = (id: string): string => join(folder, `${id}.md`);
const isUpdate = process.env['UPDATE_FIXTURES'] === '1';

describe.each(refactorings.map((refactoring) => [refactoring.id, refactoring] as const))('%s', (id, refactoring) => {
  if (isUpdate && existsSync(fixtureOf(id))) {
    const updated = updateFixture(readFileSync(fixtureOf(id), 'utf8'), 'result', ({ files }) =>
      describeOffers(refactoring, toCase(files)),
    );
    writeFileSync(fixtureOf(id), updated);
  }
  const fixture = existsSync(fixtureOf(id)) ? parseFixture(readFileSync(fixtureOf(id), 'utf8'), 'result') : [];

  test.each(refactoring.languages)('has examples in %s of what it does, and of where it is not offered', (language) => {
    const results = fixture
      .filter(({ files }) => toCase(files).language === language)
      .map(({ expected }) => expected === nothing);
    expect([...new Set(results)].sort()).toEqual([false, true]);
  });

  test.each(fixture.map((example) => [example.line, example] as const))('fixture, line %i', (_line, example) => {
    const oneCase = toCase(example.files);
    expect(describeOffers(refactoring, oneCase)).toBe(example.expected);
    checkOffers(refactoring, oneCase);
    checkEverywhere(refactoring, oneCase);
  });
});

test('every refactoring has a file, a fixture and an id of its own', () => {
  const namesIn = (path: string, extension: string): readonly string[] =>
    readdirSync(path)
      .filter((name) => name.endsWith(extension))
      .map((name) => name.slice(0, -extension.length));
  const ids = refactorings.map(({ id }) => id).sort();
  expect(new Set(ids).size).toBe(ids.length);
  expect([...namesIn(folder, '.md')].sort()).toEqual(ids);
  expect(namesIn(join(folder, '../../rules/refactorings'), '.ts')).toEqual(expect.arrayContaining(ids));
});
