import { expect } from 'vitest';
import type { Document } from '../../core/document.ts';
import { type Offer, offersAt, type Refactoring } from '../../core/refactoring.ts';
import { applyEdits, type Span } from '../../core/text.ts';
import { type TestFile, toDocuments } from '../rules/project.ts';

/** A project, and a place in one of its files. */
export interface Case {
  readonly files: readonly TestFile[];
  readonly path: string;
  readonly language: TestFile['language'];
  readonly text: string;
  readonly at: Span;
}

/** U+2038 CARET is a letter of no language that we read. */
const cursorMark = '‸';

/** What a `result` block holds when nothing is offered. */
export const nothing = 'nothing is offered\n';

/** Reads the cursor, one mark, or the selection, two of them, that one of the files has. */
export function toCase(files: readonly TestFile[]): Case {
  const marked = files.filter(({ text }) => text.includes(cursorMark));
  const [start, selected, rest] = marked[0]?.text.split(cursorMark) ?? [];
  if (marked.length !== 1 || start === undefined || selected === undefined)
    throw new Error(`one file of an example has the cursor in it, as ${cursorMark}`);
  const { path, language } = marked[0]!;
  const text = start + selected + (rest ?? '');
  const end = rest === undefined ? start.length : start.length + selected.length;
  const unmarked = files.map((file) => (file.path === path ? { ...file, text } : file));
  return { files: unmarked, path, language, text, at: { start: start.length, end } };
}

/** What a `result` block holds: of each offer its title, and the text that it gives with the placeholder marked. */
export function describeOffers(refactoring: Refactoring, { files, path, text, at }: Case): string {
  const offers = offersAt(refactoring, documentAt(files, path), at);
  if (offers.length === 0) return nothing;
  return offers.map((offer) => `${offer.title}\n\n${applyEdits(text, markedEdits(offer))}`).join('\n');
}

/** As `toWorkspaceEdit` of the server has it: every occurrence in what is new. */
const markedEdits = ({ edits, placeholder }: Offer) =>
  edits.map(({ span, newText }) => ({
    span,
    newText: placeholder === undefined ? newText : newText.replaceAll(placeholder, () => `⟦${placeholder}⟧`),
  }));

/** What holds for every offer: it parses, keeps comments, says where the cursor goes, and is the same with CRLF line ends. */
export function checkOffers(refactoring: Refactoring, { files, path, text, at }: Case): void {
  const document = documentAt(files, path);
  const offers = offersAt(refactoring, document, at);
  for (const offer of offers) checkOffer(offer, document, files);

  const toWindows = (part: string): string => part.replace(/\r?\n/g, '\r\n');
  const windows = files.map((file) => ({ ...file, text: toWindows(file.text) }));
  const start = toWindows(text.slice(0, at.start)).length;
  const windowsAt = { start, end: start + toWindows(text.slice(at.start, at.end)).length };
  expect(
    offersAt(refactoring, documentAt(windows, path), windowsAt).map(({ edits, ...offer }) => [
      offer,
      applyEdits(toWindows(text), edits),
    ]),
    'with CRLF line ends',
  ).toEqual(offers.map(({ edits, ...offer }) => [offer, toWindows(applyEdits(text, edits))]));
}

/** Wherever the cursor is, and however much of the file is typed, nothing throws, and what is offered can be applied. Prefixes of long texts are cut at 100 places. */
export function checkEverywhere(refactoring: Refactoring, { files, path, text, at }: Case): void {
  const document = documentAt(files, path);
  const seen = new Set<string>();
  for (let cursor = 0; cursor <= text.length; cursor++) {
    for (const offer of offersAt(refactoring, document, { start: cursor, end: cursor })) {
      const key = JSON.stringify(offer);
      if (!seen.has(key)) checkOffer(offer, document, files);
      seen.add(key);
    }
  }
  offersAt(refactoring, document, { start: 0, end: text.length });

  const step = Math.max(1, Math.floor(text.length / 100));
  for (let end = 0; end < text.length; end += step) {
    const prefix = documentAt(withText(files, path, text.slice(0, end)), path);
    for (const cursor of new Set([Math.min(at.start, end), end])) {
      for (const { edits } of offersAt(refactoring, prefix, { start: cursor, end: cursor })) {
        applyEdits(prefix.file.text, edits);
      }
    }
  }
}

function checkOffer({ title, edits, placeholder }: Offer, { file: { path, text } }: Document, files: Case['files']) {
  expect(title, 'a title has no full stop').not.toMatch(/\.$/);
  expect(edits, 'an offer edits something').not.toEqual([]);
  for (const { span } of edits) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(text.length);
  }
  const after = applyEdits(text, edits);
  const changed = withText(files, path, after);
  const context = `"${title}" of\n${text}\ngives\n${after}`;
  expect(problemCount(changed, path), `${context}\nwhich must parse as well as before`).toBeLessThanOrEqual(
    problemCount(files, path),
  );
  expect(commentsOf(changed, path), `${context}\nwhich must keep comments`).toEqual(commentsOf(files, path));
  if (placeholder !== undefined)
    expect(edits.map(({ newText }) => newText).join('\n'), 'the placeholder is written').toContain(placeholder);
}

const documentAt = (files: readonly TestFile[], path: string): Document =>
  toDocuments(files).find(({ file }) => file.path === path)!;

const withText = (files: readonly TestFile[], path: string, text: string): readonly TestFile[] =>
  files.map((file) => (file.path === path ? { ...file, text } : file));

const problemCount = (files: readonly TestFile[], path: string): number => documentAt(files, path).file.problems.length;

/** Sorted, since what is moved takes its comments with it. */
const commentsOf = (files: readonly TestFile[], path: string): readonly string[] => {
  const { text, comments } = documentAt(files, path).file;
  return comments.map(({ span }) => text.slice(span.start, span.end)).sort();
};
