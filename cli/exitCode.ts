/** What the program's exit codes mean; part of its contract. */
export const exitCodes = {
  clean: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** Wrong usage, a wrong configuration, or an internal error. */
  failure: 2,
  nothingToLint: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command throws when it was called wrongly; `message` is for the user. */
export const usageError = (message: string): Error => Object.assign(new Error(message), { name: 'UsageError' });

export const isUsageError = (error: unknown): error is Error => error instanceof Error && error.name === 'UsageError';
