import type { Document, LanguageId, ParsedFile, SourceFile } from './document.ts';
import type { Project } from './project.ts';

/** How text of one language becomes a document with facts. Neither function throws, whatever the text. */
export interface Language {
  readonly id: LanguageId;
  /**
   * Reads one text alone. `previous` is what this made of an earlier text of the file; what has not changed may be taken
   * from it, with the same result.
   */
  parse(source: SourceFile, previous?: ParsedFile): ParsedFile;
  /**
   * What else the facts of a file hang on. Front ends read these files too, without linting them for that, and what they
   * refer to in their turn. Files that do not exist are passed over.
   */
  references?(file: ParsedFile): readonly Reference[];
  /** What it refers to by names that other files give. Asked with all that was read so far, until it names nothing new. */
  referencesIn?(file: ParsedFile, project: Project): readonly Reference[];
  /** Puts a parsed file into its project; `file` was made by this language's `parse`. Cheap: facts are computed when read. */
  toDocument(file: ParsedFile, project: Project): Document;
}

/** Another file, or all files of a language in another folder. Paths are in the form of `SourceFile.path`. */
export type Reference =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string; readonly language: LanguageId };
