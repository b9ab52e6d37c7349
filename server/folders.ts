import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ParsedFile } from '../core/document.ts';
import type { Language } from '../core/language.ts';
import { folderOf } from '../core/project.ts';
import type { Host } from '../host/host.ts';
import { joinPath } from '../host/path.ts';
import { languageOfPath } from '../languages/detect.ts';
import { toPath } from './uri.ts';

/** Parsed files, kept for as long as their text stays the same. */
export interface Folders {
  /** The document's text parsed, once for each version. */
  parse(document: TextDocument, language: Language): ParsedFile;
  /** The other files of one language in a document's folder. What is open in the editor wins over the disk. */
  siblingsOf(path: string, language: Language): Promise<readonly ParsedFile[]>;
  forgetDocument(path: string): void;
  forgetFolder(folder: string): void;
}

export function createFolders(documents: TextDocuments<TextDocument>, host: Host): Folders {
  const open = new Map<string, { readonly version: number; readonly file: ParsedFile }>();
  const onDisk = new Map<string, Promise<readonly ParsedFile[]>>();

  return {
    parse,
    async siblingsOf(path, language) {
      const folder = folderOf(path);
      const read = await filesOnDisk(folder, language);
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
  };

  function parse(document: TextDocument, language: Language): ParsedFile {
    const path = toPath(document.uri);
    const known = open.get(path);
    if (known?.version === document.version && known.file.language === language.id) return known.file;
    const file = language.parse({ path, text: document.getText() });
    open.set(path, { version: document.version, file });
    return file;
  }

  function filesOnDisk(folder: string, language: Language): Promise<readonly ParsedFile[]> {
    const known = onDisk.get(folder);
    if (known) return known;
    const reading = readFolder(folder, language, host);
    onDisk.set(folder, reading);
    return reading;
  }
}

async function readFolder(folder: string, language: Language, host: Host): Promise<readonly ParsedFile[]> {
  // An unsaved document has no folder, and a file may go between the list and the look at it.
  const entries = await host.listDirectory(folder).catch(() => []);
  const files = await Promise.all(
    entries.map(async ({ name, kind }) => {
      const path = joinPath(folder, name);
      if (kind === 'directory' || languageOfPath(path) !== language.id) return [];
      const bytes = await host.readFile(path).catch(() => undefined);
      return bytes ? [language.parse({ path, text: decoder.decode(bytes) })] : [];
    }),
  );
  return files.flat();
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
