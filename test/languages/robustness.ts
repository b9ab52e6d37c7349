import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Document } from '../../core/document.ts';
import { applyEdits } from '../../core/text.ts';
import { lintWithAll, readEverything } from './everything.ts';

/** Real-looking texts of one kind, and how they are read. */
export interface Samples {
  /** `manifest`: what such a text is called. */
  readonly what: string;
  readonly texts: readonly string[];
  /** What means something to the language's parser, wherever it is put. */
  readonly fragments: readonly string[];
  /** The documents that a text is seen by: its own, and those that hang on it. */
  read(text: string): Iterable<Document>;
  /** What else is to hold of a text. */
  check?(text: string): void;
}

export const yamlFragments: readonly string[] = [
  ...['"', "'", '{', '}', '[', ']', ',', '\n', '\r', '\t', ': ', '- ', '|', '>', '#', '? ', '!', '%', '@', '`'],
  ...['&a ', '*a', '<<: *a', '---\n', '\n  ', '\uFEFF', '\0', '\u{1F600}', '\uD800'],
];

/** Tests that any prefix of the texts, any damage to them and any other text is read and linted, with every place inside of it. */
export function testRobustness({ what, texts, fragments, read, check }: Samples): void {
  const expectReadable = (damaged: string): void => {
    for (const document of read(damaged)) expectSound(document);
    check?.(damaged);
  };

  test(`any half-typed ${what} is read`, () => {
    for (const text of texts) {
      for (const [whole, step] of [
        [text, 11],
        [text.replaceAll('\n', '\r\n'), 23],
        [`\uFEFF${text}`, 37],
      ] as const) {
        for (let end = 0; end <= whole.length; end += step) expectReadable(whole.slice(0, end));
      }
    }
  });

  const fragment = fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 4, unit: 'binary' }));
  const splice = fc.record({
    start: fc.nat(Math.max(...texts.map(({ length }) => length))),
    length: fc.oneof(fc.constant(0), fc.nat(40)),
    inserted: fc.oneof(fragment, fc.constant('')),
  });

  test(`any broken ${what} is read`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(splice, { minLength: 1, maxLength: 4 }), (text, splices) => {
        let damaged = text;
        for (const { start, length, inserted } of splices) {
          damaged = damaged.slice(0, start) + inserted + damaged.slice(start + length);
        }
        expectReadable(damaged);
      }),
      { numRuns: 200 },
    );
  });

  test(`any text is read as a ${what}`, () => {
    const parts = fc.array(fragment, { maxLength: 30 }).map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(parts, fc.string({ unit: 'binary' })), (any) => expectReadable(any)),
      { numRuns: 100 },
    );
  });
}

/** Expects places to be inside the text, comments to go above lines, and fixes to change it. */
function expectSound(document: Document): void {
  const { text } = document.file;
  readEverything(document);
  for (const offset of [0, text.length >> 1, text.length]) {
    const line = document.suppressionLineAt(offset);
    if (line !== undefined) expect(line === 0 || text[line - 1] === '\n').toBe(true);
  }
  for (const { span, fixes } of lintWithAll(document).findings) {
    expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
    for (const { edits } of fixes) expect(applyEdits(text, edits)).not.toBe(text);
  }
}
