import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../cli/run.ts';
import { createMemoryHost } from '../../host/memory.ts';
import { rules } from '../../rules/index.ts';
import { pullShown, startClient } from './harness.ts';

/** A project on disk as files of a memory host, below `/work`. */
function readProject(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [`/work${path.slice(folder.length)}`, readFileSync(path, 'utf8')]));
}

const severities = { error: 1, warning: 2, info: 3 };

async function lintByCommandLine(files: Record<string, string>): Promise<Map<string, string[]>> {
  let output = '';
  await runCli(['check', '--format', 'json'], {
    host: createMemoryHost(new Map(Object.entries(files)), '2026-01-31'),
    cwd: '/work',
    env: {},
    isTerminal: false,
    version: '0.0.0',
    stdin: async () => new Uint8Array(),
    stdout: (content) => {
      output += content;
    },
    stderr: () => {},
  });
  const found = new Map<string, string[]>();
  for (const finding of JSON.parse(output).findings) {
    const { file, level, rule, message, line, column, endLine, endColumn, state } = finding;
    if (state !== 'active') continue;
    const severity = severities[level as keyof typeof severities];
    const shown = `${severity} ${rule} ${message} @${line - 1}:${column - 1}-${endLine - 1}:${endColumn - 1}`;
    found.set(`/work/${file}`, [...(found.get(`/work/${file}`) ?? []), shown]);
  }
  return found;
}

test('the editor finds what the command line finds', async () => {
  const files = {
    ...readProject(join(import.meta.dirname, '../../examples/mutable-shop')),
    '/work/fixity.yaml': 'rules: { sealed/ssh-server: info }\nfiles: { ignore: [/api] }\n',
  };
  const byCommandLine = await lintByCommandLine(files);
  expect(byCommandLine.size).toBeGreaterThan(3);

  const client = await startClient({ files, rules });
  const byEditor = new Map<string, readonly string[]>();
  for (const [path, text] of Object.entries(files)) {
    client.open(path, text, 'plaintext');
    const shown = await pullShown(client, path);
    if (shown.length > 0) byEditor.set(path, shown);
  }
  await client.stop();
  const sorted = (found: Map<string, readonly string[]>) => [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(sorted(byEditor)).toEqual(sorted(byCommandLine));
});
