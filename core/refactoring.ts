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
  /** Whether it puts what is there into another form, or takes a part of it out into something of its own. Editors list these apart. */
  readonly kind: 'rewrite' | 'extract';
  readonly languages: readonly LanguageId[];
  /**
   * What can be made of the text at a span, of length 0 for a cursor. Nothing where the result would not be valid, or where
   * something that it needs is not known.
   */
  offers(document: Document, at: Span): Iterable<Offer>;
}

/** Edits of the document, applied whole or not at all. Its `placeholder` is the first thing that a person has to decide: the cursor goes there. */
export type Offer = Omit<Fix, 'safety' | 'elsewhere'>;

/** The offers of a refactoring that may be made in a document; none in other languages, or where edits would hit what is not there to be edited. */
export function offersAt(refactoring: Refactoring, document: Document, at: Span): readonly Offer[] {
  if (!refactoring.languages.includes(document.language)) return [];
  return [...refactoring.offers(document, at)].filter(({ edits }) =>
    edits.every((edit) => document.canApply?.(edit) ?? true),
  );
}

/** Types a refactoring; one for some languages only may narrow `D` to their document. */
export function defineRefactoring<D extends Document = Document>(
  refactoring: Omit<Refactoring, 'offers'> & { offers(document: D, at: Span): Iterable<Offer> },
): Refactoring {
  return refactoring as unknown as Refactoring;
}
