import type { Configuration } from '../core/configuration.ts';
import type { LanguageId, ParsedFile } from '../core/document.ts';
import type { Problem } from '../core/finding.ts';
import type { Language, Reference } from '../core/language.ts';
import { internalError, type Languages } from '../core/lintFiles.ts';
import type { Folders } from '../host/folders.ts';
import type { Host } from '../host/host.ts';
import { joinPath } from '../host/path.ts';
import { readText } from '../host/readText.ts';
import { type Referred, readReferences, referrersOf, rootsOf } from '../host/references.ts';
import { detectLanguage, mayBe, mayChangeOthers } from '../languages/detect.ts';
import type { Engine } from './engine.ts';

export interface Reading {
  readonly host: Host;
  readonly folders: Folders;
  readonly engine: Engine;
  /** The configuration of a file. */
  readonly configurationOf: (path: string) => Promise<Configuration>;
  /** The files, beyond those of the run, that may change what files of a language mean without being named by them. */
  readonly indexFiles: (language: LanguageId) => Promise<readonly string[]>;
}

/** All that a run reads. Paths are absolute. */
export interface ReadFiles {
  /** The files that are of a language of ours, in the order of `paths`. */
  readonly files: readonly ParsedFile[];
  readonly referred: Referred;
  readonly languages: Languages;
  /** By the path of each of `files`. */
  readonly configurations: ReadonlyMap<string, Configuration>;
  readonly problems: readonly Problem[];
}

/** Reads and parses files, and all that they refer to. */
export async function readFiles(paths: readonly string[], reading: Reading): Promise<ReadFiles> {
  const { host, folders, engine } = reading;
  const languages = new Map<LanguageId, Language>();
  const configurations = new Map<string, Configuration>();

  async function read(path: string, isWanted = (_text: string, _language: LanguageId) => true): Promise<ReadFile> {
    const configuration = await reading.configurationOf(path);
    configurations.set(path, configuration);
    const found = await readText(host, path, path, configuration.maxFileSize);
    if (found.kind === 'problem') return found;
    const id = detectLanguage(path, found.text);
    if (!id || !isWanted(found.text, id)) return found;
    const language = languages.get(id) ?? (await engine.loadLanguage(id));
    languages.set(id, language);
    try {
      return { kind: 'parsed', file: language.parse({ path, text: found.text }) };
    } catch (error) {
      return { kind: 'problem', problem: internalError(path, error) };
    }
  }

  const files: ParsedFile[] = [];
  const problems: Problem[] = [];
  const notOurs = new Set<string>();
  for (const path of paths) {
    const found = await read(path);
    if (found.kind === 'parsed') files.push(found.file);
    else notOurs.add(path);
    if (found.kind === 'problem') problems.push(found.problem);
  }

  const index = await readIndex();
  const referred = await readReferences([...files, ...index], await rootsOf(files, folders), {
    referencesOf,
    referencesIn: (file, project) => askedOf(file, ({ referencesIn }) => referencesIn?.(file, project)),
    async read(path) {
      const found = await read(path);
      if (found.kind === 'problem') return undefined;
      return found.kind === 'parsed' ? found.file : { path, text: found.text };
    },
    async list(folder, language) {
      const entries = await folders.list(folder).catch(() => []);
      const candidates = entries.filter(({ kind }) => kind !== 'directory').map(({ name }) => joinPath(folder, name));
      return candidates.filter((path) => mayBe(path, language) && !notOurs.has(path));
    },
  });
  return {
    files,
    referred: { ...referred, others: [...index, ...referred.others] },
    languages,
    configurations,
    problems,
  };

  function referencesOf(file: ParsedFile): readonly Reference[] {
    return askedOf(file, ({ references }) => references?.(file));
  }

  function askedOf(
    file: ParsedFile,
    ask: (language: Language) => readonly Reference[] | undefined,
  ): readonly Reference[] {
    try {
      return ask(languages.get(file.language)!) ?? [];
    } catch (error) {
      problems.push(internalError(file.path, error));
      return [];
    }
  }

  /** A manifest alone does not tell which images a kustomization gives it, nor a module what it is called with. */
  async function readIndex(): Promise<readonly ParsedFile[]> {
    const known = new Set(paths);
    const found = new Set<string>();
    for (const language of indexedLanguages) {
      if (!files.some((file) => file.language === language)) continue;
      for (const path of await reading.indexFiles(language)) if (!known.has(path)) found.add(path);
    }
    const all = await Promise.all([...found].slice(0, maxIndexFiles).map((path) => read(path, mayChangeOthers)));
    return referrersOf(
      files,
      all.flatMap((one) => (one.kind === 'parsed' ? one.file : [])),
      referencesOf,
    );
  }
}

/** The languages whose files are changed by others that they do not refer to. */
const indexedLanguages = ['kubernetes', 'terraform'] as const satisfies readonly LanguageId[];

/** As many as an editor looks at. */
const maxIndexFiles = 5000;

type ReadFile =
  | { readonly kind: 'parsed'; readonly file: ParsedFile }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: Problem };
