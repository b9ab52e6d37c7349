import type { LanguageId, ParsedFile, SourceFile } from '../core/document.ts';
import type { Reference } from '../core/language.ts';
import type { Surroundings } from '../core/lintFiles.ts';
import { createProject, folderOf, type Project } from '../core/project.ts';
import type { Folders } from './folders.ts';
import { parentOf } from './path.ts';

/** Where files come from that others refer to. */
export interface FileSource {
  referencesOf(file: ParsedFile): readonly Reference[];
  /** What it refers to by names that other files of the project give. */
  referencesIn(file: ParsedFile, project: Project): readonly Reference[];
  /** The file parsed, or as text when it is of no language of ours; undefined when it cannot be read. */
  read(path: string): Promise<ParsedFile | SourceFile | undefined>;
  /** The paths of a folder's files that may be of a language; none when there is no such folder. */
  list(folder: string, language: LanguageId): Promise<readonly string[]>;
}

/** What files refer to, and what that refers to in its turn. */
export interface Referred extends Surroundings {
  /** The keys of all references that led here, those to nothing among them: a new file there would be referred to. */
  readonly keys: ReadonlySet<string>;
}

/** A reference as a string, so that references can be compared. */
export const referenceKey = (reference: Reference): string =>
  reference.kind === 'file' ? reference.path : folderKey(reference.path, reference.language);

/** The key of a reference to all files of a language in a folder. */
export const folderKey = (folder: string, language: LanguageId): string => `${folder}/*.${language}`;

/** The keys of the references that lead to a file. */
export const referenceKeysOf = ({ path, language }: ParsedFile): readonly string[] => [
  path,
  folderKey(folderOf(path), language),
];

/** How many files a run reads beside those that it lints. */
const maxFiles = 10_000;

/**
 * Reads what `files` refer to, directly and through others. Only files below one of `roots` are read: a repository says
 * nothing about the rest of the machine.
 */
export async function readReferences(
  files: readonly ParsedFile[],
  roots: ReadonlySet<string>,
  source: FileSource,
): Promise<Referred> {
  const keys = new Set<string>();
  const given = new Map(files.map((file) => [file.path, file]));
  const read = new Map<string, ParsedFile | SourceFile | undefined>();
  const wanted = new Set<string>();

  /** Reads those of `paths` that were not read yet, all at once; the order in which they come makes no difference. */
  const readAll = async (paths: readonly string[]): Promise<void> => {
    const unread = [...new Set(paths)].filter((path) => !given.has(path) && !read.has(path));
    const room = unread.slice(0, Math.max(0, maxFiles - read.size));
    const contents = await Promise.all(room.map((path) => source.read(path)));
    for (const [index, path] of room.entries()) read.set(path, contents[index]);
  };

  const known = [...files];
  const texts: SourceFile[] = [];
  const isNewReference = (reference: Reference): boolean => isNew(keys, reference);
  /** What names of other files lead to, as far as these were read. */
  const namedElsewhere = (): readonly Reference[] => {
    const project = createProject(known, texts, roots);
    return known.flatMap((file) => source.referencesIn(file, project)).filter(isNewReference);
  };

  let level: readonly ParsedFile[] = files;
  for (;;) {
    const own = level.flatMap((file) => source.referencesOf(file)).filter(isNewReference);
    const references = own.length > 0 ? own : namedElsewhere();
    if (references.length === 0) break;
    const listed = await Promise.all(
      references.map(async (reference) => {
        if (!isBelow(roots, reference.path)) return [];
        return reference.kind === 'file' ? [reference.path] : source.list(reference.path, reference.language);
      }),
    );
    await readAll(listed.flat());
    const found: ParsedFile[] = [];
    for (const [index, reference] of references.entries()) {
      for (const path of listed[index]!) {
        const file = read.get(path);
        if (!file || wanted.has(path)) continue;
        if (reference.kind === 'folder' && !isOf(file, reference.language)) continue;
        wanted.add(path);
        if (isParsed(file)) found.push(file);
        else texts.push(file);
      }
    }
    known.push(...found);
    level = found;
  }

  return { others: known.slice(files.length), texts, roots, keys };
}

/** Those of `candidates` that refer to one of `files`, directly or through others of them. */
export function referrersOf(
  files: readonly ParsedFile[],
  candidates: readonly ParsedFile[],
  referencesOf: FileSource['referencesOf'],
): readonly ParsedFile[] {
  const referrers = new Map<string, ParsedFile[]>();
  for (const candidate of candidates) {
    for (const key of new Set(referencesOf(candidate).map(referenceKey))) {
      const others = referrers.get(key);
      if (others) others.push(candidate);
      else referrers.set(key, [candidate]);
    }
  }
  const found = new Set<ParsedFile>();
  const keys = new Set(files.flatMap(referenceKeysOf));
  // What is added on the way is gone through too.
  for (const key of keys) {
    for (const referrer of referrers.get(key) ?? []) {
      found.add(referrer);
      for (const ownKey of referenceKeysOf(referrer)) keys.add(ownKey);
    }
  }
  return [...found];
}

/** The folders that files may refer to what lies below: their own, and their repositories. */
export async function rootsOf(files: readonly ParsedFile[], folders: Folders): Promise<ReadonlySet<string>> {
  const roots = new Set<string>();
  for (const folder of new Set(files.map(({ path }) => parentOf(path)))) {
    roots.add(folder);
    roots.add(await folders.rootOf(folder));
  }
  return roots;
}

function isNew(keys: Set<string>, reference: Reference): boolean {
  const key = referenceKey(reference);
  if (keys.has(key)) return false;
  keys.add(key);
  return true;
}

function isBelow(roots: ReadonlySet<string>, path: string): boolean {
  for (let at = path; !roots.has(at); at = parentOf(at)) if (parentOf(at) === at) return false;
  return true;
}

const isParsed = (file: ParsedFile | SourceFile): file is ParsedFile => 'language' in file;

const isOf = (file: ParsedFile | SourceFile, language: LanguageId): boolean =>
  isParsed(file) && file.language === language;
