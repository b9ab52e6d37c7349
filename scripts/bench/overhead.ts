import { forEachChild, parse as parseWithUnbash, type SyntaxNode } from 'unbash';
import type { Document, LanguageId, SourceFile } from '../../core/document.ts';
import { languageIds } from '../../core/document.ts';
import { embed } from '../../core/embedded.ts';
import { createProject } from '../../core/project.ts';
import type { ShellCommand } from '../../core/script.ts';
import { parseHcl } from '../../languages/hcl/parse.ts';
import { loadLanguage } from '../../languages/load.ts';
import { parseShell } from '../../languages/shell/shell.ts';
import { parseTolerant, splitDocuments } from '../../languages/yaml/parse.ts';
import { corpusOf } from './corpus.ts';
import { percentile, round } from './statistics.ts';

const fileCount = 20;
const partCount = 10;
const runs = 15;

/**
 * What understanding a file costs: parsing it and reading all its facts, over the parsers that are underneath alone: that of
 * the language, and that of shell for the scripts that stand in the file.
 */
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
  const scripts = documents.flatMap(scriptTextsOf);
  const parsers: Readonly<Record<Parser, () => unknown>> = {
    parseHcl: () => corpus.map(({ text }) => parseHcl(text)),
    instructions: () => corpus.map((source) => language.parse(source)),
    'yaml, masked': () => parseYamlOf(documents.map(masked)),
    yaml: () => parseYamlOf(corpus),
  };
  const parser =
    id === 'terraform' ? 'parseHcl' : id === 'dockerfile' ? 'instructions' : id === 'helm' ? 'yaml, masked' : 'yaml';
  const underlying = () => {
    parsers[parser]();
    for (const script of scripts) parseWhole(script);
  };
  return row(id, scripts.length > 0 ? `${parser}, unbash` : parser, underlying, readAll);
}

type Parser = 'parseHcl' | 'instructions' | 'yaml, masked' | 'yaml';

/** The scripts of a document as they stand there, without the marks before block scalars and heredocs; lists are no shell. */
const scriptTextsOf = ({ file, scripts }: Document): readonly string[] =>
  scripts
    .map(({ span }) => file.text.slice(span.start, span.end).replace(/^(?:[|>][-+\d]*|[^\n]*<<-?\w+) *\n/, ''))
    .filter((text) => !/^\s*(?:\[|- )/.test(text));

/** Parts and values of words are computed when they are read. */
function parseWhole(script: string): void {
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Word') void node.value;
    forEachChild(node, visit);
  };
  visit(parseWithUnbash(script));
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
    () => parseWhole(text),
    () => readCommands(parseShell(embed(text, span), text)),
  );
}

/** All facts, and of commands what rules see of them. What is made for findings alone, such as removals, is left out. */
function readFacts({ images, scripts, ports, mounts, workloads, packageLists, fileWrites }: Document): number {
  const read = scripts.reduce((sum, { commands }) => sum + readCommands(commands), 0);
  return [images, ports, mounts, workloads, packageLists, fileWrites].reduce((sum, { length }) => sum + length, read);
}

/** The place of each command and its name, places and values of all its words, and what it writes, runs inside and is part of. */
function readCommands(commands: readonly ShellCommand[]): number {
  let sum = 0;
  for (const { span, name, words, wrappers, assignments, redirects, nested, pipeline } of commands) {
    sum += span.end + name.length + wrappers.length + nested.length + pipeline.length;
    for (const word of words) sum += word.span.end + word.value.length;
    for (const assignment of assignments) sum += assignment.name.length + (assignment.value?.value.length ?? 0);
    for (const { operator, target } of redirects) sum += operator.length + (target?.value.length ?? 0);
  }
  return sum;
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
