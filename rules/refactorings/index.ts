import type { Refactoring } from '../../core/refactoring.ts';

/** All refactorings, in the order in which an editor shows them. */
export const refactorings: readonly Refactoring[] = [];
