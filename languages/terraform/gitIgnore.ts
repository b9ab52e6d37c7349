import ignore from 'ignore';
import { folderOf, type Project } from '../../core/project.ts';
import { lineEndOf, type Span, type TextEdit } from '../../core/text.ts';

/** A `.gitignore` that decides that git does not see a file. */
export interface IgnoringFile {
  readonly path: string;
  /** The same as seen from the file's folder: `../.gitignore`. */
  readonly relativePath: string;
  /** The edits that have git see the file, as far as this `.gitignore` is concerned; undefined when unsure. Computed when called. */
  unignore(): readonly TextEdit[] | undefined;
}

/** The `.gitignore` that decides that git does not see a file: the nearest one that says anything of it. */
export function ignoringFile(
  path: string,
  isRelevant: (line: string) => boolean,
  project: Project,
  folder = folderOf(path),
): IgnoringFile | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  const text = project.text(`${prefix}.gitignore`) ?? '';
  const inside = path.slice(prefix.length);
  const { ignored, unignored } = test(text.split(/\r?\n/).filter(isRelevant), inside);
  if (ignored) {
    const relativePath = `${'../'.repeat(inside.split('/').length - 1)}.gitignore`;
    return { path: `${prefix}.gitignore`, relativePath, unignore: () => unignoringEdits(text, inside) };
  }
  return unignored || folder === '' ? undefined : ignoringFile(path, isRelevant, project, folderOf(folder));
}

const test = (lines: readonly string[], path: string) =>
  ignore({ allowRelativePaths: true })
    .add([...lines])
    .test(path);

/**
 * Lines that are about files of this name alone go. Where others are left that hide the file too, a line behind the last of
 * them takes it back, which git heeds unless a whole folder is hidden (https://git-scm.com/docs/gitignore).
 */
function unignoringEdits(text: string, path: string): readonly TextEdit[] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const lines = linesOf(text);
  const hiding = lines.filter(({ content }) => test([content], path).ignored);
  const own = new Set(hiding.filter(({ content }) => content.trim().replace(/^.*\//, '') === name));
  const left = lines.filter((line) => !own.has(line));
  const removals = [...own].map(({ span }) => ({ span, newText: '' }));
  if (
    !test(
      left.map(({ content }) => content),
      path,
    ).ignored
  )
    return removals;

  const last = left.findLastIndex((line) => hiding.includes(line));
  const exception = `!${name}`;
  const after = [...left.slice(0, last + 1).map(({ content }) => content), exception];
  if (test([...after, ...left.slice(last + 1).map(({ content }) => content)], path).ignored) return undefined;
  const { content, span } = left[last]!;
  const end = span.start + content.length;
  return [...removals, { span: { start: end, end }, newText: lineEndOf(text) + exception }];
}

interface Line {
  /** Without its line end. */
  readonly content: string;
  /** With its line end. */
  readonly span: Span;
}

function linesOf(text: string): readonly Line[] {
  return [...text.matchAll(/([^\r\n]*)(?:\r?\n|$)/g)]
    .filter(([line]) => line !== '')
    .map(({ 0: line, 1: content = '', index }) => ({ content, span: { start: index, end: index + line.length } }));
}
