import { readdir, readFile, rm } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build, context } from 'esbuild';

/**
 * Bundles everything that is shipped into `dist/`. `--sourcemap` adds source maps, `--watch` keeps building.
 * A bundle that fails does not keep the others from being written.
 */
const { values: flags } = parseArgs({
  options: { watch: { type: 'boolean', default: false }, sourcemap: { type: 'boolean', default: false } },
});
const root = resolve(import.meta.dirname, '..');
const { version } = JSON.parse(await readFile(resolve(root, 'package.json'), 'utf8')) as { version: string };

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  charset: 'utf8',
  define: { FIXITY_VERSION: JSON.stringify(version) },
  legalComments: 'none',
  logLevel: 'warning',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: flags.sourcemap,
};
const node: BuildOptions = { ...common, platform: 'node', target: 'node20.19' };
const browser: BuildOptions = { ...common, platform: 'browser', target: 'es2022' };

const bundles: readonly BuildOptions[] = [
  { ...node, format: 'esm', entryPoints: ['cli/main.ts'], outfile: 'dist/cli/main.js' },
  // In ASCII, of which Node keeps one byte a character.
  { ...node, format: 'cjs', charset: 'ascii', entryPoints: ['cli/start.ts'], outfile: 'dist/cli/start.cjs' },
  { ...node, format: 'cjs', entryPoints: ['server/nodeMain.ts'], outfile: 'dist/server/nodeMain.cjs' },
  { ...browser, format: 'iife', entryPoints: ['server/browserMain.ts'], outfile: 'dist/server/browserMain.js' },
  {
    ...node,
    format: 'cjs',
    entryPoints: ['client/nodeMain.ts'],
    outfile: 'dist/client/nodeMain.cjs',
    external: ['vscode'],
  },
  {
    ...browser,
    format: 'cjs',
    entryPoints: ['client/browserMain.ts'],
    outfile: 'dist/client/browserMain.cjs',
    external: ['vscode'],
  },
];

if (flags.watch) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  const results = await Promise.allSettled(bundles.map((bundle) => build({ ...bundle, metafile: true })));
  const built = results.flatMap((result) =>
    result.status === 'fulfilled' ? Object.keys(result.value.metafile!.outputs) : [],
  );
  if (results.every(({ status }) => status === 'fulfilled')) await removeOthers(built);
  else process.exitCode = 1;
}

/** Removes what earlier builds have left. */
async function removeOthers(built: readonly string[]): Promise<void> {
  for (const folder of ['dist/cli', 'dist/client', 'dist/server']) {
    for (const entry of await readdir(resolve(root, folder), { recursive: true, withFileTypes: true })) {
      const path = resolve(entry.parentPath, entry.name);
      if (entry.isFile() && !built.includes(relative(root, path).replaceAll('\\', '/'))) await rm(path);
    }
  }
}
