// Everything that can be said of the source without running it. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const binaries = join(root, 'node_modules/.bin');

const checks: readonly (readonly [name: string, ...command: string[]])[] = [
  ['format and lint', 'biome', 'ci', '--error-on-warnings', '.'],
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['types of the engine, without a platform', 'tsc', '-p', 'tsconfig.engine.json'],
  ['who imports whom', 'node', 'scripts/check-imports.ts'],
  ['dead code', 'knip', '--no-progress'],
  ['generated files', 'node', 'scripts/generate.ts', '--check'],
];

let failed = 0;
for (const [name, command, ...args] of checks) {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(join(binaries, command!), args, { cwd: root, encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed++;
  console.log(`${error?.message ?? ''}${stdout}${stderr}`);
}
console.log(`${checks.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
