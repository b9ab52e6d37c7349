import { Command, CommanderError, Option } from 'commander';
import { type CheckOptions, check } from './check.ts';
import type { ConfigPrintOptions } from './config.ts';
import { builtIn, type Engine, loadAllRules } from './engine.ts';
import { type ExitCode, exitCodes, isUsageError } from './exitCode.ts';
import type { Io } from './io.ts';
import type { ReportOptions } from './reportCommand.ts';

/** Runs one command line, without the program's name, and says how the process is to end. Never rejects. */
export async function runCli(args: readonly string[], io: Io, engine: Engine = builtIn): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.clean;
  const program = createProgram(io, engine, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.failure;
    if (isUsageError(error)) io.stderr(`fixity: ${error.message}\n`);
    else
      io.stderr(`fixity: internal error, please report it: ${error instanceof Error ? error.stack : String(error)}\n`);
    return exitCodes.failure;
  }
}

function createProgram(io: Io, engine: Engine, finish: (code: ExitCode) => void): Command {
  const program = new Command('fixity')
    .description(
      'The linter for immutable infrastructure: Dockerfiles, Compose, Kubernetes, Helm, Kustomize, Terraform, pipelines.',
    )
    .version(io.version)
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr })
    .showHelpAfterError('(`--help` lists what is possible)')
    .exitOverride();

  program
    .command('check')
    .description('lint files and folders')
    .argument('[paths...]', 'files and folders, by default the working directory; `-` reads standard input')
    .option('--fix', 'apply safe fixes')
    .option('--fix-suggested', 'apply safe fixes, and those that change behaviour')
    .option('--diff', 'print what the fixes would change, and write nothing')
    .addOption(
      new Option('--format <format>', 'how to print the report')
        .choices(['pretty', 'concise', 'json', 'sarif'])
        .default('pretty'),
    )
    .option('--output <file>', 'write the report to a file')
    .addOption(
      new Option('--fail-on <level>', 'lowest level of findings that makes the exit code 1')
        .choices(['error', 'warning', 'info', 'never'])
        .default('error'),
    )
    .option('--only <rule>', 'run this rule alone; may be repeated, and may be `pinned/*`', collect)
    .option('--skip <rule>', 'leave this rule out; may be repeated, and may be `pinned/*`', collect)
    .option('--config <file>', 'use this configuration, and no other; may be a preset: `fixity:strict`')
    .option('--stdin-filename <file>', 'the name of what standard input holds')
    .option('--quiet', 'report findings alone: no notices, no summary')
    .option('--color', 'use colour although the output is no terminal')
    .option('--no-color', 'use no colour')
    .addHelpText('after', exitCodeHelp)
    .action(async (paths: readonly string[], options: CheckOptions) =>
      finish(await check(paths.length > 0 ? paths : ['.'], options, io, engine)),
    );

  program
    .command('report')
    .description('score services and say where to start')
    .argument('[paths...]', 'files and folders, by default the working directory')
    .addOption(
      new Option('--format <format>', 'the form of the report').choices(['html', 'markdown', 'json']).default('html'),
    )
    .option('--output <file>', 'write the report to a file')
    .option('--only <rule>', 'as `check` has it', collect)
    .option('--skip <rule>', 'as `check` has it', collect)
    .option('--config <file>', 'as `check` has it')
    .action(async (paths: readonly string[], options: ReportOptions) => {
      const { writeReport } = await import('./reportCommand.ts');
      finish(await writeReport(paths.length > 0 ? paths : ['.'], options, io, engine));
    });

  program
    .command('config')
    .description('show what a file is linted with')
    .command('print')
    .description('print the level and the options of every rule for a file')
    .argument('<file>')
    .option('--origin', 'say where each value comes from')
    .addOption(new Option('--format <format>', 'how to print it').choices(['yaml', 'json']).default('yaml'))
    .option('--only <rule>', 'as `check` has it', collect)
    .option('--skip <rule>', 'as `check` has it', collect)
    .option('--config <file>', 'as `check` has it')
    .action(async (file: string, options: ConfigPrintOptions) => {
      const { printConfiguration } = await import('./config.ts');
      finish(await printConfiguration(file, options, io, engine));
    });

  program
    .command('rules')
    .description('list all rules')
    .addOption(new Option('--format <format>', 'how to print the list').choices(['table', 'json']).default('table'))
    .action(async ({ format }: { format: 'table' | 'json' }) => {
      const { listRules } = await import('./rules.ts');
      io.stdout(listRules(await loadAllRules(engine), format));
    });

  program
    .command('explain')
    .description("show a rule's documentation")
    .argument('<rule>')
    .option('--color', 'use colour although the output is no terminal')
    .option('--no-color', 'use no colour')
    .action(async (id: string, options: { color?: boolean }) => {
      const { explain } = await import('./explain.ts');
      io.stdout(await explain(id, await loadAllRules(engine), options, io));
    });

  program
    .command('lsp')
    .description('start the language server')
    .requiredOption('--stdio', 'speak over standard input and output')
    .action(async () => {
      const { startNodeServer } = await import('../server/node.ts');
      startNodeServer();
    });

  return program;
}

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

const exitCodeHelp = `
Exit codes:
  0  no findings at or above --fail-on
  1  findings at or above --fail-on
  2  wrong usage, wrong configuration, or an internal error
  3  nothing to lint`;
