// Writes what derives from the rules and schemas; with --check, only says what is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ruleIndex, ruleIndexText } from './generate/ruleIndex.ts';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

// The index comes first: what follows imports it.
const stale = write(new Map([['rules/index.ts', ruleIndexText(ruleIndex(root))]]), []);
const { generatedFiles, generatedFolders } = await import('./generate/files.ts');
stale.push(...write(await generatedFiles(root), generatedFolders));

if (stale.length > 0)
  console.log(
    `${isCheck ? 'Stale, run `npm run generate`' : 'Written'}:\n${stale.map((path) => `  ${path}`).join('\n')}`,
  );
if (isCheck && stale.length > 0) process.exitCode = 1;

/** Writes the files that differ (or, in a check, only names them), and removes what does not belong in a generated folder. */
function write(files: ReadonlyMap<string, string>, folders: readonly string[]): string[] {
  const stale: string[] = [];
  for (const [path, text] of files) {
    const absolute = join(root, path);
    if (existsSync(absolute) && readFileSync(absolute, 'utf8') === text) continue;
    stale.push(path);
    if (isCheck) continue;
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue;
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(root.length + 1);
      if (entry.isDirectory() || files.has(path)) continue;
      stale.push(`${path} (to be removed)`);
      if (!isCheck) rmSync(join(root, path));
    }
  }
  return stale;
}
