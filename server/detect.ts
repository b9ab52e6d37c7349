import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageId } from '../core/document.ts';
import { detectLanguage, languageOfPath } from '../languages/detect.ts';
import { toPath } from './uri.ts';

/**
 * The language of an editor's document: what its path says, as on the command line; where that says nothing (an unsaved
 * document, a name of one's own), what the editor says.
 */
export function detectDocument(document: TextDocument): LanguageId | undefined {
  const path = toPath(document.uri);
  if (languageOfPath(path) !== undefined) return detectLanguage(path, document.getText());
  const extension = extensionOf[document.languageId];
  return extension === undefined ? undefined : detectLanguage(`document.${extension}`, document.getText());
}

/** By the editor's language id, an extension that stands for the language. */
const extensionOf: Readonly<Record<string, string>> = {
  dockerfile: 'dockerfile',
  dockercompose: 'compose.yaml',
  terraform: 'tf',
  opentofu: 'tofu',
  helm: 'helm/templates/template.yaml',
  yaml: 'yaml',
  json: 'json',
  jsonc: 'json',
};
