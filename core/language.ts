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
  /** Puts a parsed file into its project; `file` was made by this language's `parse`. Cheap: facts are computed when read. */
  toDocument(file: ParsedFile, project: Project): Document;
}
