import type { Origin, Place } from './facts.ts';
import type { Span, TextEdit } from './text.ts';

/** When a script runs: as the image is built, as a machine or container starts, as it is deployed, or as a health probe. */
export type ScriptPhase = 'build' | 'boot' | 'deploy' | 'probe';

/**
 * Shell text, wherever it stands, or an argument list that is run as it is. Every span is an offset into the document,
 * not into the script. A script in a language other than a POSIX-like shell has no commands.
 */
export interface Script extends Place {
  readonly phase: ScriptPhase;
  /** Every simple command in textual order, those in substitutions, functions and `sh -c '...'` included. */
  readonly commands: readonly ShellCommand[];
  /** The edits that take out the thing that holds the whole script (the RUN instruction, say), when that leaves the rest whole. */
  readonly removal: readonly TextEdit[] | undefined;
}

/** One simple command, as it is run: `sudo -E apt-get -y install curl` is `apt-get` with the wrapper `sudo`. */
export interface ShellCommand {
  readonly span: Span;
  /** Base name of the program that runs after wrappers (`sudo`, `env`, `exec`, `nohup`, ...) are taken off; `''` when it is not known. */
  readonly name: string;
  /** The program and its arguments, wrappers taken off. Empty for a command that only assigns. */
  readonly words: readonly ShellWord[];
  /** Names of the wrappers taken off, outermost first. */
  readonly wrappers: readonly string[];
  readonly assignments: readonly { readonly name: string; readonly value: ShellWord | undefined }[];
  readonly redirects: readonly ShellRedirect[];
  /** Commands that stand inside this one's words: `$(...)`, back quotes, `<(...)`, and the text given to `sh -c`. */
  readonly nested: readonly NestedCommands[];
  /** The pipeline that it is part of, itself included, in order. */
  readonly pipeline: readonly ShellCommand[];
  /** Where it stands when that is another file, which the place at `span` brings here. */
  readonly origins?: readonly Origin[];
  /** The edits that take its pipeline out of the chain it is part of, separators included, and leave a valid chain; undefined when that cannot be done. Computed when read. */
  readonly removal: readonly TextEdit[] | undefined;
}

export interface ShellWord {
  readonly span: Span;
  /** After quotes and escapes are taken off; parts that only the run knows (`$X`, `$(...)`) are `UNKNOWN`. */
  readonly value: string;
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `<<<`, `<<`, `&>`, ..., with the file descriptor before it where there is one: `2>`. */
  readonly operator: string;
  readonly target: ShellWord | undefined;
}

export interface NestedCommands {
  readonly kind: 'command-substitution' | 'process-substitution' | 'shell-argument';
  readonly span: Span;
  readonly commands: readonly ShellCommand[];
}
