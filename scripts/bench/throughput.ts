import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultConfiguration } from '../../core/configuration.ts';
import { languageIds } from '../../core/document.ts';
import { lintFiles } from '../../core/lintFiles.ts';
import { createProject } from '../../core/project.ts';
import { loadLanguage } from '../../languages/load.ts';
import { rules } from '../../rules/index.ts';
import { corpusOf } from './corpus.ts';
import { percentile, round } from './statistics.ts';

const fileCount = 1000;
const runs = 5;

/** A thousand files a language: the whole command, and the engine alone once it is warm. */
export async function measureGenerated(root: string) {
  const rows = [];
  for (const id of languageIds) {
    const corpus = corpusOf(id, fileCount);
    const folder = mkdtempSync(join(tmpdir(), 'fixity-bench-'));
    for (const { path, text } of corpus) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const command = measureFolder(root, folder);
    rmSync(folder, { recursive: true });

    const language = await loadLanguage(id);
    const languages = new Map([[id, language]]);
    const context = { rules, configuration: defaultConfiguration, today: '2026-01-01' };
    const times = Array.from({ length: runs }, () => {
      const start = performance.now();
      for (const source of corpus) {
        const file = language.parse(source);
        lintFiles([file], createProject([file]), languages, () => context);
      }
      return (performance.now() - start) / 1000;
    });
    const seconds = percentile(times, 50);
    const megabytes = corpus.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
    rows.push({
      language: id,
      files: fileCount,
      MB: round(megabytes),
      ...command,
      'engine files/s': round(fileCount / seconds),
      'engine MB/s': round(megabytes / seconds),
    });
  }
  return rows;
}

/** The whole command on a folder, one process a run: median wall time, and peak memory. */
export function measureFolder(root: string, folder: string) {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    const args = [join(root, 'dist/cli/main.js'), 'check', '--format', 'json', '--fail-on', 'never', '.'];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 30, encoding: 'utf8' });
    if (status !== 0) throw new Error(`fixity check ended with exit code ${status} in ${folder}`);
    return { seconds: (performance.now() - start) / 1000, findings: JSON.parse(stdout).findings.length as number };
  });
  return {
    'command, s': round(
      percentile(
        times.map(({ seconds }) => seconds),
        50,
      ),
    ),
    findings: times[0]!.findings,
  };
}
