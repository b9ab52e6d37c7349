import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DiagnosticServerCancellationData,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { toDiagnostics } from './convert.ts';
import type { Linted } from './workspace.ts';

export interface Diagnostics {
  documentChanged(uri: string): void;
  /** Looks again at documents whose own text is the same. */
  update(uris: readonly string[]): void;
  documentClosed(uri: string): void;
  /** Nothing is sent from now on. */
  stop(): void;
}

/** What is to be shown for a document; undefined when it is not open, or nothing is to be shown. */
export type LintedToShow = (uri: string) => Promise<Linted | undefined>;

/** Diagnostics that the client asks for, whenever it likes; when more than it knows of has changed, it is told to ask again. */
export function createPullDiagnostics(connection: Connection, linted: LintedToShow): Diagnostics {
  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    await letMessagesIn();
    if (token.isCancellationRequested) return cancelled();
    try {
      return await report(textDocument.uri, previousResultId, token);
    } catch (error) {
      logError(connection, error);
      return fullReport([]);
    }
  });

  async function report(
    uri: string,
    previousResultId: string | undefined,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport | ResponseError<DiagnosticServerCancellationData>> {
    const result = await linted(uri);
    if (token.isCancellationRequested) return cancelled();
    if (!result) return fullReport([]);
    const { resultId } = result;
    return resultId === previousResultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { ...fullReport(toDiagnostics(result)), resultId };
  }

  const refresh = createTimer(refreshDelay, async () => connection.languages.diagnostics.refresh(), connection);
  return {
    // The client knows of both, and asks by itself.
    documentChanged: () => {},
    documentClosed: () => {},
    update(uris) {
      if (uris.length > 0) refresh.start();
    },
    stop: refresh.stop,
  };
}

/** Diagnostics that are sent, for clients that cannot ask or cannot be told to ask again. */
export function createPushDiagnostics(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  linted: LintedToShow,
): Diagnostics {
  const timers = new Map<string, Timer>();

  async function publish(uri: string): Promise<void> {
    timers.delete(uri);
    const result = await linted(uri);
    const version = documents.get(uri)?.version;
    // Closed, or changed meanwhile: the change has put it on the list again.
    if (version === undefined || (result && result.snapshot.version !== version)) return;
    await connection.sendDiagnostics({ uri, version, diagnostics: result ? toDiagnostics(result) : [] });
  }

  function publishSoon(uri: string): void {
    const timer = timers.get(uri) ?? createTimer(publishDelay, () => publish(uri), connection);
    timers.set(uri, timer);
    timer.start();
  }

  return {
    documentChanged: publishSoon,
    update: (uris) => uris.forEach(publishSoon),
    documentClosed(uri) {
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
    stop() {
      for (const timer of timers.values()) timer.stop();
    },
  };
}

/** The answer to a request that the client wants no more. */
export const cancelled = <D>(): ResponseError<D> => new ResponseError<D>(LSPErrorCodes.RequestCancelled, 'cancelled');

export function logError(connection: Connection, error: unknown): void {
  connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** Long enough for the key presses of one word, in milliseconds. */
const publishDelay = 60;
const refreshDelay = 200;

/** Lets messages that have come in meanwhile be read, so that a request that was cancelled is not begun. */
const letMessagesIn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const fullReport = (items: Diagnostic[]): FullDocumentDiagnosticReport => ({
  kind: DocumentDiagnosticReportKind.Full,
  items,
});

interface Timer {
  /** Begins to wait, anew when it waits already. */
  start(): void;
  stop(): void;
}

function createTimer(delay: number, run: () => Promise<void>, connection: Connection): Timer {
  let timeout: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timeout);
  return {
    start() {
      stop();
      timeout = setTimeout(() => run().catch((error) => logError(connection, error)), delay);
    },
    stop,
  };
}
