import type { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { levelOf } from '../core/configuration.ts';
import type { Document } from '../core/document.ts';
import type { Finding, FixSafety, Problem } from '../core/finding.ts';
import type { LintContext } from '../core/lint.ts';
import { fixFiles, lintFiles, toProject } from '../core/lintFiles.ts';
import type { ConfigurationProblem } from '../core/parseConfiguration.ts';
import { createProject, folderOf, type Project } from '../core/project.ts';
import type { Rule } from '../core/rule.ts';
import type { Host } from '../host/host.ts';
import { languageOfPath } from '../languages/detect.ts';
import { loadLanguage } from '../languages/load.ts';
import type { Configurations } from './configuration.ts';
import { detectDocument } from './detect.ts';
import { createFolders } from './folders.ts';
import type { DocumentStatus } from './messages.ts';
import { toPath, toUri } from './uri.ts';

/** A document of the editor as it was linted, at one version of it and of all that it depends on. */
export interface Linted {
  /** A new one for each run, so that a client can be told that nothing changed. */
  readonly resultId: string;
  /** The text that all spans are offsets into; unlike the editor's document, it never changes. */
  readonly snapshot: TextDocument;
  readonly path: string;
  readonly status: DocumentStatus;
  /** Made anew at each call; undefined when the document was not linted. */
  document(): Document | undefined;
  readonly project: Project;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** What is wrong in the document as a configuration file. */
  readonly configurationProblems: readonly ConfigurationProblem[];
  /** The text with everything fixed that has a fix of a wanted safety, by one rule or by all. */
  fixed(wanted: readonly FixSafety[], rule: string | undefined): string;
}

/** The open documents, each linted once for each version of it and of what it depends on. */
export interface Workspace {
  /** The document as it is now, linted; undefined when it is not open. */
  linted(uri: string): Promise<Linted | undefined>;
  /** Forgets what hangs on a document that was opened, changed or closed; returns the other open documents to lint again, by URI. */
  documentChanged(uri: string): readonly string[];
  /** Forgets what was read of a file on disk; returns the open documents to lint again. */
  fileChanged(uri: string): readonly string[];
  /** Forgets all results; returns all open documents. */
  everythingChanged(): readonly string[];
}

export function createWorkspace(
  documents: TextDocuments<TextDocument>,
  configurations: Configurations,
  rules: readonly Rule[],
  host: Host,
): Workspace {
  const folders = createFolders(documents, host);
  const results = new Map<string, { readonly version: number; readonly linted: Promise<Linted> }>();
  let runCount = 0;

  return {
    async linted(uri) {
      const document = documents.get(uri);
      if (!document) return undefined;
      const known = results.get(uri);
      if (known?.version === document.version) return known.linted;
      const result = { version: document.version, linted: run(document) };
      results.set(uri, result);
      result.linted.catch(() => results.get(uri) === result && results.delete(uri));
      return result.linted;
    },
    documentChanged(uri) {
      results.delete(uri);
      const path = toPath(uri);
      if (!documents.get(uri)) {
        folders.forgetDocument(path);
        folders.forgetFolder(folderOf(path));
      }
      return forgetReadersOf(path).filter((reader) => reader !== uri);
    },
    fileChanged(uri) {
      const path = toPath(uri);
      folders.forgetFolder(folderOf(path));
      return forgetReadersOf(path);
    },
    everythingChanged() {
      results.clear();
      folders.forgetAll();
      return documents.keys();
    },
  };

  /** The open documents whose facts hang on the file at `path`. */
  function forgetReadersOf(path: string): readonly string[] {
    const language = languageOfPath(path);
    if (language === undefined || language !== 'terraform') return [];
    const readers = documents.all().filter((document) => {
      return folderOf(toPath(document.uri)) === folderOf(path) && detectDocument(document) === language;
    });
    for (const { uri } of readers) results.delete(uri);
    return readers.map(({ uri }) => uri);
  }

  async function run(current: TextDocument): Promise<Linted> {
    const { uri, languageId, version } = current;
    const text = current.getText();
    const path = toPath(uri);
    const unlinted: Linted = {
      resultId: String(++runCount),
      snapshot: TextDocument.create(uri, languageId, version, text),
      path,
      status: { uri, state: 'none', configuration: null, ruleCount: 0, message: null },
      document: () => undefined,
      project: createProject([]),
      findings: [],
      problems: [],
      configurationProblems: [],
      fixed: () => text,
    };

    const configurationProblems = configurations.check(path, text);
    if (configurationProblems) return { ...unlinted, configurationProblems };
    const id = detectDocument(unlinted.snapshot);
    if (!id) return unlinted;
    const { configuration, message, isIgnored } = await configurations.of(path);
    const source = configuration.source === undefined ? null : toUri(configuration.source);
    const status = { ...unlinted.status, configuration: source, message };
    if (isIgnored) return { ...unlinted, status: { ...status, state: 'excluded' } };
    if (text.length > configuration.maxFileSize) {
      return { ...unlinted, status: { ...status, state: 'excluded', message: 'larger than `files.maxSize`' } };
    }

    const language = await loadLanguage(id);
    const file = folders.parse(unlinted.snapshot, language);
    const others = id === 'terraform' ? await folders.siblingsOf(path, language, configuration.maxFileSize) : [];
    const surroundings = { others, texts: [] };
    const project = toProject([file], surroundings);
    const languages = new Map([[id, language]]);
    const context: LintContext = { rules, configuration, today: host.today() };
    const applied = rules.filter((rule) => rule.languages.includes(id) && levelOf(rule, configuration) !== 'off');
    return {
      ...unlinted,
      status: { ...status, state: message === null ? 'ok' : 'error', ruleCount: applied.length },
      document: () => language.toDocument(file, project),
      project,
      ...lintFiles([file], project, languages, () => context)[0],
      fixed: (wanted, only) => {
        const wantedRules = only === undefined ? rules : rules.filter((rule) => rule.id === only);
        const contextOf = () => ({ ...context, rules: wantedRules });
        const { file: fixed } = fixFiles([file], surroundings, languages, contextOf, wanted)[0]!;
        // As on the command line: a fix must never break a file that was whole.
        return fixed.problems.length > file.problems.length ? text : fixed.text;
      },
    };
  }
}
