import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type LanguageId, languageIds, type ParsedFile, type SourceFile } from '../core/document.ts';
import type { Language } from '../core/language.ts';
import { lazyFor } from '../core/lazy.ts';
import type { Languages } from '../core/lintFiles.ts';
import { folderOf } from '../core/project.ts';
import { remember } from '../host/folders.ts';
import type { DirectoryEntry, Host } from '../host/host.ts';
import { joinPath } from '../host/path.ts';
import { readText } from '../host/readText.ts';
import { type FileSource, folderKey } from '../host/references.ts';
import { detectLanguage, mayBe } from '../languages/detect.ts';
import type { Configurations } from './configuration.ts';
import { detectDocument } from './detect.ts';
import { toPath } from './uri.ts';

/**
 * The files of the editor and of the disk, by path, parsed and kept for as long as their text stays the same. What is
 * open in the editor wins over the disk.
 */
export interface Files extends FileSource {
  /** The languages of all files that were parsed. */
  readonly languages: Languages;
  /** An open document's text parsed, once for each version. */
  parse(document: TextDocument, id: LanguageId): Promise<ParsedFile>;
  /** Like `read`, without keeping what is on disk. */
  glance(path: string): Promise<ParsedFile | SourceFile | undefined>;
  /** Forgets what hangs on a document that was opened, changed or closed; returns the keys of the references that lead to it. */
  documentChanged(uri: string): readonly string[];
  /** Forgets what was read of a file on disk; returns the keys of the references that may lead to it. */
  fileChanged(path: string): readonly string[];
  forgetAll(): void;
}

export function createFiles(
  documents: TextDocuments<TextDocument>,
  configurations: Configurations,
  loadLanguage: (id: LanguageId) => Promise<Language>,
  host: Host,
): Files {
  const languages = new Map<LanguageId, Language>();
  /** The URIs of the open documents by their paths. */
  const uris = new Map<string, string>();
  const open = new Map<string, { readonly version: number; readonly file: ParsedFile }>();
  const onDisk = new Map<string, Promise<ParsedFile | SourceFile | undefined>>();
  const folders = new Map<string, Promise<readonly DirectoryEntry[]>>();

  return {
    languages,
    parse,
    async read(path) {
      return readDocument(path) ?? remember(onDisk, path, () => readDisk(path));
    },
    async glance(path) {
      return readDocument(path) ?? onDisk.get(path) ?? readDisk(path);
    },
    async list(folder, language) {
      // An unsaved document has no folder.
      const entries = await remember(folders, folder, () => host.listDirectory(folder).catch(() => []));
      const paths = entries.filter(({ kind }) => kind !== 'directory').map(({ name }) => joinPath(folder, name));
      const editors = [...uris].filter(([path, uri]) => {
        return folderOf(path) === folder && detectDocument(documents.get(uri)!) === language;
      });
      return [...paths.filter((path) => mayBe(path, language)), ...editors.map(([path]) => path)];
    },
    referencesOf: lazyFor((file) => languages.get(file.language)!.references?.(file) ?? []),
    referencesIn: (file, project) => languages.get(file.language)!.referencesIn?.(file, project) ?? [],
    documentChanged(uri) {
      const path = toPath(uri);
      const document = documents.get(uri);
      const before = open.get(path)?.file.language;
      const now = document && detectDocument(document);
      if (document) {
        uris.set(path, uri);
        return [path, ...keysIn(folderOf(path), [before, now])];
      }
      uris.delete(path);
      open.delete(path);
      return [...fileChanged(path), ...keysIn(folderOf(path), [before])];
    },
    fileChanged,
    forgetAll() {
      open.clear();
      onDisk.clear();
      folders.clear();
    },
  };

  function fileChanged(path: string): readonly string[] {
    onDisk.delete(path);
    folders.delete(folderOf(path));
    const candidates = languageIds.filter((language) => mayBe(path, language));
    return [path, ...keysIn(folderOf(path), candidates)];
  }

  async function languageOf(id: LanguageId): Promise<Language> {
    const language = languages.get(id) ?? (await loadLanguage(id));
    languages.set(id, language);
    return language;
  }

  async function parse(document: TextDocument, id: LanguageId): Promise<ParsedFile> {
    const language = await languageOf(id);
    const path = toPath(document.uri);
    const known = open.get(path);
    const previous = known?.file.language === id ? known.file : undefined;
    if (previous && known?.version === document.version) return previous;
    const file = language.parse({ path, text: document.getText() }, previous);
    open.set(path, { version: document.version, file });
    return file;
  }

  /** The file as it is in the editor; undefined when it is not open there. */
  function readDocument(path: string): Promise<ParsedFile | SourceFile | undefined> | undefined {
    const uri = uris.get(path);
    const document = uri === undefined ? undefined : documents.get(uri);
    return document && readOpen(path, document);
  }

  async function readOpen(path: string, document: TextDocument): Promise<ParsedFile | SourceFile | undefined> {
    const { configuration } = await configurations.of(path);
    if (document.getText().length > configuration.maxFileSize) return undefined;
    const id = detectDocument(document);
    return id ? parse(document, id) : { path, text: document.getText() };
  }

  async function readDisk(path: string): Promise<ParsedFile | SourceFile | undefined> {
    const { configuration } = await configurations.of(path);
    const found = await readText(host, path, path, configuration.maxFileSize);
    if (found.kind === 'problem') return undefined;
    const id = detectLanguage(path, found.text);
    return id ? (await languageOf(id)).parse({ path, text: found.text }) : { path, text: found.text };
  }
}

const keysIn = (folder: string, languages: readonly (LanguageId | undefined)[]): readonly string[] =>
  languages.filter((language) => language !== undefined).map((language) => folderKey(folder, language));
