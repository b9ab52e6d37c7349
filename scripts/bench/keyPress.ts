import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { type LanguageId, languageIds } from '../../core/document.ts';
import { longFile } from './corpus.ts';
import { percentile, round } from './statistics.ts';

const lineCount = 2000;
const keyPresses = 200;
/** The first ones are slower, as the engine is not compiled yet; they are shown apart. */
const coldPresses = 20;

/** Types into the middle of a long file, in the built server as a process of its own, and waits for the diagnostics of each key. */
export async function measureKeyPresses(root: string) {
  const rows = [];
  for (const language of languageIds) rows.push(await measureLanguage(root, language));
  return rows;
}

async function measureLanguage(root: string, language: LanguageId) {
  const folder = mkdtempSync(join(tmpdir(), 'fixity-bench-'));
  const { path, text } = longFile(language, lineCount);
  const uri = pathToFileURL(join(folder, basename(path))).href;
  writeFileSync(join(folder, basename(path)), text);
  const server = spawn(process.execPath, [join(root, 'dist/server/nodeMain.cjs'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/configuration', ({ items }) => items.map(() => null));
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
    capabilities: { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: language, version: 0, text },
  });
  const pull = () => connection.sendRequest<{ kind: string }>('textDocument/diagnostic', { textDocument: { uri } });
  const first = await pull();
  if (first.kind !== 'full') throw new Error(`the server answered ${JSON.stringify(first)}`);

  // In a comment at the end of a line in the middle, so that every key is a new text of the same meaning.
  const line = Math.floor(text.split('\n').length / 2);
  const column = text.split('\n')[line]!.length;
  const times: number[] = [];
  for (let press = 0; press < keyPresses; press++) {
    const position = { line, character: column + press };
    const start = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: press + 1 },
      contentChanges: [
        { range: { start: position, end: position }, text: press === 0 ? ' ' : press === 1 ? '#' : 'x' },
      ],
    });
    await pull();
    times.push(performance.now() - start);
  }
  // The same request with nothing to lint: what pipe, encoding and client take.
  const wayTimes: number[] = [];
  for (let press = 0; press < keyPresses; press++) {
    const start = performance.now();
    await pull();
    wayTimes.push(performance.now() - start);
  }
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  rmSync(folder, { recursive: true });
  const warm = times.slice(coldPresses);
  const way = percentile(wayTimes, 50);
  return {
    language,
    lines: text.split('\n').length,
    'first 20, p95': round(percentile(times.slice(0, coldPresses), 95)),
    p50: round(percentile(warm, 50)),
    p95: round(percentile(warm, 95)),
    max: round(Math.max(...warm)),
    'way there and back, p50': round(way),
    'server, p95': round(percentile(warm, 95) - way),
  };
}
