import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { corpusOf } from './corpus.ts';
import { percentile, round } from './statistics.ts';

const runs = 21;

/** Runs both in turn, so that a machine that slows down slows both. Median wall time of whole processes. */
export async function measureColdStart(root: string) {
  const folder = mkdtempSync(join(tmpdir(), 'fixity-bench-'));
  writeFileSync(join(folder, 'Dockerfile'), corpusOf('dockerfile', 1)[0]!.text);
  const commands = [
    ['-e', '0'],
    [join(root, 'dist/cli/main.js'), 'check', 'Dockerfile'],
  ];
  const times: [number[], number[]] = [[], []];
  for (let run = 0; run < runs + 2; run++) {
    for (const [index, args] of commands.entries()) {
      const start = performance.now();
      const { status } = spawnSync(nodeUnderTest(), args, { cwd: folder, stdio: 'ignore' });
      if (status !== 0) throw new Error(`${args.join(' ')} ended with exit code ${status}`);
      // The first two runs fill the file system's cache.
      if (run >= 2) times[index as 0 | 1].push(performance.now() - start);
    }
  }
  rmSync(folder, { recursive: true });
  const [node, fixity] = times;
  const over = fixity.map((time, index) => time - node[index]!);
  return [
    {
      'node -e 0': round(percentile(node, 50)),
      fixity: round(percentile(fixity, 50)),
      difference: round(percentile(over, 50)),
      'difference, p95': round(percentile(over, 95)),
      runs,
    },
  ];
}

/** FIXITY_BENCH_NODE names another Node to run the command line with, such as the oldest supported one. */
const nodeUnderTest = (): string => process.env['FIXITY_BENCH_NODE'] ?? process.execPath;
