import { PassThrough } from 'node:stream';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type ServerCapabilities,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Refactoring } from '../../core/refactoring.ts';
import type { Rule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import { createMemoryHost, type MemoryFile } from '../../host/memory.ts';
import { loadLanguage as loadBuiltIn } from '../../languages/load.ts';
import type { DocumentStatus } from '../../server/messages.ts';
import { type ServerSetup, startServer } from '../../server/server.ts';
import { toPath } from '../../server/uri.ts';

export interface TestClient {
  readonly connection: ProtocolConnection;
  /** What the server has said it can do. */
  readonly capabilities: ServerCapabilities;
  /** What the server has pushed, in order. */
  readonly published: readonly PublishDiagnosticsParams[];
  /** What the server has written to the client's log. */
  readonly log: readonly string[];
  /** What our own client shows of documents. */
  readonly statuses: readonly DocumentStatus[];
  /** How often the server has asked the client to pull again. */
  refreshCount(): number;
  /** Files on disk, which can be changed. */
  readonly files: Map<string, MemoryFile>;
  open(path: string, text: string, languageId?: string): void;
  change(path: string, version: number, changes: readonly { readonly range?: Range; readonly text: string }[]): void;
  close(path: string): void;
  pull(path: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  actions(path: string, range: Range, context?: Partial<CodeActionContext>): Promise<readonly CodeAction[]>;
  stop(): Promise<void>;
}

export const pulls: ClientCapabilities = {
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true } },
};

export interface TestSetup {
  readonly capabilities?: ClientCapabilities;
  readonly files?: Readonly<Record<string, MemoryFile>>;
  readonly settings?: object;
  readonly rules?: readonly Rule[];
  readonly refactorings?: readonly Refactoring[];
  readonly loadLanguage?: ServerSetup['loadLanguage'];
  /** Whether the server runs in our own client's web worker, where it reaches files through the client alone. */
  readonly isInWorker?: boolean;
}

/** The real server at one end of a pair of streams, and at the other a client that has shaken hands with it. */
export async function startClient(setup: TestSetup = {}): Promise<TestClient> {
  const {
    capabilities = pulls,
    files = {},
    settings,
    rules = fakeRules,
    refactorings = [],
    loadLanguage = loadBuiltIn,
    isInWorker = false,
  } = setup;
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const disk = new Map(Object.entries(files));
  const host = createMemoryHost(disk, '2026-01-31');
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), {
    version: '0.0.0',
    rules,
    refactorings,
    loadLanguage,
    localHost: isInWorker ? undefined : host,
  });

  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const published: PublishDiagnosticsParams[] = [];
  const log: string[] = [];
  const statuses: DocumentStatus[] = [];
  let refreshes = 0;
  connection.onNotification('textDocument/publishDiagnostics', (params) => void published.push(params));
  connection.onNotification('window/logMessage', ({ message }) => void log.push(message));
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshes++;
    return null;
  });
  connection.onRequest('workspace/configuration', () => [settings ?? null]);
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('fixity/readFile', async ({ uri }) =>
    new TextDecoder().decode(await host.readFile(toPath(uri))),
  );
  connection.onRequest('fixity/stat', ({ uri }) => host.stat(toPath(uri)).catch(() => null));
  connection.onRequest('fixity/listDirectory', ({ uri }) => host.listDirectory(toPath(uri)).catch(() => null));
  connection.onNotification('fixity/status', (status) => void statuses.push(status));
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    initializationOptions: { isFixityClient: isInWorker },
    workspaceFolders: [{ uri: toUri('/project'), name: 'work' }],
    capabilities: {
      ...capabilities,
      workspace: { ...capabilities.workspace, ...(settings && { configuration: true }) },
    },
  });
  void connection.sendNotification('initialized', {});

  const client: TestClient = {
    connection,
    capabilities: initialized.capabilities,
    published,
    log,
    statuses,
    refreshCount: () => refreshes,
    files: disk,
    open(path, text, languageId = 'dockerfile') {
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: toUri(path), languageId, version: 1, text },
      });
    },
    change(path, version, contentChanges) {
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: toUri(path), version },
        contentChanges,
      });
    },
    close(path) {
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri: toUri(path) } });
    },
    pull: (path, previousResultId) =>
      connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: toUri(path) }, previousResultId }),
    actions: (path, range, context) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: toUri(path) },
        range,
        context: { diagnostics: [], ...context },
      }),
    async stop() {
      await connection.sendRequest('shutdown');
      connection.dispose();
      toServer.destroy();
      toClient.destroy();
    },
  };
  return client;
}

export const toUri = (path: string): string => `file://${path}`;

/** `severity code message @line:character-line:character`, which is all that matters in most tests. */
export const show = ({ severity, code, message, range: { start, end } }: Diagnostic): string =>
  `${severity} ${code} ${message} @${start.line}:${start.character}-${end.line}:${end.character}`;

export async function pullShown(client: TestClient, path: string): Promise<readonly string[]> {
  const report = await client.pull(path);
  return report.kind === 'full' ? report.items.map(show) : [report.kind];
}

export const at = (line: number, character: number): Range => ({
  start: { line, character },
  end: { line, character },
});

/** A text after what an action would do to it. */
export function applied(text: string, { edit }: { readonly edit?: WorkspaceEdit }): string {
  const edits = Object.values(edit?.changes ?? {}).flat();
  return TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits);
}

/** Waits until something holds that the server brings about by itself. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const base = {
  languages: ['dockerfile', 'kubernetes', 'terraform'],
  since: '0.0.0',
  examples: { bad: [], good: [] },
} as const;

function* places(text: string, word: string) {
  for (const { index } of text.matchAll(new RegExp(word, 'g'))) {
    yield { span: { start: index, end: index + word.length }, path: `${word}[${index}]` };
  }
}

const replace = (span: TextEdit['span'], newText: string): readonly TextEdit[] => [{ span, newText }];

/** Rules that look for words, so that tests say nothing of real rules. */
export const fakeRules: readonly Rule[] = [
  {
    ...base,
    id: 'pinned/bad',
    title: 'The word BAD',
    why: 'Because it is bad.',
    level: { recommended: 'error' },
    *check({ file }) {
      for (const place of places(file.text, 'BAD')) {
        yield {
          at: place,
          message: '`BAD` is bad; write something else',
          fixes: [
            { title: 'Write `FINE`', safety: 'suggested', edits: replace(place.span, 'FINE') },
            { title: 'Write `GOOD`', safety: 'safe', edits: replace(place.span, 'GOOD') },
          ],
        };
      }
    },
  },
  {
    ...base,
    id: 'sealed/poor',
    title: 'The word POOR',
    why: 'Because it is poor.',
    level: { recommended: 'warning' },
    *check({ file }) {
      for (const place of places(file.text, 'POOR')) {
        // Fixed in two rounds, and the second is of another rule.
        const fixes = [{ title: 'Write `BAD`', safety: 'suggested', edits: replace(place.span, 'BAD') }] as const;
        yield { at: place, message: '`POOR` is poor', fixes };
      }
    },
  },
  {
    ...base,
    id: 'stateless/open',
    title: 'The word OPEN',
    why: 'Because it is open.',
    level: { recommended: 'info' },
    *check({ file }) {
      for (const place of places(file.text, 'OPEN')) {
        const edits = replace(place.span, '${x}:VERSION');
        const fixes = [{ title: 'Write a version', safety: 'placeholder', edits, placeholder: 'VERSION' }] as const;
        yield { at: place, message: '`OPEN` is open', fixes };
      }
    },
  },
  {
    ...base,
    id: 'replaceable/latest',
    title: 'An image at latest',
    why: 'Because it moves.',
    level: { recommended: 'error' },
    *check({ images }) {
      for (const image of images) {
        if (image.version.kind !== 'tag' || image.version.tag !== 'latest') continue;
        const related = image.origins.map(({ file, span, name }) => ({ file, span, message: name }));
        const onlineFixes = [{ title: 'Pin to the digest', safety: 'safe', resolve: async () => undefined }] as const;
        yield { at: image, message: `\`${image.name}\` is at latest`, related, onlineFixes };
      }
    },
  },
];
