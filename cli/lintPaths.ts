import type { Configuration } from '../core/configuration.ts';
import type { LanguageId, ParsedFile } from '../core/document.ts';
import type { Finding, FixSafety, Problem } from '../core/finding.ts';
import type { Language } from '../core/language.ts';
import type { LintContext } from '../core/lint.ts';
import { fixFile, folderLanguages, internalError, lintFiles } from '../core/lintFiles.ts';
import type { Folders } from '../host/folders.ts';
import type { Host } from '../host/host.ts';
import { joinPath, parentOf } from '../host/path.ts';
import { readText } from '../host/readText.ts';
import { detectLanguage, languageOfPath } from '../languages/detect.ts';
import type { Engine } from './engine.ts';

export interface LintRun {
  readonly host: Host;
  readonly folders: Folders;
  readonly engine: Engine;
  /** What reports call a path. */
  readonly toShown: (path: string) => string;
  readonly configurationOf: (folder: string) => Promise<Configuration>;
  readonly wantedFixes: readonly FixSafety[];
  /** Does with a fixed text what the run is for. The findings of a file are those of the fixed text if it was `replaced`. */
  readonly onFixed: (fixed: FixedText) => Promise<'replaced' | 'kept' | 'changed' | 'read-only'>;
}

interface FixedText {
  /** Absolute. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Linted {
  readonly fileCount: number;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly fixed: { readonly fixCount: number; readonly fileCount: number };
  readonly texts: ReadonlyMap<string, string>;
}

/** Lints files (absolute paths) folder by folder, each folder's files together, and fixes them if the run wants that. */
export async function lintPaths(paths: readonly string[], run: LintRun): Promise<Linted> {
  const byFolder = new Map<string, string[]>();
  for (const path of paths) {
    const folder = parentOf(path);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  const languages = new Map<LanguageId, Language>();
  const all: Linted[] = [];
  for (const [folder, files] of byFolder) all.push(await lintFolder(folder, files, languages, run));
  return {
    fileCount: sum(all.map(({ fileCount }) => fileCount)),
    findings: all.flatMap(({ findings }) => findings).sort(byFile),
    problems: all.flatMap(({ problems }) => problems),
    fixed: {
      fixCount: sum(all.map(({ fixed }) => fixed.fixCount)),
      fileCount: sum(all.map(({ fixed }) => fixed.fileCount)),
    },
    texts: new Map(all.flatMap(({ texts }) => [...texts])),
  };
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Keeps the order of findings within a file. */
const byFile = (a: Finding, b: Finding): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);

async function lintFolder(
  folder: string,
  paths: readonly string[],
  languages: Map<LanguageId, Language>,
  run: LintRun,
): Promise<Linted> {
  const configuration = await run.configurationOf(folder);
  const context: LintContext = { rules: run.engine.rules, configuration, today: run.host.today() };
  const problems: Problem[] = [];
  const files = await parseFiles(paths, configuration, languages, problems, run);
  const others = await parseFiles(await siblingsOf(folder, paths, files, run), configuration, languages, [], run);

  const fixed = { fixCount: 0, fileCount: 0 };
  if (run.wantedFixes.length > 0) {
    for (const [path, file] of files) {
      const visible = [...files.values(), ...others.values()].filter((other) => other !== file);
      const after = await fixOne(path, file, visible, languages, context, problems, run);
      if (!after) continue;
      files.set(path, after.file);
      fixed.fixCount += after.fixCount;
      fixed.fileCount++;
    }
  }

  const results = lintFiles([...files.values()], [...others.values()], languages, context);
  problems.push(...results.flatMap((result) => result.problems));
  const findings = results.flatMap((result) => result.findings);
  const isQuiet = findings.length === 0 && problems.length === 0;
  const texts = isQuiet ? [] : [...files.values(), ...others.values()].map(({ path, text }) => [path, text] as const);
  return { fileCount: files.size, findings, problems, fixed, texts: new Map(texts) };
}

/** Reads and parses files, by their absolute paths. What is in no language of ours is left out. */
async function parseFiles(
  paths: readonly string[],
  { maxFileSize }: Configuration,
  languages: Map<LanguageId, Language>,
  problems: Problem[],
  { host, engine, toShown }: LintRun,
): Promise<Map<string, ParsedFile>> {
  const files = new Map<string, ParsedFile>();
  for (const path of paths) {
    const shown = toShown(path);
    const read = await readText(host, path, shown, maxFileSize);
    if (read.kind === 'problem') {
      problems.push(read.problem);
      continue;
    }
    const id = detectLanguage(shown, read.text);
    if (!id) continue;
    if (!languages.has(id)) languages.set(id, await engine.loadLanguage(id));
    try {
      files.set(path, languages.get(id)!.parse({ path: shown, text: read.text }));
    } catch (error) {
      problems.push(internalError(shown, error));
    }
  }
  return files;
}

/** The files that are not linted but that the linted ones take values from. */
async function siblingsOf(
  folder: string,
  paths: readonly string[],
  files: ReadonlyMap<string, ParsedFile>,
  { folders }: LintRun,
): Promise<readonly string[]> {
  const wanted = new Set([...files.values()].map(({ language }) => language).filter((id) => folderLanguages.has(id)));
  if (wanted.size === 0) return [];
  const isWanted = (name: string): boolean => {
    const verdict = languageOfPath(name);
    return verdict !== undefined && verdict !== 'yaml' && wanted.has(verdict);
  };
  const entries = await folders.list(folder).catch(() => []);
  const siblings = entries.filter(({ kind, name }) => kind !== 'directory' && isWanted(name));
  return siblings.map(({ name }) => joinPath(folder, name)).filter((path) => !paths.includes(path));
}

async function fixOne(
  path: string,
  file: ParsedFile,
  visible: readonly ParsedFile[],
  languages: ReadonlyMap<LanguageId, Language>,
  context: LintContext,
  problems: Problem[],
  { wantedFixes, onFixed }: LintRun,
): Promise<{ readonly file: ParsedFile; readonly fixCount: number } | undefined> {
  const { text, fixCount } = fixFile(file, visible, languages, context, wantedFixes);
  if (text === file.text) return undefined;
  const report = (kind: Problem['kind'], reason: string): undefined => {
    problems.push({ kind, file: file.path, span: undefined, message: `\`${file.path}\` was not fixed: ${reason}` });
  };
  const after = languages.get(file.language)!.parse({ path: file.path, text });
  if (after.problems.length > file.problems.length) {
    return report('internal-error', 'the fixed text would not parse; please report it');
  }
  switch (await onFixed({ path, before: file.text, after: text })) {
    case 'replaced':
      return { file: after, fixCount };
    case 'kept':
      return undefined;
    case 'changed':
      return report('skipped', 'it was changed on disk meanwhile; run again');
    case 'read-only':
      return report('skipped', 'it is read-only; make it writable and run again');
  }
}
