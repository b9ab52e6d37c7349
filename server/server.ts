import {
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageId } from '../core/document.ts';
import type { Language } from '../core/language.ts';
import type { Refactoring } from '../core/refactoring.ts';
import { principleOf, type Rule, ruleLink } from '../core/rule.ts';
import { createEditorHost } from '../host/editor.ts';
import type { Host } from '../host/host.ts';
import { rulePage } from '../rules/shared/rulePage.ts';
import {
  codeActionKinds,
  codeActions,
  type FixAllData,
  resolveCodeAction,
  showDocumentationCommand,
  toCodeActionClient,
} from './codeActions.ts';
import { createConfigurations } from './configuration.ts';
import { cancelled, createPullDiagnostics, createPushDiagnostics, logError } from './diagnostics.ts';
import { hoverAt } from './hover.ts';
import type { ClientRequests, DocumentStatus, RuleSummary } from './messages.ts';
import { type RefactoringData, refactorActions, refactorKinds, resolveRefactorAction } from './refactorActions.ts';
import { followSettings } from './settings.ts';
import { isFilePath, toPath, toUri } from './uri.ts';
import { createWorkspace, type Linted } from './workspace.ts';

export interface ServerSetup {
  readonly version: string;
  readonly rules: readonly Rule[];
  readonly refactorings: readonly Refactoring[];
  readonly loadLanguage: (id: LanguageId) => Promise<Language>;
  /** The files of this machine; undefined where only the client can read files, as in a web worker. */
  readonly localHost: Host | undefined;
}

/** Serves one client over a connection, wherever that comes from. */
export function startServer(connection: Connection, setup: ServerSetup): void {
  connection.onInitialize((params) => {
    serve(connection, params, setup);
    return {
      serverInfo: { name: 'fixity', version: setup.version },
      capabilities: serverCapabilities(params.capabilities, setup.refactorings),
    };
  });
  connection.listen();
}

const canPull = ({ textDocument, workspace }: ClientCapabilities): boolean =>
  textDocument?.diagnostic !== undefined && workspace?.diagnostics?.refreshSupport === true;

const serverCapabilities = (client: ClientCapabilities, refactorings: readonly Refactoring[]): ServerCapabilities => ({
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  ...(canPull(client) && {
    diagnosticProvider: { identifier: 'fixity', interFileDependencies: true, workspaceDiagnostics: false },
  }),
  codeActionProvider: {
    codeActionKinds: [...codeActionKinds, ...refactorKinds(refactorings)],
    resolveProvider: true,
  },
  hoverProvider: true,
  executeCommandProvider: { commands: [showDocumentationCommand] },
});

function serve(
  connection: Connection,
  params: InitializeParams,
  { rules, refactorings, loadLanguage, localHost }: ServerSetup,
): void {
  const { capabilities } = params;
  const isOurClient = params.initializationOptions?.isFixityClient === true;
  const host = hostOf(connection, isOurClient, localHost);
  const documents = new TextDocuments(TextDocument);
  const workspaceFolders = (params.workspaceFolders ?? []).map(({ uri }) => toPath(uri));
  const configurations = createConfigurations(host, rules, workspaceFolders);
  const workspace = createWorkspace({
    documents,
    configurations,
    rules,
    loadLanguage,
    host,
    workspaceFolders,
    onOutdated: (uris) => diagnostics.update(uris),
  });
  const settings = followSettings(connection, capabilities, () => diagnostics.update(documents.keys()));
  const savedVersions = new Map<string, number>();
  const shown = new Map<string, Linted>();
  const client = toCodeActionClient(capabilities);

  const linted = async (uri: string): Promise<Linted | undefined> =>
    (await settings()).enable ? workspace.linted(uri) : undefined;

  /** With `run: onSave`, what was found at the last save stays until the next. */
  const lintedToShow = async (uri: string): Promise<Linted | undefined> => {
    const { enable, run } = await settings();
    const last = shown.get(uri);
    if (enable && run === 'onSave' && last && documents.get(uri)?.version !== savedVersions.get(uri)) return last;
    const result = await linted(uri);
    if (!documents.get(uri)) return undefined;
    if (result) shown.set(uri, result);
    else shown.delete(uri);
    if (isOurClient && (result === undefined || result !== last))
      void connection.sendNotification('fixity/status', result?.status ?? disabled(uri));
    return result;
  };
  const diagnostics = canPull(capabilities)
    ? createPullDiagnostics(connection, lintedToShow)
    : createPushDiagnostics(connection, documents, lintedToShow);

  documents.onDidOpen(({ document }) => savedVersions.set(document.uri, document.version));
  documents.onDidChangeContent(({ document: { uri } }) => {
    const others = workspace.documentChanged(uri);
    diagnostics.documentChanged(uri);
    diagnostics.update(others);
  });
  documents.onDidSave(async ({ document: { uri, version } }) => {
    savedVersions.set(uri, version);
    if ((await settings()).run === 'onSave') diagnostics.update([uri]);
  });
  documents.onDidClose(({ document: { uri } }) => {
    savedVersions.delete(uri);
    shown.delete(uri);
    diagnostics.documentClosed(uri);
    diagnostics.update(workspace.documentChanged(uri));
  });
  documents.listen(connection);
  connection.onShutdown(() => {
    diagnostics.stop();
    workspace.stop();
  });

  connection.onInitialized(() => {
    for (const registering of register(connection, capabilities)) {
      registering.catch((error) => logError(connection, error));
    }
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ uri }) => configurations.isPart(toPath(uri)))) {
      configurations.forget();
      diagnostics.update(workspace.everythingChanged());
    } else {
      diagnostics.update(changes.flatMap(({ uri }) => workspace.fileChanged(uri)));
    }
  });

  /** What is made of the document as it is now; `otherwise` when it is not open, or something went wrong. */
  const answer = async <T>(uri: string, token: CancellationToken, otherwise: T, make: (linted: Linted) => T) => {
    try {
      const result = await linted(uri);
      if (token.isCancellationRequested) return cancelled<void>();
      return result ? make(result) : otherwise;
    } catch (error) {
      logError(connection, error);
      return otherwise;
    }
  };
  connection.onCodeAction((request, token) =>
    answer(request.textDocument.uri, token, [], (result) => [
      ...codeActions(request, result, client),
      ...refactorActions(request, result, refactorings, client, (error) => logError(connection, error)),
    ]),
  );
  connection.onCodeActionResolve((action, token) => {
    const data = action.data as FixAllData | RefactoringData | undefined;
    // Clients also ask about actions that have nothing but a command.
    if (!data) return action;
    return answer(data.uri, token, action, (result) =>
      'refactoring' in data
        ? resolveRefactorAction(action, data, result, refactorings, client)
        : resolveCodeAction(action, data, result, client),
    );
  });
  connection.onHover(({ textDocument, position }, token) =>
    answer(textDocument.uri, token, null, (result) => hoverAt(position, result, rules)),
  );
  connection.onExecuteCommand(async ({ command, arguments: [rule] = [] }) => {
    if (command !== showDocumentationCommand || !rules.some(({ id }) => id === rule)) return;
    await connection.window.showDocument({ uri: ruleLink(rule), external: true });
  });
  connection.onRequest('fixity/rules', () => rules.map(toSummary));
  connection.onRequest('fixity/explain', async ({ rule }: { readonly rule: string }) => {
    const found = rules.find(({ id }) => id === rule);
    return found ? rulePage(found) : null;
  });
}

/** Files of this machine are read directly, all others by way of our client; other clients have only the former. */
function hostOf(connection: Connection, isOurClient: boolean, localHost: Host | undefined): Host {
  const ask =
    <M extends keyof ClientRequests>(method: M) =>
    async (path: string): Promise<ClientRequests[M]['result']> =>
      isOurClient ? connection.sendRequest(method, { uri: toUri(path) }) : null;
  const editorHost = createEditorHost({
    readFile: ask('fixity/readFile'),
    stat: ask('fixity/stat'),
    listDirectory: ask('fixity/listDirectory'),
  });
  if (!localHost) return editorHost;
  const hostFor = (path: string): Host => (isFilePath(path) ? localHost : editorHost);
  return {
    readFile: (path) => hostFor(path).readFile(path),
    stat: (path) => hostFor(path).stat(path),
    listDirectory: (path) => hostFor(path).listDirectory(path),
    realPath: (path) => hostFor(path).realPath(path),
    today: localHost.today,
  };
}

/** Files of our languages, and the kinds of text that these read: values, variables, templates, scripts. */
const watchedFiles = [
  '**/{fixity,.fixity}.{yaml,yml,json,jsonc}',
  '**/*.{tf,tofu,tfvars,yaml,yml,json,jsonc}',
  '**/{Dockerfile,Containerfile,Kustomization}',
  '**/*.{Dockerfile,dockerfile,Containerfile,containerfile}',
  '**/{Dockerfile,Containerfile}.*',
  '**/{.env,.env.*,*.env}',
  '**/{.terraform.lock.hcl,terraform.tfstate,terragrunt.hcl,root.hcl,.gitignore,.dockerignore,*.dockerignore}',
  '**/*.{tpl,tftpl,tmpl,sh,bash,ps1,py}',
];

/** Asks to be told of what results hang on beside the open documents: settings, configurations, files that others may refer to. */
function register({ client }: Connection, { workspace }: ClientCapabilities): readonly Promise<unknown>[] {
  const watchers = watchedFiles.map((globPattern) => ({ globPattern }));
  return [
    ...(workspace?.didChangeWatchedFiles?.dynamicRegistration
      ? [client.register(DidChangeWatchedFilesNotification.type, { watchers })]
      : []),
    ...(workspace?.didChangeConfiguration?.dynamicRegistration
      ? [client.register(DidChangeConfigurationNotification.type, { section: 'fixity' })]
      : []),
  ];
}

const disabled = (uri: string): DocumentStatus => ({
  uri,
  state: 'disabled',
  configuration: null,
  ruleCount: 0,
  message: null,
});

const toSummary = ({ id, title, languages, level }: Rule): RuleSummary => ({
  id,
  title,
  principle: principleOf(id),
  languages,
  level: level.recommended,
});
