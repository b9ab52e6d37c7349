import { isKnown } from '../../core/embedded.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { DockerfileFile, Instruction } from './document.ts';
import type { Lookup } from './expand.ts';
import type { Visit } from './variables.ts';

/** Environment variables by their names. */
export type Environment = ReadonlyMap<string, string>;

export const noEnvironment: Environment = new Map();

/**
 * Adds what the command of each instruction sees of the ARGs and ENVs, as far as it names them and their values are known. A
 * build's commands see those before them; a container's see the last value of each ENV
 * (https://docs.docker.com/reference/dockerfile/#arg), so `atEnd` is to be called after the last instruction. An empty value
 * is there to be given another one, so it is not known; nor is anything to ONBUILD, which runs in another build.
 */
export function environmentReader(
  file: DockerfileFile,
  environments: Map<Instruction, Environment>,
): { readonly visit: Visit; readonly atEnd: () => void } {
  const ofContainers: (() => void)[] = [];
  return {
    visit(instruction, _, lookup) {
      const { keyword } = instruction;
      const isBuild = keyword === 'RUN';
      if (!isBuild && keyword !== 'CMD' && keyword !== 'ENTRYPOINT' && keyword !== 'HEALTHCHECK') return;
      const names = namesIn(instruction, file.text);
      if (names.size === 0) return;
      const add = (): void => void environments.set(instruction, environmentOf(names, lookup, isBuild));
      if (isBuild) add();
      else ofContainers.push(add);
    },
    atEnd() {
      // By now, each look-up sees what its stage ends with.
      for (const add of ofContainers) add();
    },
  };
}

export const isSameEnvironment = (one: Environment, other: Environment): boolean =>
  one === other || (one.size === other.size && [...one].every(([name, value]) => other.get(name) === value));

function environmentOf(names: ReadonlySet<string>, lookup: Lookup, isBuild: boolean): Environment {
  const environment = new Map<string, string>();
  for (const name of names) {
    const { kind, value, definedBy } = lookup(name);
    if (kind !== 'set' || value.text === '' || !isKnown(value.text)) continue;
    if (isBuild || definedBy === 'ENV') environment.set(name, value.text);
  }
  return environment;
}

/** The names of variables in what follows an instruction's flags. They are the same wherever it stands. */
function namesIn(instruction: Instruction, text: string): ReadonlySet<string> {
  const known = namesOf(instruction.unmoved ?? instruction);
  known.names ??= namesInText(text.slice(instruction.argumentsSpan.start, instruction.span.end));
  return known.names;
}

const namesOf = lazyFor((_: Instruction): { names: ReadonlySet<string> | undefined } => ({ names: undefined }));

const namesInText = (text: string): ReadonlySet<string> =>
  text.includes('$') ? new Set([...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name!)) : noNames;

const noNames: ReadonlySet<string> = new Set();
