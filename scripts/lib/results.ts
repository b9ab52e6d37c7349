/** The outcome of one test, whichever runner ran it. */
export interface TestResult {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  /** Why it failed or was skipped. */
  readonly message?: string;
}

/** `12 passed, 0 failed, 1 skipped` */
export function summarize(results: readonly TestResult[]): string {
  const count = (state: TestResult['state']) => results.filter((result) => result.state === state).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

const marks = { passed: '✔', failed: '✘', skipped: '–' } as const;

/** One line, with the reason below it when it did not pass. */
export function formatResult({ name, state, milliseconds, message }: TestResult): string {
  const line = `  ${marks[state]} ${name} (${formatDuration(milliseconds)})`;
  return message ? `${line}\n${message.trimEnd().replace(/^/gm, '      ')}` : line;
}

export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Runs a test and turns what it throws into a failure. */
export async function runTest(name: string, test: () => void | Promise<void>): Promise<TestResult> {
  const start = performance.now();
  try {
    await test();
    return { name, state: 'passed', milliseconds: performance.now() - start };
  } catch (error) {
    return { name, state: 'failed', milliseconds: performance.now() - start, message: toMessage(error) };
  }
}

export function toMessage(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
