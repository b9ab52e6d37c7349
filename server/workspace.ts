import type { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { levelOf } from '../core/configuration.ts';
import type { Document, LanguageId, ParsedFile } from '../core/document.ts';
import type { Finding, FixSafety, Problem } from '../core/finding.ts';
import type { Language } from '../core/language.ts';
import type { LintContext } from '../core/lint.ts';
import { fixFiles, lintFiles, toProject } from '../core/lintFiles.ts';
import { createProject, type Project } from '../core/project.ts';
import type { Rule } from '../core/rule.ts';
import { createFolders, type Folders } from '../host/folders.ts';
import type { Host } from '../host/host.ts';
import type { ConfigurationError } from '../host/readConfiguration.ts';
import { type Referred, readReferences, referenceKey, rootsOf } from '../host/references.ts';
import type { Configurations } from './configuration.ts';
import { detectDocument } from './detect.ts';
import { createFiles } from './files.ts';
import type { DocumentStatus } from './messages.ts';
import { toPath, toUri } from './uri.ts';
import { createWorkspaceIndex } from './workspaceIndex.ts';

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
  readonly configurationErrors: readonly ConfigurationError[];
  /** The text with everything fixed that has a fix of a wanted safety within it, by one rule or by all. */
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
  stop(): void;
}

export interface WorkspaceSetup {
  readonly documents: TextDocuments<TextDocument>;
  readonly configurations: Configurations;
  readonly rules: readonly Rule[];
  readonly loadLanguage: (id: LanguageId) => Promise<Language>;
  readonly host: Host;
  /** The paths of the workspace folders. */
  readonly workspaceFolders: readonly string[];
  /** Told of open documents that are to be linted again, for other reasons than a change that is reported here. */
  readonly onOutdated: (uris: readonly string[]) => void;
}

export function createWorkspace(setup: WorkspaceSetup): Workspace {
  const { documents, configurations, rules, host, workspaceFolders } = setup;
  const files = createFiles(documents, configurations, setup.loadLanguage, host);
  const index = createWorkspaceIndex({ folders: workspaceFolders, host, files, rules, onChange: compareReferrers });
  const results = new Map<string, { readonly version: number; readonly linted: Promise<Linted> }>();
  /** By URI, what is around an open document. */
  const seen = new Map<string, Seen>();
  let repositories = new Map<string, Folders>();
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
      if (!documents.get(uri)) seen.delete(uri);
      const keys = files.documentChanged(uri);
      index.fileChanged(toPath(uri));
      return forgetReadersOf(keys, uri);
    },
    fileChanged(uri) {
      const path = toPath(uri);
      const keys = files.fileChanged(path);
      index.fileChanged(path);
      return forgetReadersOf(keys, undefined);
    },
    everythingChanged() {
      results.clear();
      seen.clear();
      repositories = new Map();
      files.forgetAll();
      index.refresh();
      return documents.keys();
    },
    stop: index.stop,
  };

  /** The open documents that one of these keys of references leads to a part of; without the changed one, which knows of itself. */
  function forgetReadersOf(keys: readonly string[], changed: string | undefined): readonly string[] {
    const readers = [...seen].filter(([uri, { surroundings }]) => {
      // What is still being read may have been read before the change.
      return uri !== changed && (surroundings === undefined || keys.some((key) => surroundings.keys.has(key)));
    });
    return forget(readers.map(([uri]) => uri));
  }

  function forget(uris: readonly string[]): readonly string[] {
    for (const uri of uris) {
      results.delete(uri);
      seen.delete(uri);
    }
    return uris;
  }

  /** Has those documents linted again that other index files than before refer to. */
  function compareReferrers(): void {
    const outdated = [...seen].filter(([, { file, referrers }]) => {
      return index.referrersOf(file).join('\n') !== referrers.join('\n');
    });
    setup.onOutdated(forget(outdated.map(([uri]) => uri)));
  }

  /** What a document refers to, and the index files that refer to it with what they refer to; kept until a part of it changes. */
  async function surroundingsOf(uri: string, file: ParsedFile): Promise<Referred> {
    index.want(file.language);
    const references = files.referencesOf(file).map(referenceKey).join('\n');
    const known = seen.get(uri);
    const isSame = known?.references === references && known.file.language === file.language;
    if (isSame && !namesOthers(file, known.surroundings)) {
      known.file = file;
      return known.loading;
    }
    const referrers = index.referrersOf(file);
    const entry: Seen = { file, references, referrers, surroundings: undefined, loading: load(file, referrers) };
    seen.set(uri, entry);
    entry.loading.then(
      (surroundings) => {
        entry.surroundings = surroundings;
      },
      () => seen.get(uri) === entry && seen.delete(uri),
    );
    return entry.loading;
  }

  /** Whether a file refers to what was not looked for yet, by names that others give. */
  function namesOthers(file: ParsedFile, surroundings: Referred | undefined): boolean {
    if (!surroundings) return false;
    const references = files.referencesIn(file, toProject([file], surroundings));
    return references.some((reference) => !surroundings.keys.has(referenceKey(reference)));
  }

  async function load(file: ParsedFile, referrers: readonly string[]): Promise<Referred> {
    const read = await Promise.all(referrers.map((path) => files.read(path)));
    const known = read.filter((other): other is ParsedFile => other !== undefined && 'language' in other);
    const root = configurations.rootOf(file.path);
    const folders = repositories.get(root) ?? createFolders(host, root);
    repositories.set(root, folders);
    const referred = await readReferences([file, ...known], await rootsOf([file, ...known], folders), files);
    return {
      others: [...known, ...referred.others],
      texts: referred.texts,
      roots: referred.roots,
      keys: new Set([...referrers, ...referred.keys]),
    };
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
      configurationErrors: [],
      fixed: () => text,
    };

    // Tells, too, which files configurations extend.
    const { configuration, message, isIgnored } = await configurations.of(path);
    if (configurations.isPart(path)) {
      const { errors, notices } = await configurations.check(path, text);
      return { ...unlinted, configurationErrors: errors, problems: notices };
    }
    const id = detectDocument(unlinted.snapshot);
    if (!id) return unlinted;
    const source = configuration.source === undefined ? null : toUri(configuration.source);
    const status = { ...unlinted.status, configuration: source, message };
    if (isIgnored) return { ...unlinted, status: { ...status, state: 'excluded' } };
    if (text.length > configuration.maxFileSize) {
      return { ...unlinted, status: { ...status, state: 'excluded', message: 'larger than `files.maxSize`' } };
    }

    const file = await files.parse(unlinted.snapshot, id);
    const surroundings = await surroundingsOf(uri, file);
    const { languages } = files;
    const project = toProject([file], surroundings);
    const context: LintContext = { rules, configuration, today: host.today() };
    const applied = rules.filter((rule) => rule.languages.includes(id) && levelOf(rule, configuration) !== 'off');
    return {
      ...unlinted,
      status: { ...status, state: message === null ? 'ok' : 'error', ruleCount: applied.length },
      document: () => languages.get(id)!.toDocument(file, project),
      project,
      ...lintFiles([file], project, languages, () => context)[0],
      fixed: (wanted, only) => {
        const wantedRules = only === undefined ? rules : rules.filter((rule) => rule.id === only);
        const contextOf = () => ({ ...context, rules: wantedRules });
        const world = { files: [file], surroundings };
        const [fixed] = fixFiles(world, languages, contextOf, wanted, (other) => other === path).changed;
        return fixed && !fixed.isBroken ? fixed.after.text : text;
      },
    };
  }
}

/** What is around an open document. */
interface Seen {
  /** The document as it was last parsed; what is around it does not hang on its text but by its references. */
  file: ParsedFile;
  /** The keys of what it refers to itself. */
  readonly references: string;
  /** The index files that refer to it. */
  readonly referrers: readonly string[];
  readonly loading: Promise<Referred>;
  /** What `loading` came to, once it did. */
  surroundings: Referred | undefined;
}
