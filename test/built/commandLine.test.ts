import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

// What is shipped, on the machine's own Node: users have older ones than the Node 24 that our tools run on.
const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/cli/main.js');
const node =
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.startsWith(root))
    .map((path) => join(path, 'node'))
    .find(existsSync) ?? process.execPath;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fixity-built-'));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM node:latest\nEXPOSE 80 22\n');
  writeFileSync(join(folder, 'pod.yaml'), 'apiVersion: v1\nkind: Pod\nspec: { containers: [{ image: nginx }] }\n');
  writeFileSync(join(folder, 'main.tf'), 'resource "docker_image" "a" {\n  name = "nginx"\n}\n');
  writeFileSync(
    join(folder, 'fixity.yaml'),
    "rules:\n  '*': off\n  pinned/image-latest: warning\n  sealed/ssh-server: error\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const fixity = (args: readonly string[]) => spawnSync(node, [program, ...args], { cwd: folder, encoding: 'utf8' });

test.each([
  ['--version', ['--version'], 0, /^\d+\.\d+\.\d+\n$/],
  [
    'every language and a configuration file',
    ['check', '--format', 'concise'],
    1,
    /^Dockerfile:1:6: warning .*\nDockerfile:2:11: error .*\nmain\.tf:2:\d+: warning .*\npod\.yaml:3:\d+: warning /,
  ],
  ['SARIF', ['check', '--format', 'sarif', '--fail-on', 'never'], 0, /"version": "2\.1\.0"/],
  ['a diff', ['check', '--diff', '--fix-suggested', 'Dockerfile'], 1, /^-EXPOSE 80 22\n\+EXPOSE 80$/m],
  ['explain', ['explain', 'sealed/ssh-server'], 0, /\nsealed\/ssh-server · principle /],
] as const)('%s', (_name, args, code, output) => {
  const { stdout, stderr, status } = fixity(args);
  expect(stderr).not.toMatch(/error|warning/i);
  expect(stdout).toMatch(output);
  expect(status).toBe(code);
});

test('the language server', async () => {
  const server = spawn(node, [program, 'lsp', '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const send = (content: object): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...content });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  let output = '';
  server.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const received = (text: string) => expect.poll(() => output).toContain(text);
  send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
  await received('"serverInfo":{"name":"fixity"');
  send({ id: 2, method: 'shutdown' });
  await received('"id":2');
  send({ method: 'exit' });
  expect(await once(server, 'exit')).toEqual([0, null]);
});
