import { UNKNOWN } from '../../core/embedded.ts';
import type { ShellCommand } from '../../core/script.ts';
import type { ImageWork, PipelineFile, PipelineStep } from '../../languages/pipeline/document.ts';
import type { Repository } from '../../languages/pipeline/repository.ts';
import { asString, get } from '../../languages/yaml/node.ts';
import { quote } from './message.ts';

/** Whether some pipeline of a repository has words in it. Comments and names count, which can only make a rule silent. */
export const mentions = ({ pipelines, included }: Repository, words: RegExp): boolean =>
  [...pipelines, ...included].some(({ text }) => words.test(text));

/** Whether a pipeline of a repository runs what it does not say itself: a script, a target of `make`, a build tool. */
export const runsOtherFiles = ({ pipelines }: Repository): boolean =>
  pipelines.some(({ jobs }) => jobs.some(({ steps }) => steps.some(isStepOfOtherFile)));

function isStepOfOtherFile({ script }: PipelineStep): boolean {
  if (!script) return false;
  // No commands are read where another shell runs it.
  return script.commands.length === 0 || script.commands.some(isOfOtherFile);
}

function isOfOtherFile({ name, words }: ShellCommand): boolean {
  const program = words[0]?.value ?? '';
  if (/^\.{1,2}\/|\.(?:sh|bash|py|js|ts|rb|pl)$/.test(program) || buildTools.has(name)) return true;
  const operand = words.slice(1).find(({ value }) => !value.startsWith('-'))?.value ?? '';
  if (interpreters.has(name)) return /[./]/.test(operand);
  return packageManagers.has(name) && isTask(words.slice(1).map(({ value }) => value));
}

/** Programs whose own files say what they do. */
const buildTools: ReadonlySet<string> = new Set([
  ...['make', 'gmake', 'just', 'task', 'mage', 'rake', 'invoke', 'inv', 'tox', 'nox', 'nx', 'turbo', 'lerna', 'moon'],
  ...['mvn', 'mvnw', 'gradle', 'gradlew', 'sbt', 'ant', 'bazel', 'bazelisk', 'pants', 'buck2', 'earthly', 'dagger'],
  ...['nix', 'nix-build', 'scons', 'ninja', 'cmake', 'ansible-playbook', 'goreleaser', 'skaffold', 'tilt', 'werf'],
]);

const interpreters: ReadonlySet<string> = new Set([
  ...['bash', 'sh', 'zsh', 'dash', 'source', '.', 'python', 'python3', 'node', 'deno', 'bun', 'ruby', 'perl', 'php'],
]);

const packageManagers: ReadonlySet<string> = new Set([
  'npm',
  'pnpm',
  'yarn',
  'bun',
  'composer',
  'poetry',
  'pdm',
  'hatch',
]);

/** A script of the package's own, unless its name says that it compiles or looks at code. */
function isTask(words: readonly string[]): boolean {
  const run = words.findIndex((word) => word === 'run' || word === 'run-script' || word === 'exec');
  const name = words.slice(run + 1).find((word) => !word.startsWith('-')) ?? '';
  return run !== -1 && !/^(?:build|compile|lint|format|prettier|eslint|typecheck|tsc|docs?)\b/.test(name);
}

/** Whether a workflow is there for others to call alone; those know what they do before and behind it. */
export function isOnlyCalled({ documents }: PipelineFile): boolean {
  const on = documents.map(({ root }) => get(root, 'on')).find((node) => node !== undefined);
  if (on?.kind === 'map') return on.pairs.every(({ key }) => key === 'workflow_call');
  return asString(on) === 'workflow_call';
}

/** Whether something is pushed for others to take. */
export const isPublished = (work: ImageWork): boolean => work.isPushed !== 'no' && !isOfRunAlone(work);

/** Whether an image is for a registry of the run's own. */
export const isOfRunAlone = ({ names }: ImageWork): boolean =>
  names.some(({ value }) => /^(?:localhost|127\.0\.0\.1|kind-registry)\b/.test(value));

/** What an image is called in a message: as it is written, where that says something. */
export function nameOf({ names: [name] }: ImageWork, source: string): string {
  if (!name || name.value.replaceAll(UNKNOWN, '') === '') return 'the image';
  return quote(source.slice(name.span.start, name.span.end).replace(/^--?[\w-]+=/, ''));
}
