import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LanguageId, languageIds } from '../../core/document.ts';
import { principles } from '../../core/finding.ts';
import type { Example, Rule } from '../../core/rule.ts';
import { detectLanguage } from '../../languages/detect.ts';
import { rules } from '../../rules/index.ts';
import { loadRules } from '../../rules/load.ts';
import { checkExample } from './checks.ts';
import { describeFindings, type FixtureExample, parseFixture, updateFixture } from './fixture.ts';
import { findingsOf, type TestFile, withOptions } from './project.ts';

const folder = import.meta.dirname;
const fixtureOf = (id: string): string => join(folder, `${id}.md`);
const isUpdate = process.env['UPDATE_FIXTURES'] === '1';

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const describeExample = ({ files, options }: Pick<FixtureExample, 'files' | 'options'>): string =>
    describeFindings(files, withOptions(rule, options));
  if (isUpdate && existsSync(fixtureOf(id)))
    writeFileSync(fixtureOf(id), updateFixture(readFileSync(fixtureOf(id), 'utf8'), 'findings', describeExample));
  const fixture = existsSync(fixtureOf(id)) ? parseFixture(readFileSync(fixtureOf(id), 'utf8'), 'findings') : [];

  test('has bad and good examples in every language it covers', () => {
    for (const examples of [rule.examples.bad, rule.examples.good]) {
      const languages = new Set(examples.flatMap(toTestFiles).map(({ language }) => language));
      expect([...languages].sort()).toEqual([...rule.languages].sort());
    }
    expect(fixture, `examples in ${id}.md`).not.toEqual([]);
  });

  test.each(rule.languages)('has three findings and three near misses in %s', (language) => {
    const examples = [...rule.examples.bad, ...rule.examples.good].flatMap(toTestFiles);
    const projects = [...examples, ...fixture];
    let findings = 0;
    let nearMisses = 0;
    for (const { files, options } of projects) {
      const found = findingsOf(files, [withOptions(rule, options)]);
      for (const { path } of files.filter((file) => file.language === language)) {
        const own = found.filter(({ file }) => file === path).length;
        findings += own;
        if (own === 0) nearMisses++;
      }
    }
    expect(findings, 'findings').toBeGreaterThanOrEqual(3);
    expect(nearMisses, 'files without a finding').toBeGreaterThanOrEqual(3);
  });

  test.each(rule.examples.bad.flatMap(toTestFiles).map(named))('finds %s', async (_name, { options, files }) => {
    expect(findingsOf(files, [withOptions(rule, options)])).not.toEqual([]);
    await checkExample(withOptions(rule, options), files);
  });

  test.each(rule.examples.good.flatMap(toTestFiles).map(named))(
    'leaves alone %s',
    async (_name, { options, files }) => {
      expect(findingsOf(files, [withOptions(rule, options)])).toEqual([]);
      await checkExample(withOptions(rule, options), files);
    },
  );

  test.each(fixture.map((example) => [example.line, example] as const))(
    'fixture, line %i',
    async (_line, { files, options, expected }) => {
      expect(describeExample({ files, options })).toBe(expected);
      await checkExample(withOptions(rule, options), files);
    },
  );
});

test('every fixture belongs to a rule', () => {
  const fixtures = principles.flatMap((principle) => {
    const path = join(folder, principle);
    return existsSync(path) ? readdirSync(path).map((name) => `${principle}/${name.replace(/\.md$/, '')}`) : [];
  });
  expect(fixtures.sort()).toEqual(rules.map(({ id }) => id as string).sort());
});

test.each(languageIds)('those of %s are loaded without the others', async (language) => {
  const expected = rules.filter(({ languages }) => languages.includes(language));
  expect((await loadRules([language])).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
});

interface ExampleProject {
  readonly language: LanguageId;
  /** That of the example, and those beside it. */
  readonly files: readonly TestFile[];
  readonly options: Readonly<Record<string, unknown>>;
}

function toTestFiles(example: Example): readonly ExampleProject[] {
  const beside = Object.entries(example.beside ?? {}).map(
    ([path, text]): TestFile => ({ path, text, language: detectLanguage(path, text) ?? 'text' }),
  );
  return languageIds.flatMap((language) => {
    const text = example[language];
    const files = [{ language, path: example.file ?? language, text: text ?? '' }, ...beside];
    return text === undefined ? [] : [{ language, files, options: example.options ?? {} }];
  });
}

const named = (project: ExampleProject): readonly [string, ExampleProject] => [
  `${project.language}: ${project.files[0]!.text.trim().split('\n').join(' ⏎ ')}`,
  project,
];

/** A rule is named by its file, so that one is found by the other. */
test('every rule stands in the file of its id', () => {
  const missing = rules.filter(({ id }: Rule) => !existsSync(join(folder, '../../rules', `${id}.ts`)));
  expect(missing.map(({ id }) => id)).toEqual([]);
});
