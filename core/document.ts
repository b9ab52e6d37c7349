import type { Facts, Origin, Place } from './facts.ts';
import type { Span, TextEdit } from './text.ts';

export const languageIds = [
  'dockerfile',
  'kubernetes',
  'terraform',
  'pipeline',
  'compose',
  'kustomize',
  'helm',
] as const;
export type LanguageId = (typeof languageIds)[number];

/** A file as text. `path` is relative to the workspace folder, with `/`. `text` keeps BOM and line ends. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Text that is not of the language's grammar. The rest of the document is still read. */
export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
}

/** A comment, its marks (`#`, `//`, `/* *\/`) included in the span. */
export interface Comment {
  readonly span: Span;
  /** Whether nothing but blanks stands before it on its line. */
  readonly isOwnLine: boolean;
}

/**
 * What is read from the text of one file alone, so that it can be kept for as long as the text stays the same. Each
 * language extends it by its own tree.
 */
export interface ParsedFile extends SourceFile {
  readonly language: LanguageId;
  readonly problems: readonly SyntaxProblem[];
  /** All comments in order. Computed when read. */
  readonly comments: readonly Comment[];
  /** What a suppression comment starts with, and whether it may stand at a line's end. Undefined where the language has no comments (JSON). */
  readonly commentStyle: CommentStyle | undefined;
}

export interface CommentStyle {
  readonly mark: '#';
  readonly isAllowedAtLineEnd: boolean;
}

/**
 * A file in its project: its facts, each computed when first read, with values resolved through the project's other
 * files. Each language extends it by what only that language has.
 */
export interface Document extends Facts {
  readonly language: LanguageId;
  readonly file: ParsedFile;
  /** Where a suppression comment for a finding at `offset` goes: the offset of a line's start; undefined when none may be written there. */
  suppressionLineAt(offset: number): number | undefined;
  /** Where what is at a place comes from, when it is resolved. Told with findings there that name nothing related. */
  originsAt?(place: Place): readonly Origin[];
  /** Whether a fix may make an edit; where it is missing, any. In a template, what actions write is not there to be edited. */
  canApply?(edit: TextEdit): boolean;
}
