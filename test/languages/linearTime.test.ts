import { expect, test } from 'vitest';
import { createProject } from '../../core/project.ts';
import { loadLanguage } from '../../languages/load.ts';
import { lintWithAll, readEverything } from './everything.ts';
import { longInputs } from './longInputs.ts';
import { countSteps } from './steps.ts';

/** Twice the text may take twice the steps, and a little more for searches in what is sorted. */
const mostSteps = 2.25;

test.each(longInputs)('$language takes steps in proportion to its $what', async (input) => {
  const language = await loadLanguage(input.language);
  const once = countSteps(() => readAndLint(250));
  const twice = countSteps(() => readAndLint(500));
  expect(twice / once).toBeLessThan(mostSteps);

  function readAndLint(count: number): void {
    const file = language.parse({ path: input.path, text: input.text(count) });
    const document = language.toDocument(file, createProject([file]));
    readEverything(document);
    lintWithAll(document);
  }
});
