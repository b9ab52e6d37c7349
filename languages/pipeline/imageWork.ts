import { type EmbeddedText, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { Place } from '../../core/facts.ts';
import type { Script, ShellCommand, ShellWord } from '../../core/script.ts';
import type { ImageWork, PipelineStep } from './document.ts';

/** What the commands of a step's script do about images: docker, podman, nerdctl, Compose, buildah, kaniko. */
export const imageWorkOfScript = ({ commands, path }: Script): readonly ImageWork[] =>
  commands.flatMap((command) => workOfCommand(command, path) ?? []);

function workOfCommand(command: ShellCommand, path: string): ImageWork | undefined {
  const [program, ...rest] = command.words;
  const name = program?.value.slice(program.value.lastIndexOf('/') + 1) ?? '';
  const place = { span: command.span, path };
  if (name === 'executor' && program!.value.includes('kaniko')) return kanikoWork(rest, place);
  if (name === 'buildah') return engineWork(rest, place);
  if (name === 'docker-compose') return composeWork(rest, place);
  return ['docker', 'podman', 'nerdctl'].includes(name) ? engineWork(rest, place) : undefined;
}

/** Options of the engines, before and behind their commands, that take the next word. */
const valueOptions: ReadonlySet<string> = new Set([
  ...['-H', '--host', '--config', '--context', '-c', '--log-level', '-l', '-n', '--namespace', '-d', '--destination'],
  ...[
    '-t',
    '--tag',
    '-f',
    '--file',
    '--dockerfile',
    '--target',
    '--platform',
    '--build-arg',
    '--build-context',
    '--label',
    '--secret',
  ],
  ...['--ssh', '--cache-from', '--cache-to', '-o', '--output', '--progress', '--builder', '--network', '--iidfile'],
  ...['--metadata-file', '--provenance-file', '--add-host', '--ulimit', '--shm-size', '-m', '--memory', '--authfile'],
  ...['--creds', '--format', '--set', '-p', '--project-name', '--profile', '--env-file', '--project-directory'],
  ...['--allow', '--annotation', '--attest', '--sbom-output', '--tls-verify-file', '--layers-file', '--isolation'],
]);

interface Arguments {
  readonly operands: readonly ShellWord[];
  /** The values of an option, in any of its spellings; an option without a value is an empty word. */
  valuesOf(...names: readonly string[]): readonly ShellWord[];
}

function readArguments(words: readonly ShellWord[]): Arguments {
  const operands: ShellWord[] = [];
  const options: { readonly name: string; readonly value: ShellWord }[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const [, name, value] = /^(--?[\w-]+)(?:=([\s\S]*))?$/.exec(word.value) ?? [];
    if (name === undefined) operands.push(word);
    else if (value !== undefined) options.push({ name, value: { span: word.span, value } });
    else if (valueOptions.has(name) && words[index + 1]) options.push({ name, value: words[++index]! });
    else options.push({ name, value: { span: word.span, value: '' } });
  }
  return {
    operands,
    valuesOf: (...names) => options.flatMap(({ name, value }) => (names.includes(name) ? [value] : [])),
  };
}

/** https://docs.docker.com/reference/cli/docker/, which podman, nerdctl and buildah follow. */
function engineWork(words: readonly ShellWord[], place: Place): ImageWork | undefined {
  const { operands, valuesOf } = readArguments(words);
  const groups = ['buildx', 'image', 'builder', 'manifest'];
  const group = groups.includes(operands[0]?.value ?? '') ? operands[0]!.value : undefined;
  const [verb, ...rest] = group === undefined ? operands : operands.slice(1);
  switch (verb?.value) {
    case 'compose':
      return composeWork(words.slice(words.indexOf(verb) + 1), place);
    case 'build':
    case 'bud':
    case 'b':
      return {
        ...place,
        isBuilt: true,
        isPushed: pushOf(valuesOf('--push'), valuesOf('--output', '-o')),
        names: valuesOf('--tag', '-t'),
        context: rest.at(-1)?.value,
        ...sourceOf(valuesOf),
      };
    case 'bake':
      return { ...nothing, ...place, isBuilt: true, isPushed: pushOf(valuesOf('--push'), []) };
    case 'push':
      // `podman push IMAGE DESTINATION`
      return { ...nothing, ...place, isPushed: 'yes', names: rest.slice(-1).map(withoutTransport) };
    case 'imagetools':
      return rest[0]?.value === 'create'
        ? { ...nothing, ...place, isPushed: 'yes', names: valuesOf('--tag', '-t') }
        : undefined;
    default:
      return undefined;
  }
}

const nothing = {
  ...{ isBuilt: false, isPushed: 'no', names: [] },
  ...{ context: undefined, dockerfile: undefined, target: undefined },
} as const;

const sourceOf = (valuesOf: Arguments['valuesOf']) => ({
  dockerfile: valuesOf('--file', '-f', '--dockerfile').at(-1)?.value,
  target: valuesOf('--target').at(-1)?.value,
});

/** `--push`, `--output type=registry`, `--output type=image,push=true` */
function pushOf(flags: readonly ShellWord[], outputs: readonly ShellWord[]): ImageWork['isPushed'] {
  if (flags.length > 0) return toAnswer(flags.at(-1)!.value === '' ? 'true' : flags.at(-1)!.value);
  return outputs.some(({ value }) => /(?:^|,)(?:type=registry|push=true)(?:,|$)/.test(value)) ? 'yes' : 'no';
}

const toAnswer = (value: string): ImageWork['isPushed'] =>
  value === 'true' ? 'yes' : value === 'false' || value === '' ? 'no' : 'maybe';

function withoutTransport({ span, value }: ShellWord): ShellWord {
  return { span, value: value.replace(/^docker:\/\//, '') };
}

/** https://docs.docker.com/reference/cli/docker/compose/build/ */
function composeWork(words: readonly ShellWord[], place: Place): ImageWork | undefined {
  const { operands, valuesOf } = readArguments(words);
  const verb = operands[0]?.value;
  if (verb === 'build') return { ...nothing, ...place, isBuilt: true, isPushed: pushOf(valuesOf('--push'), []) };
  return verb === 'push' ? { ...nothing, ...place, isPushed: 'yes' } : undefined;
}

/** https://github.com/GoogleContainerTools/kaniko#additional-flags */
function kanikoWork(words: readonly ShellWord[], place: Place): ImageWork {
  const { valuesOf } = readArguments(words);
  const names = valuesOf('--destination', '-d');
  const isKept = valuesOf('--no-push').length > 0 || names.length === 0;
  const context = valuesOf('--context').at(-1)?.value;
  return { ...place, isBuilt: true, isPushed: isKept ? 'no' : 'yes', names, context, ...sourceOf(valuesOf) };
}

/** What an action does about images, when it is one of those that are known. */
export function imageWorkOfAction(step: Omit<PipelineStep, 'imageWork'>): ImageWork | undefined {
  const action = step.uses?.replace(/@.*$/, '').toLowerCase();
  const { span, path } = step;
  const place = { span, path };
  const textOf = (name: string): string | undefined => step.input(name)?.text;
  const isPushed = toAnswer(textOf('push')?.trim().toLowerCase() ?? '');
  if (action !== undefined && bakeActions.has(action)) return { ...nothing, ...place, isBuilt: true, isPushed };
  if (action === undefined || !buildActions.has(action)) return undefined;
  const outputs = (textOf('outputs') ?? '').split('\n').map((value) => ({ span, value: value.trim() }));
  return {
    ...place,
    isBuilt: true,
    isPushed: isPushed === 'no' ? pushOf([], outputs) : isPushed,
    names: namesIn(step.input('tags')),
    // Without one it is the repository itself: https://github.com/docker/build-push-action#git-context
    context: textOf('context') ?? '.',
    dockerfile: textOf('file'),
    target: textOf('target'),
  };
}

/** https://github.com/docker/build-push-action#inputs, and actions that take the same inputs. */
const buildActions: ReadonlySet<string> = new Set([
  'docker/build-push-action',
  'depot/build-push-action',
  'useblacksmith/build-push-action',
]);

/** https://github.com/docker/bake-action#inputs */
const bakeActions: ReadonlySet<string> = new Set(['docker/bake-action', 'depot/bake-action']);

/** A list with commas, or with a name a line. */
function namesIn(list: EmbeddedText | undefined): readonly ShellWord[] {
  return [...(list?.text ?? '').matchAll(/[^\s,]+/g)].map(({ 0: name, index }) => {
    const part = sliceEmbedded(list!, index, index + name.length);
    return { span: toSource(part, 0, name.length), value: name };
  });
}
