import { parse as parseWithUnbash } from 'unbash';
import type { Document, LanguageId, SourceFile } from '../../core/document.ts';
import { languageIds } from '../../core/document.ts';
import { embed } from '../../core/embedded.ts';
import { createProject } from '../../core/project.ts';
import { parseHcl } from '../../languages/hcl/parse.ts';
import { loadLanguage } from '../../languages/load.ts';
import { parseShell } from '../../languages/shell/shell.ts';
import { parseTolerant, splitDocuments } from '../../languages/yaml/parse.ts';
import { corpusOf } from './corpus.ts';
import { percentile, round } from './statistics.ts';

const fileCount = 20;
const partCount = 10;
const runs = 15;

/** What understanding a file costs: parsing it and reading all its facts, over the parser that is underneath alone. */
export async function measureOverhead() {
  const rows = [];
  for (const language of languageIds) rows.push(await measureLanguage(language));
  return [...rows, measureShell()];
}

async function measureLanguage(id: LanguageId) {
  const language = await loadLanguage(id);
  const corpus = corpusOf(id, fileCount, partCount);
  const documents = corpus.map((source) => {
    const file = language.parse(source);
    return language.toDocument(file, createProject([file]));
  });
  const readAll = () => {
    for (const source of corpus) {
      const file = language.parse(source);
      readFacts(language.toDocument(file, createProject([file])));
    }
  };
  switch (id) {
    case 'terraform':
      return row(id, 'parseHcl', () => corpus.map(({ text }) => parseHcl(text)), readAll);
    case 'dockerfile':
      return row(id, 'instructions', () => corpus.map((source) => language.parse(source)), readAll);
    case 'helm':
      return row(id, 'yaml, masked', () => parseYamlOf(documents.map(masked)), readAll);
    default:
      return row(id, 'yaml', () => parseYamlOf(corpus), readAll);
  }
}

const masked = ({ file }: Document): { readonly text: string } =>
  (file as unknown as { readonly mask: { readonly text: string } }).mask;

function parseYamlOf(sources: readonly Pick<SourceFile, 'text'>[]): void {
  for (const { text } of sources) {
    for (const { start, end } of splitDocuments(text)) parseTolerant(text.slice(start, end));
  }
}

/** A build script, in one piece. */
function measureShell() {
  const text = Array.from(
    { length: 500 },
    (_, index) =>
      `set -e\nexport V${index}=1\nif [ -f a ]; then apt-get update && apt-get install -y --no-install-recommends curl "$V${index}" | tee log; fi\n`,
  ).join('');
  const span = { start: 0, end: text.length };
  return row(
    'shell',
    'unbash',
    () => parseWithUnbash(text),
    () => parseShell(embed(text, span), text),
  );
}

function readFacts({ images, scripts, ports, mounts, workloads, packageLists, fileWrites }: Document): number {
  const commands = scripts.flatMap((script) => script.commands);
  return [images, commands, ports, mounts, workloads, packageLists, fileWrites].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}

/** Both in turn, so that a machine that slows down slows both. */
function row(language: string, parser: string, underlying: () => unknown, all: () => unknown) {
  const times = Array.from({ length: runs }, () => [millisecondsOf(underlying), millisecondsOf(all)] as const).slice(5);
  const [alone, whole] = [0, 1].map((index) =>
    percentile(
      times.map((pair) => pair[index]!),
      50,
    ),
  ) as [number, number];
  return {
    language,
    parser,
    'alone, ms': round(alone),
    'with facts, ms': round(whole),
    times: round(
      percentile(
        times.map(([one, other]) => other / one),
        50,
      ),
    ),
    goal: 'at most 1.5',
  };
}

function millisecondsOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
