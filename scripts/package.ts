// Packs what is built into `dist/fixity.vsix`, and refuses a package that holds what it should not.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const target = resolve(root, 'dist/fixity.vsix');
const maxSize = 3 * 1024 * 1024;
const needed = [
  'package.json',
  'client/icon.png',
  'schema/fixity.schema.json',
  'dist/client/nodeMain.cjs',
  'dist/client/browserMain.cjs',
  'dist/server/nodeMain.cjs',
  'dist/server/browserMain.js',
];

const files = vsce('ls', '--no-dependencies').split('\n').filter(Boolean);
const missing = needed.filter((file) => !files.includes(file));
const unwanted = files.filter((file) => /(?:^|\/)node_modules\/|\.(?:ts|map)$/.test(file));
if (missing.length > 0) fail(`not in the package: ${missing.join(', ')}; build first`);
if (unwanted.length > 0) fail(`in the package, and should not be: ${unwanted.join(', ')}`);

vsce('package', '--no-dependencies', '--out', target);
const { size } = statSync(target);
if (size > maxSize) fail(`the package has ${size} bytes, more than ${maxSize}`);
console.log(`dist/fixity.vsix: ${files.length} files, ${Math.round(size / 1024)} KB`);

function vsce(...commandLine: readonly string[]): string {
  const program = resolve(root, 'node_modules/@vscode/vsce/vsce');
  // What goes wrong is on standard error, which is passed through.
  return execFileSync(process.execPath, [program, ...commandLine], { cwd: root, encoding: 'utf8' });
}

function fail(reason: string): never {
  console.error(reason);
  process.exit(1);
}
