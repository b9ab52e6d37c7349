// npm run half-typed [-- --worst]: how many of a file's facts are still found while one place of it is half typed.
// With --worst, also the edits that cost most.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type LanguageId, languageIds, type SourceFile } from '../core/document.ts';
import { applyEdits } from '../core/text.ts';
import { detectLanguage } from '../languages/detect.ts';
import { loadLanguage } from '../languages/load.ts';
import { corpusOf } from './bench/corpus.ts';
import { editKinds, halfTyped } from './half-typed/edits.ts';
import { createFactReader } from './half-typed/facts.ts';
import { createRandom } from './half-typed/random.ts';

const root = join(import.meta.dirname, '..');
const { values: flags } = parseArgs({ options: { worst: { type: 'boolean', default: false } } });
const filesOfLanguage = 100;
/** How many parts each generated file has: that many services, stages, resources. */
const partsOfFile = 3;
/** What is to be reached on average, in per cent. */
const targets: Readonly<Record<LanguageId, number>> = {
  dockerfile: 90,
  kubernetes: 90,
  terraform: 95,
  pipeline: 90,
  compose: 90,
  kustomize: 90,
  helm: 90,
};

interface Trial {
  readonly path: string;
  readonly what: string;
  readonly share: number;
}

const rows = [];
for (const language of languageIds) {
  const trials = await tryAll(language);
  const shares = Object.fromEntries(
    editKinds.map((kind) => [kind, average(trials.get(kind)!.map(({ share }) => share)).toFixed(1)]),
  );
  const all = average([...trials.values()].flat().map(({ share }) => share));
  rows.push({ language, ...shares, average: all.toFixed(1), target: targets[language] });
  if (all < targets[language]) process.exitCode = 1;
  if (flags.worst) printWorst(language, trials);
}
console.log('\nFacts kept while a file is half typed, %');
console.table(rows);

/** One edit of each kind in each file. */
async function tryAll(language: LanguageId): Promise<ReadonlyMap<string, readonly Trial[]>> {
  const readFacts = createFactReader(await loadLanguage(language));
  const random = createRandom(1);
  const trials = new Map<string, Trial[]>(editKinds.map((kind) => [kind, []]));
  for (const file of filesOf(language)) {
    const facts = readFacts(file);
    for (const kind of editKinds) {
      const { edit, touched, what } = halfTyped(kind, language, file.text, random);
      // What is being typed is not there yet.
      const wanted = facts.filter(({ span }) => span.end <= touched.start || span.start >= touched.end);
      const left = countOf(readFacts({ ...file, text: applyEdits(file.text, [edit]) }).map(({ name }) => name));
      const kept = wanted.filter(({ name }) => {
        const count = left.get(name) ?? 0;
        left.set(name, count - 1);
        return count > 0;
      });
      const share = wanted.length === 0 ? 100 : (100 * kept.length) / wanted.length;
      trials.get(kind)!.push({ path: file.path, what, share });
    }
  }
  return trials;
}

/** The examples, and as many generated ones as make up the number. */
function filesOf(language: LanguageId): readonly SourceFile[] {
  const folder = join(root, 'examples');
  const examples = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry): SourceFile[] => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8');
    return detectLanguage(path, text) === language ? [{ path: relative(root, path), text }] : [];
  });
  return [...examples, ...corpusOf(language, filesOfLanguage - examples.length, partsOfFile)];
}

function printWorst(language: LanguageId, trials: ReadonlyMap<string, readonly Trial[]>): void {
  for (const [kind, ofKind] of trials) {
    const worst = ofKind.toSorted((a, b) => a.share - b.share).slice(0, 3);
    for (const { path, what, share } of worst) {
      if (share < 90) console.log(`${language}, ${kind}, ${share.toFixed(0)} %: ${path}: ${what}`);
    }
  }
}

function countOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
