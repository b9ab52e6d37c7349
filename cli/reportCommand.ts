import type { Document } from '../core/document.ts';
import type { Project } from '../core/project.ts';
import { scoreOf } from '../core/score.ts';
import { type Runner, type ServiceFile, servicesOf, toRunner, toServiceFile } from '../core/services.ts';
import { relativePath, resolvePath } from '../host/path.ts';
import { dockerfileOf } from '../languages/compose/dockerfileOf.ts';
import type { ComposeDocument } from '../languages/compose/document.ts';
import type { TerraformDocument } from '../languages/terraform/document.ts';
import type { Engine } from './engine.ts';
import { type ExitCode, exitCodes } from './exitCode.ts';
import { findAndLint, type LintOptions, nothingToLint } from './findAndLint.ts';
import type { Io } from './io.ts';
import type { Checked } from './lintPaths.ts';
import { writeOutput } from './output.ts';
import { printable } from './report/report.ts';
import { points, type ScoreReport } from './report/scoreReport.ts';
import { terraformRunners } from './report/terraformRunners.ts';

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
function serviceFiles({ files, project, languages, contextOf }: Checked, cwd: string): readonly ServiceFile[] {
  const checked = files.flatMap((file) => {
    try {
      const document = languages.get(file.language)!.toDocument(file, project);
      return [{ file, document, own: ownRunners(document, project) }];
    } catch {
      // The run has an internal error for it already.
      return [];
    }
  });
  const terraform = terraformRunners(checked.flatMap(({ document }) => (isTerraform(document) ? document : [])));
  return checked.map(({ file, document, own }) => {
    const { rules, configuration } = contextOf(file);
    const runners = (terraform.get(file.path) ?? own).map(
      ({ dockerfile, helps, ...runner }): Runner => ({
        ...runner,
        dockerfile: dockerfile === undefined ? undefined : relativePath(cwd, dockerfile),
        ...(helps ? { helps: { ...helps, file: relativePath(cwd, helps.file) } } : {}),
      }),
    );
    return { ...toServiceFile(document, rules, configuration, runners), path: relativePath(cwd, file.path) };
  });
}

const ownRunners = (document: Document, project: Project): readonly Runner[] =>
  document.workloads.map((workload) =>
    toRunner(
      workload,
      document.language === 'compose' ? dockerfileOf(document as ComposeDocument, workload.path, project) : undefined,
    ),
  );

const isTerraform = (document: Document): document is TerraformDocument => document.language === 'terraform';

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
