import { expect } from 'vitest';
import type { FileChange, Finding, Fix, LookUps } from '../../core/finding.ts';
import { applyChanges, changesOf, fixTexts } from '../../core/fix.ts';
import type { Rule } from '../../core/rule.ts';
import { rules as allRules } from '../../rules/index.ts';
import { findingsOf, lintAll, type TestFile, textsOf, toDocuments, withTexts } from './project.ts';

/** What holds for every example of every rule, whatever the rule says of it. */
export async function checkExample(rule: Rule, files: readonly TestFile[]): Promise<void> {
  const findings = findingsOf(files, [rule]);
  for (const finding of findings) checkFinding(finding, textOf(files, finding.file));
  for (const finding of findings) {
    for (const fix of finding.fixes) checkFix(rule, files, finding, fix);
    for (const online of finding.onlineFixes) {
      const fix = await online.resolve(lookUps);
      expect(fix, `"${online.title}" is a fix once its questions are answered`).toBeDefined();
      checkFix(rule, files, finding, fix!);
      expect(await online.resolve(unanswered), `"${online.title}" is none when there is no answer`).toBeUndefined();
    }
  }
  checkLineEnds(rule, files, findings);
  checkPrefixes(rule, files);
}

/** A world in which everything that is asked for exists. */
const lookUps: LookUps = {
  digestOf: async () => `sha256:${'0123456789abcdef'.repeat(4)}`,
  versionTagOf: async () => '1.2.3',
  commitOf: async () => '0123456789abcdef0123456789abcdef01234567',
  checksumOf: async () => '0123456789abcdef'.repeat(4),
};

const unanswered: LookUps = {
  digestOf: async () => undefined,
  versionTagOf: async () => undefined,
  commitOf: async () => undefined,
  checksumOf: async () => undefined,
};

function checkFinding({ span, message, fixes, path, file }: Finding, text: string): void {
  expect(span.start, 'a finding has a span in its text').toBeGreaterThanOrEqual(0);
  expect(span.end, 'a finding spans some text').toBeGreaterThan(span.start);
  expect(span.end).toBeLessThanOrEqual(text.length);
  expect(path, 'a finding has a path').not.toBe('');
  expect(message, 'a message is one line without a full stop').toMatch(/^[^\n]*[^\n.]$/);
  for (const { edits, elsewhere = [], title } of fixes) {
    expect([...edits, ...elsewhere], `fix "${title}" changes something`).not.toEqual([]);
    const others = new Set(elsewhere.map((change) => change.file));
    expect(others.size, `fix "${title}" names each other file once`).toBe(elsewhere.length);
    expect(others, `fix "${title}" has edits of its own file among its edits`).not.toContain(file);
    expect(title, 'a title has no full stop').not.toMatch(/\.$/);
  }
}

/** A fix parses, removes its finding, adds none of any rule, keeps comments, and fixing again changes nothing. */
function checkFix(rule: Rule, files: readonly TestFile[], finding: Finding, fix: Fix): void {
  const before = textsOf(files);
  const changes = changesOf(fix, finding.file);
  for (const { kind, file } of changes)
    expect(before.has(file), `fix "${fix.title}" edits what is there, and creates what is not`).toBe(kind === 'edit');
  const after = applyChanges(before, changes);
  const fixed = withTexts(files, after);
  const changed = changes.map(({ file }) => `${file}:\n${before.get(file) ?? ''}\nbecomes\n${after.get(file)}`);
  const context = `${rule.id}: fix "${fix.title}": ${changed.join('\n')}`;

  expect(problemCount(fixed), `${context}\nwhich must parse as well as before`).toBeLessThanOrEqual(
    problemCount(files),
  );
  expect(
    findingsOf(fixed, [rule]).filter((other) => isSame(other, finding)),
    `${context}\nwhich must be rid of the finding`,
  ).not.toHaveLength(findingsOf(files, [rule]).filter((other) => isSame(other, finding)).length);

  // A message may name what the fix has changed; the finding's place is the same.
  const known = new Set(findingsOf(files, allRules).flatMap((one) => [nameOf(one), placeOf(one)]));
  // A rule that was silent because this one is more specific may speak now.
  const others = allRules.filter(({ yieldsTo }) => !yieldsTo?.includes(rule.id));
  const added = findingsOf(fixed, others).filter((other) => !known.has(nameOf(other)) && !known.has(placeOf(other)));
  expect(added.map(nameOf), `${context}\nwhich must add no finding`).toEqual([]);

  const removed = removedText(before, changes);
  expect(commentsOf(fixed), `${context}\nwhich must keep comments`).toEqual(
    expect.arrayContaining(commentsOf(files).filter((comment) => !removed.includes(comment))),
  );

  const fixAll = (texts: ReadonlyMap<string, string>) =>
    fixTexts(
      texts,
      [fix.safety],
      () => true,
      (now) => findingsOf(withTexts(files, now), [rule]),
    );
  expect(fixAll(fixAll(before).texts).fixes, `${context}\nwhich must settle`).toEqual([]);
}

/** The same text with `\r\n` line ends gives the same findings. */
function checkLineEnds(rule: Rule, files: readonly TestFile[], findings: readonly Finding[]): void {
  const windows = files.map((file) => ({ ...file, text: file.text.replace(/\r?\n/g, '\r\n') }));
  const told = findingsOf(windows, [rule]).map(nameOf);
  expect(told, `${rule.id} on\n${files[0]!.text}\nwith CRLF line ends`).toEqual(findings.map(nameOf));
}

/** Half-typed files: no prefix makes a parser, a fact or a rule throw. Long texts are cut at 150 places. */
function checkPrefixes(rule: Rule, files: readonly TestFile[]): void {
  for (const { path, text } of files) {
    const step = Math.max(1, Math.floor(text.length / 150));
    for (let end = 0; end < text.length; end += step)
      lintAll(withTexts(files, new Map([[path, text.slice(0, end)]])), [rule]);
  }
}

const nameOf = ({ rule, message }: Finding): string => `${rule}: ${message}`;

const placeOf = ({ rule, file, path }: Finding): string => `${rule} at ${file} ${path}`;

const isSame = (a: Finding, b: Finding): boolean => nameOf(a) === nameOf(b);

const textOf = (files: readonly TestFile[], path: string): string => files.find((file) => file.path === path)!.text;

const problemCount = (files: readonly TestFile[]): number =>
  toDocuments(files).reduce((count, { file }) => count + file.problems.length, 0);

const commentsOf = (files: readonly TestFile[]): readonly string[] =>
  toDocuments(files).flatMap(({ file }) => file.comments.map(({ span }) => file.text.slice(span.start, span.end)));

const removedText = (texts: ReadonlyMap<string, string>, changes: readonly FileChange[]): string =>
  changes
    .flatMap((change) => (change.kind === 'edit' ? change.edits.map((edit) => ({ ...edit, file: change.file })) : []))
    .map(({ file, span }) => texts.get(file)!.slice(span.start, span.end))
    .join('\n');
