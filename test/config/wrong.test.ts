import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../cli/harness.ts';
import { rules } from './rules.ts';

const folder = join(import.meta.dirname, 'wrong');
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const isData = (name: string): boolean => /\.(?:yaml|json)$/.test(name);
const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && isData(entry.name))
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
const names = entries.filter((path) => !path.includes('/'));

const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(entries.map((path) => [path, read(path)])),
  Dockerfile: 'FROM node\n',
  'node_modules/@acme/fixity-config/fixity.yaml': 'rules: {}\n',
  'node_modules/@acme/fixity-config/strict.yaml': 'rules: {}\n',
  'node_modules/@acme/fixity-config/wrong.yaml': 'extends: [//, ../../escape.yaml]\nrules: { sealed/ssh: off }\n',
};

/** Each file is used as configuration; what the command line says of it stands beside, and UPDATE_FIXTURES=1 writes it anew. */
it.each(names)('%s', async (name) => {
  const beside = join(folder, name.replace(/\.\w+$/, '.txt'));
  const { exitCode, stdout, stderr } = await run({ args: ['check', '--config', name], files, rules });
  if (process.env['UPDATE_FIXTURES']) writeFileSync(beside, stderr);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toBe(existsSync(beside) ? readFileSync(beside, 'utf8') : '');
  for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^[\w./@-]+:\d+:\d+: .+$/);
});

it('are thirty at least', () => {
  expect(names.length).toBeGreaterThanOrEqual(30);
});
