import type { FileChange, Finding } from '../../core/finding.ts';
import { changesOf } from '../../core/fix.ts';
import type { Rule } from '../../core/rule.ts';
import { applyEdits, lineSpanAt, lineStartsOf, positionAt } from '../../core/text.ts';
import { findingsOf, type TestFile } from './project.ts';

/** One example of a fixture: the files of a small project, and where in the fixture the block that closes it is or belongs. */
export interface FixtureExample {
  /** The 1-based line of its first block, to find it by. */
  readonly line: number;
  readonly files: readonly TestFile[];
  /** What the block that closes it holds; undefined while there is none. */
  readonly expected: string | undefined;
  /** Options of the rule, from an `options` block of JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Offsets in the fixture between which the closing block stands, or where one is to be written. */
  readonly start: number;
  readonly end: number;
}

const blockPattern = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```\n?/gm;

const fileOf: Readonly<Record<string, Pick<TestFile, 'language' | 'path'>>> = {
  dockerfile: { language: 'dockerfile', path: 'Dockerfile' },
  compose: { language: 'compose', path: 'compose.yaml' },
  yaml: { language: 'kubernetes', path: 'manifest.yaml' },
  json: { language: 'kubernetes', path: 'manifest.json' },
  terraform: { language: 'terraform', path: 'main.tf' },
  kustomize: { language: 'kustomize', path: 'kustomization.yaml' },
  helm: { language: 'helm', path: 'templates/deployment.yaml' },
  github: { language: 'pipeline', path: '.github/workflows/build.yml' },
  gitlab: { language: 'pipeline', path: '.gitlab-ci.yml' },
  text: { language: 'text', path: '.gitignore' },
};

/**
 * Reads a fixture: prose, and fenced blocks of code (`dockerfile`, `compose`, `yaml` or `json` for Kubernetes, `terraform`;
 * `text` for a file of no language; a file name may follow), each example closed by a block of `closing`. Blocks with no prose
 * between are files of one project; one of `options` holds the rule's options as JSON.
 */
export function parseFixture(markdown: string, closing: string): readonly FixtureExample[] {
  const examples: FixtureExample[] = [];
  let files: TestFile[] = [];
  let options = {};
  let line = 0;
  let lastEnd = 0;
  const close = (expected: string | undefined, start: number, end: number) => {
    if (files.length === 0) return;
    examples.push({ line, files, options, expected, start, end });
    files = [];
    options = {};
  };
  for (const match of markdown.matchAll(blockPattern)) {
    const [block, language, path, text] = match as unknown as [string, string, string | undefined, string];
    const end = match.index + block.length;
    if (language === closing) {
      close(text, match.index, end);
      continue;
    }
    const file = fileOf[language];
    if (!file && language !== 'options') throw new Error(`a fixture has no use for a block of ${language}`);
    // Prose, or a file of the same name, begins an example of its own, though the one before has not been closed.
    const isNew =
      markdown.slice(lastEnd, match.index).trim() !== '' || files.some((other) => other.path === (path ?? file?.path));
    if (isNew) close(undefined, lastEnd, lastEnd);
    lastEnd = end;
    if (!file) {
      options = JSON.parse(text);
      continue;
    }
    if (files.length === 0) line = markdown.slice(0, match.index).split('\n').length;
    files.push({ ...file, path: path ?? file.path, text });
  }
  close(undefined, lastEnd, lastEnd);
  return examples;
}

/** The fixture with each example closed by a block that holds what `describe` makes of it. */
export function updateFixture(
  markdown: string,
  closing: string,
  describe: (example: FixtureExample) => string,
): string {
  const edits = parseFixture(markdown, closing).map((example) => {
    const block = `\`\`\`${closing}\n${describe(example)}\`\`\`\n`;
    const span = { start: example.start, end: example.end };
    return { span, newText: example.expected === undefined ? `\n${block}` : block };
  });
  return applyEdits(markdown, edits);
}

/** What a `findings` block holds: each finding with its source line, its span underlined, and its fixes as a diff. */
export function describeFindings(files: readonly TestFile[], rule: Rule): string {
  const findings = findingsOf(files, [rule]);
  if (findings.length === 0) return 'none\n';
  return findings.map((finding) => describeFinding(finding, files)).join('\n');
}

function describeFinding(finding: Finding, files: readonly TestFile[]): string {
  const { text } = files.find(({ path }) => path === finding.file)!;
  const { start, end } = finding.span;
  const { line, column } = positionAt(lineStartsOf(text), start);
  const source = lineSpanAt(text, start);
  const underlined = Math.max(1, Math.min(end, source.end) - start);
  const place = files.length > 1 ? `${finding.file}:${line + 1}:${column + 1}` : `${line + 1}:${column + 1}`;
  const lines = [
    `${place} ${finding.level} ${finding.message}`,
    `at ${finding.path}`,
    text.slice(source.start, source.end),
    `${' '.repeat(column)}${'^'.repeat(underlined)}${end > source.end ? '...' : ''}`,
    ...finding.related.map((related) => {
      const other = files.find(({ path }) => path === related.file)!.text;
      return `related ${related.file}:${positionAt(lineStartsOf(other), related.span.start).line + 1} ${related.message}`;
    }),
    ...finding.fixes.flatMap((fix) => [
      `fix (${fix.safety}): ${fix.title}`,
      ...changesOf(fix, finding.file).flatMap((change) => describeChange(change, finding, files)),
    ]),
    ...finding.onlineFixes.map(({ title, safety }) => `fix (${safety}, needs a look-up): ${title}`),
  ];
  return lines.map((one) => `${one.trimEnd()}\n`).join('');
}

function describeChange(change: FileChange, finding: Finding, files: readonly TestFile[]): readonly string[] {
  const { file } = change;
  if (change.kind === 'create') return [`creates ${file}`, ...diff('', change.text)];
  const { text } = files.find(({ path }) => path === file)!;
  return [...(file === finding.file ? [] : [`in ${file}`]), ...diff(text, applyEdits(text, change.edits))];
}

/** The lines that differ, found by cutting off what both texts have in common at either end. */
function diff(before: string, after: string): readonly string[] {
  const old = before.split('\n');
  const now = after.split('\n');
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return [
    ...old.slice(head, old.length - tail).map((line) => `- ${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+ ${line}`),
  ];
}
