import type { Workload } from '../core/facts.ts';
import { scoreOf } from '../core/score.ts';
import { servicesOf, toServiceFile } from '../core/services.ts';
import { relativePath, resolvePath } from '../host/path.ts';
import { dockerfileOf } from '../languages/compose/dockerfileOf.ts';
import type { ComposeDocument } from '../languages/compose/document.ts';
import type { Engine } from './engine.ts';
import { type ExitCode, exitCodes } from './exitCode.ts';
import { findAndLint, type LintOptions, nothingToLint } from './findAndLint.ts';
import type { Io } from './io.ts';
import type { Checked } from './lintPaths.ts';
import { writeOutput } from './output.ts';
import { printable } from './report/report.ts';
import { points, type ScoreReport } from './report/scoreReport.ts';

export interface ReportOptions extends LintOptions {
  readonly format: 'html' | 'markdown' | 'json';
  readonly output?: string;
}

/** `fixity report`. Findings do not make it fail: that is `check`'s. */
export async function writeReport(
  paths: readonly string[],
  { format, output, ...options }: ReportOptions,
  io: Io,
  engine: Engine,
): Promise<ExitCode> {
  const starts = paths.map((path) => resolvePath(io.cwd, path));
  const run = await findAndLint(starts, options, io, engine);
  if (!run) return exitCodes.failure;
  const { report, checked } = run;
  const isFailure = report.problems.some(({ kind }) => kind === 'internal-error');
  if (report.fileCount === 0) {
    io.stderr(report.problems.map(({ message }) => `notice: ${printable(message)}\n`).join(''));
    io.stderr(nothingToLint(report));
    return isFailure ? exitCodes.failure : exitCodes.nothingToLint;
  }
  const score = scoreOf(servicesOf(serviceFiles(checked, io.cwd)), report.findings);
  const rendered = await render(format, { report, score, today: io.host.today() });
  if (output === undefined) {
    io.stdout(rendered);
  } else {
    await writeOutput(output, rendered, io);
    io.stderr(`${output}: ${points(score.all)} of 100\n`);
  }
  return isFailure ? exitCodes.failure : exitCodes.clean;
}

/** What services need to know of the files, which they call what reports call them. */
function serviceFiles({ files, project, languages, contextOf }: Checked, cwd: string) {
  return files.flatMap((file) => {
    try {
      const document = languages.get(file.language)!.toDocument(file, project);
      const { rules, configuration } = contextOf(file);
      const builtFrom = ({ path }: Workload): string | undefined => {
        const dockerfile = file.language === 'compose' ? dockerfileOf(document as ComposeDocument, path) : undefined;
        return dockerfile === undefined ? undefined : relativePath(cwd, dockerfile);
      };
      return [{ ...toServiceFile(document, rules, configuration, builtFrom), path: relativePath(cwd, file.path) }];
    } catch {
      // The run has an internal error for it already.
      return [];
    }
  });
}

async function render(format: ReportOptions['format'], scored: ScoreReport): Promise<string> {
  switch (format) {
    case 'html':
      return (await import('./report/html.ts')).scoreHtml(scored);
    case 'markdown':
      return (await import('./report/markdown.ts')).scoreMarkdown(scored);
    case 'json':
      return (await import('./report/scoreJson.ts')).scoreJson(scored);
  }
}
