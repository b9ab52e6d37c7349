import type { Document, LanguageId } from './document.ts';
import type { Fix } from './finding.ts';
import type { Span } from './text.ts';

/**
 * A change of shape that a person may want where the cursor is, whether or not a rule has something to say there. Editors
 * offer it; no command applies it.
 */
export interface Refactoring {
  /** As in `pod-to-deployment`: the last part of the code action's kind. */
  readonly id: string;
  readonly languages: readonly LanguageId[];
  /**
   * What can be made of the text at a span, of length 0 for a cursor. Nothing where the result would not be valid, or where
   * something that it needs is not known.
   */
  offers(document: Document, at: Span): Iterable<Offer>;
}

/** Edits of the document, applied whole or not at all. Its `placeholder` is the first thing that a person has to decide: the cursor goes there. */
export type Offer = Omit<Fix, 'safety'>;

/** Types a refactoring; one for some languages only may narrow `D` to their document. */
export function defineRefactoring<D extends Document = Document>(
  refactoring: Omit<Refactoring, 'offers'> & { offers(document: D, at: Span): Iterable<Offer> },
): Refactoring {
  return refactoring as unknown as Refactoring;
}
