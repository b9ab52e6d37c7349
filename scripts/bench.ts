// npm run bench [-- FOLDER...]: how long a start takes, how fast files are linted, how soon a key press is answered.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureBundles } from './bench/bundles.ts';
import { measureColdStart } from './bench/coldStart.ts';
import { measureKeyPresses } from './bench/keyPress.ts';
import { measureOverhead } from './bench/overhead.ts';
import { measureFolder, measureGenerated } from './bench/throughput.ts';

const root = join(import.meta.dirname, '..');
execFileSync(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root, stdio: 'ignore' });

const folders = process.argv.slice(2);
for (const folder of folders) {
  if (!existsSync(folder)) {
    console.error(`${folder} does not exist`);
    process.exit(2);
  }
}

print('Cold start of `fixity check Dockerfile`, over `node -e 0` (ms)', await measureColdStart(root));
print('Parsing and all facts, over the parser underneath alone', await measureOverhead());
print('5 MB of YAML or JSON that is not ours to lint', await measureBundles());
print('Throughput on generated files', await measureGenerated(root));
for (const folder of folders) print(`Throughput on ${folder}`, [measureFolder(root, folder)]);
print('Key press to diagnostics in a file of 2,000 lines (ms, there and back)', await measureKeyPresses(root));

function print(title: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
  console.log(`\n${title}`);
  console.table(rows);
}
