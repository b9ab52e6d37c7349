import type { LanguageId, ParsedFile } from './document.ts';
import type { FixSafety, Problem } from './finding.ts';
import { fixText } from './fix.ts';
import type { Language } from './language.ts';
import { type LintContext, type LintResult, lint } from './lint.ts';
import { createProject } from './project.ts';

/** Languages whose values are resolved through the other files of the folder, which must then be read too. */
export const folderLanguages: ReadonlySet<LanguageId> = new Set(['terraform']);

export type Languages = ReadonlyMap<LanguageId, Language>;

/**
 * Lints files that can see each other and `others`, which are not reported on: what every front end calls. Results are
 * in the order of `files`. `languages` holds the language of each file.
 */
export function lintFiles(
  files: readonly ParsedFile[],
  others: readonly ParsedFile[],
  languages: Languages,
  context: LintContext,
): readonly LintResult[] {
  const project = createProject([...files, ...others]);
  return files.map((file) => {
    try {
      return lint(languages.get(file.language)!.toDocument(file, project), context);
    } catch (error) {
      return { findings: [], problems: [internalError(file.path, error)] };
    }
  });
}

/** For what should never happen: it costs the file, not the run. */
export const internalError = (file: string, error: unknown): Problem => ({
  kind: 'internal-error',
  file,
  span: undefined,
  message: `\`${file}\` could not be linted (${error instanceof Error ? error.message : String(error)}); please report it`,
});

/** The text of a file after all fixes with a wanted safety, and how many went in. `others` are the files it can see. */
export function fixFile(
  { path, text, language }: ParsedFile,
  others: readonly ParsedFile[],
  languages: Languages,
  context: LintContext,
  wanted: readonly FixSafety[],
): { readonly text: string; readonly fixCount: number } {
  const { parse } = languages.get(language)!;
  return fixText(text, wanted, (round) => {
    return lintFiles([parse({ path, text: round })], others, languages, context)[0]!.findings;
  });
}
