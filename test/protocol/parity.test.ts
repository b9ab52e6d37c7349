import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../cli/run.ts';
import { createMemoryHost } from '../../host/memory.ts';
import { rules } from '../../rules/index.ts';
import { realProject } from '../projects/realProject.ts';
import { pullShown, startClient } from './harness.ts';

/** A project on disk as files of a memory host, below `/project`. */
function readProject(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [`/project${path.slice(folder.length)}`, readFileSync(path, 'utf8')]));
}

const severities = { error: 1, warning: 2, info: 3 };

async function lintByCommandLine(files: Readonly<Record<string, string>>): Promise<Map<string, string[]>> {
  let output = '';
  await runCli(['check', '--format', 'json'], {
    host: createMemoryHost(new Map(Object.entries(files)), '2026-01-31'),
    cwd: '/project',
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
    found.set(`/project/${file}`, [...(found.get(`/project/${file}`) ?? []), shown]);
  }
  return found;
}

const shop = {
  ...readProject(join(import.meta.dirname, '../../examples/mutable-shop')),
  '/project/fixity.yaml': 'rules: { sealed/ssh-server: info }\nfiles: { ignore: [/api] }\n',
};
const referring = Object.fromEntries(Object.entries(realProject).map(([path, text]) => [`/project/${path}`, text]));

test.each([
  ['a shop', shop],
  ['files that refer to each other', referring],
])('the editor finds what the command line finds: %s', async (_, files: Readonly<Record<string, string>>) => {
  const byCommandLine = await lintByCommandLine(files);
  expect(byCommandLine.size).toBeGreaterThan(3);

  const client = await startClient({ files, rules });
  for (const [path, text] of Object.entries(files)) {
    client.open(path, text, 'plaintext');
    // The first time, before the workspace was searched for files that refer to this one, it may be something else.
    await expect.poll(() => pullShown(client, path), { message: path }).toEqual(byCommandLine.get(path) ?? []);
    // All others are on disk alone.
    client.close(path);
  }
  await client.stop();
});
