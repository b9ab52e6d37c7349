import { afterEach, expect, test } from 'vitest';
import type { Hover } from 'vscode-languageserver/node';
import { pulls, startClient, type TestClient, toUri } from './harness.ts';

let client: TestClient;
afterEach(() => client.stop());

const path = '/project/Dockerfile';
const hover = (line: number, character: number): Promise<Hover | null> =>
  client.connection.sendRequest('textDocument/hover', {
    textDocument: { uri: toUri(path) },
    position: { line, character },
  });

test('hovering over a rule in a suppression explains it', async () => {
  client = await startClient({ capabilities: pulls });
  client.open(path, 'FROM scratch\n# fixity: ignore[sealed/poor, pinned/bad, pinned/none]\nLABEL a=BAD\n');
  expect(await hover(1, 32)).toMatchObject({
    range: { start: { line: 1, character: 30 }, end: { line: 1, character: 40 } },
    contents: { kind: 'markdown', value: expect.stringContaining('Because it is bad.') },
  });
  expect(await hover(1, 44)).toBeNull();
  expect(await hover(1, 5)).toBeNull();
  expect(await hover(2, 9)).toBeNull();
});

test('hovering in a document that is not open says nothing', async () => {
  client = await startClient();
  expect(await hover(0, 0)).toBeNull();
});

test('our client can list the rules and ask for their documentation', async () => {
  client = await startClient();
  const rules = await client.connection.sendRequest<readonly object[]>('fixity/rules');
  expect(rules[0]).toEqual({
    id: 'pinned/bad',
    title: 'The word BAD',
    principle: 'pinned',
    languages: ['dockerfile', 'kubernetes', 'terraform'],
    level: 'error',
  });
  expect(await client.connection.sendRequest('fixity/explain', { rule: 'pinned/bad' })).toContain('Because it is bad.');
  expect(await client.connection.sendRequest('fixity/explain', { rule: 'pinned/none' })).toBeNull();
});
