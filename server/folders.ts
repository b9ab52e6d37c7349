import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ParsedFile } from '../core/document.ts';
import type { Language } from '../core/language.ts';
import { folderOf } from '../core/project.ts';
import { remember } from '../host/folders.ts';
import type { Host } from '../host/host.ts';
import { joinPath } from '../host/path.ts';
import { readText } from '../host/readText.ts';
import { languageOfPath } from '../languages/detect.ts';
import { toPath } from './uri.ts';

/** Parsed files, kept for as long as their text stays the same. */
export interface Folders {
  /** The document's text parsed, once for each version. */
  parse(document: TextDocument, language: Language): ParsedFile;
  /** The other files of one language in a document's folder. What is open in the editor wins over the disk. */
  siblingsOf(path: string, language: Language, maxFileSize: number): Promise<readonly ParsedFile[]>;
  forgetDocument(path: string): void;
  forgetFolder(folder: string): void;
  forgetAll(): void;
}

export function createFolders(documents: TextDocuments<TextDocument>, host: Host): Folders {
  const open = new Map<string, { readonly version: number; readonly file: ParsedFile }>();
  const onDisk = new Map<string, Promise<readonly ParsedFile[]>>();

  return {
    parse,
    async siblingsOf(path, language, maxFileSize) {
      const folder = folderOf(path);
      const read = await filesOnDisk(folder, language, maxFileSize);
      const editors = documents.all().filter(({ uri }) => {
        const other = toPath(uri);
        return other !== path && folderOf(other) === folder && languageOfPath(other) === language.id;
      });
      const openPaths = new Set([path, ...editors.map(({ uri }) => toPath(uri))]);
      return [
        ...read.filter((file) => !openPaths.has(file.path)),
        ...editors.map((document) => parse(document, language)),
      ];
    },
    forgetDocument: (path) => void open.delete(path),
    forgetFolder: (folder) => void onDisk.delete(folder),
    forgetAll() {
      open.clear();
      onDisk.clear();
    },
  };

  function parse(document: TextDocument, language: Language): ParsedFile {
    const path = toPath(document.uri);
    const known = open.get(path);
    const previous = known?.file.language === language.id ? known.file : undefined;
    if (previous && known?.version === document.version) return previous;
    const file = language.parse({ path, text: document.getText() }, previous);
    open.set(path, { version: document.version, file });
    return file;
  }

  function filesOnDisk(folder: string, language: Language, maxFileSize: number): Promise<readonly ParsedFile[]> {
    return remember(onDisk, folder, () => readFolder(folder, language, maxFileSize, host));
  }
}

async function readFolder(
  folder: string,
  language: Language,
  maxFileSize: number,
  host: Host,
): Promise<readonly ParsedFile[]> {
  // An unsaved document has no folder, and a file may go between the list and the look at it.
  const entries = await host.listDirectory(folder).catch(() => []);
  const files = await Promise.all(
    entries.map(async ({ name, kind }) => {
      const path = joinPath(folder, name);
      if (kind === 'directory' || languageOfPath(path) !== language.id) return [];
      const read = await readText(host, path, path, maxFileSize);
      return read.kind === 'text' ? [language.parse({ path, text: read.text })] : [];
    }),
  );
  return files.flat();
}
