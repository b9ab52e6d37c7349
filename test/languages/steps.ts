import { type Profiler, Session } from 'node:inspector';

/**
 * How many steps of the engine and of the parsers under it some work takes, counted by V8 as blocks of code that are run:
 * the same in every run, on any machine, under any load. What a built-in function does is one step.
 */
export function countSteps(work: () => void): number {
  takeCounts();
  work();
  return takeCounts()
    .filter(({ url }) => counted.test(url))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}

const counted = /\/(?:core|languages|rules|node_modules\/yaml|node_modules\/unbash)\//;

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** What has been run since it was last called. The session is in this thread, and so answers at once. */
function takeCounts(): readonly Profiler.ScriptCoverage[] {
  let scripts: readonly Profiler.ScriptCoverage[] | undefined;
  session.post('Profiler.takePreciseCoverage', (error, answer) => {
    if (error) throw error;
    scripts = answer.result;
  });
  if (!scripts) throw new Error('V8 did not answer at once');
  return scripts;
}
