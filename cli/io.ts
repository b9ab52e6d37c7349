import type { WritableHost } from '../host/host.ts';

/** Everything that a run of the command line sees and touches, so that tests run in process. */
export interface Io {
  readonly host: WritableHost;
  /** The working directory, in the form of the host's paths. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  /** The version of the program. */
  readonly version: string;
  stdin(): Promise<Uint8Array>;
  stdout(content: string | Uint8Array): void;
  stderr(text: string): void;
}
