import { type EmbeddedText, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { DockerfileFile, Instruction, Stage } from './document.ts';
import { type Expansion, expand, type Lookup, type Variable } from './expand.ts';
import { isBlank, quotedWords } from './words.ts';

/** What a stage is built from. */
export type StageBase =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'scratch' }
  | ({ readonly kind: 'image' } & Expansion);

/** Set by BuildKit in every build: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
const platformArguments: ReadonlySet<string> = new Set(
  ['PLATFORM', 'OS', 'ARCH', 'VARIANT'].flatMap((part) => [`TARGET${part}`, `BUILD${part}`]).concat('TARGETSTAGE'),
);

const nothing: EmbeddedText = { text: '', pieces: [] };
const unknown: Variable = { kind: 'unknown', value: nothing, origins: [] };
const unset: Variable = { kind: 'unset', value: nothing, origins: [] };

/** For places where variables are not expanded: whatever `$` means to another builder is not known. */
export const noVariables: Lookup = () => unknown;

/** The variables of a stage on top of those of the stage that it is built from. */
interface Scope {
  readonly variables: Map<string, Variable>;
  readonly parent: Scope | undefined;
}

/** Stages in a row that are looked through for a variable; further up, it counts as unknown. */
const maxScopes = 100;

/** The base of each stage. FROM sees the ARGs before the first FROM and nothing else. */
export const stageBases = lazyFor((file: DockerfileFile): readonly StageBase[] => {
  const lookup = globalLookup(file);
  const byName = new Map<string, Stage>();
  return file.stages.map((stage) => {
    const expansion = expand(stage.base, lookup, file.escapeCharacter);
    const name = expansion.value.text.toLowerCase();
    const earlier = byName.get(name);
    if (stage.name !== undefined) byName.set(stage.name, stage);
    if (earlier) return { kind: 'stage', stage: earlier };
    return expansion.value.text === 'scratch' ? { kind: 'scratch' } : { kind: 'image', ...expansion };
  });
});

function globalLookup(file: DockerfileFile): Lookup {
  const variables = new Map<string, Variable>();
  const lookup: Lookup = (name) => variables.get(name) ?? (platformArguments.has(name) ? unknown : unset);
  for (const instruction of file.preamble) {
    if (instruction.keyword !== 'ARG') continue;
    for (const definition of definitionsOf(file, instruction)) {
      variables.set(definition.name, toVariable(file, 'ARG', definition, lookup) ?? unsetAt(file, definition));
    }
  }
  return lookup;
}

/** What is done with an instruction and the variables that it sees. */
export type Visit = (instruction: Instruction, stage: Stage, lookup: Lookup) => void;

/** Calls `visit` with every instruction of every stage in order. */
export function visitInstructions(file: DockerfileFile, bases: readonly StageBase[], visit: Visit): void {
  const global = globalLookup(file);
  const known = definedIn(bases);
  const scopes: Scope[] = [];
  for (const stage of file.stages) {
    const base = bases[stage.index]!;
    const parent = base.kind === 'stage' ? scopes[base.stage.index] : undefined;
    const scope: Scope = { variables: new Map(), parent };
    scopes.push(scope);
    const lookup: Lookup = (name) => findVariable(scope, name) ?? unknown;
    for (const instruction of stage.instructions) {
      visit(instruction, stage, lookup);
      const { keyword } = instruction;
      if (keyword !== 'ARG' && keyword !== 'ENV') continue;
      // All values of one instruction see the variables before it.
      const defined =
        known.get(instruction) ??
        definitionsOf(file, instruction).map((definition) => {
          const variable = toVariable(file, keyword, definition, lookup);
          return [definition.name, variable ?? inheritedArgument(file, definition, scope, global)] as const;
        });
      known.set(instruction, defined);
      for (const [name, variable] of defined) scope.variables.set(name, variable);
    }
  }
}

/** What each ARG and ENV gives, once it is known: several facts ask for it. */
const definedIn = lazyFor(
  (_: readonly StageBase[]) => new Map<Instruction, readonly (readonly [string, Variable])[]>(),
);

// An ARG without a default takes the value of the global one, or leaves what ENV has set.
function inheritedArgument(file: DockerfileFile, definition: Definition, scope: Scope, global: Lookup): Variable {
  const outer = global(definition.name);
  if (outer !== unset) return outer;
  return findVariable(scope, definition.name) ?? unsetAt(file, definition);
}

function findVariable(scope: Scope, name: string): Variable | undefined {
  let current: Scope | undefined = scope;
  for (let count = 0; current !== undefined && count < maxScopes; count++) {
    const variable = current.variables.get(name);
    if (variable) return variable;
    current = current.parent;
  }
  return undefined;
}

interface Definition {
  readonly name: string;
  /** The whole of it in the document. */
  readonly source: Origin['span'];
  readonly value: EmbeddedText | undefined;
}

function definitionsOf(file: DockerfileFile, { keyword, arguments: args }: Instruction): readonly Definition[] {
  const { text } = args;
  const words = quotedWords(text, file.escapeCharacter);
  const first = words[0];
  if (first === undefined) return [];
  const toDefinition = (start: number, nameEnd: number, valueStart: number, end: number): Definition => ({
    name: text.slice(start, nameEnd),
    source: toSource(args, start, end),
    value: valueStart > end ? undefined : sliceEmbedded(args, valueStart, end),
  });
  // `ENV NAME the rest`: https://docs.docker.com/reference/dockerfile/#env
  if (keyword === 'ENV' && !text.slice(first.start, first.end).includes('=')) {
    let nameEnd = 0;
    while (nameEnd < text.length && !isBlank(text.charCodeAt(nameEnd))) nameEnd++;
    let valueStart = nameEnd;
    while (valueStart < text.length && isBlank(text.charCodeAt(valueStart))) valueStart++;
    return [toDefinition(0, nameEnd, valueStart, text.length)];
  }
  return words.map(({ start, end }) => {
    const equals = text.slice(start, end).indexOf('=');
    return equals === -1
      ? toDefinition(start, end, end + 1, end)
      : toDefinition(start, start + equals, start + equals + 1, end);
  });
}

function toVariable(
  file: DockerfileFile,
  keyword: 'ARG' | 'ENV',
  { name, value: written, source }: Definition,
  lookup: Lookup,
): Variable | undefined {
  if (written === undefined) return undefined;
  const { value, origins } = expand(written, lookup, file.escapeCharacter);
  const span = written.text === '' ? { start: source.end, end: source.end } : toSource(written, 0, written.text.length);
  const origin = { file: file.path, span, name: `${keyword} ${name}` };
  return { kind: 'set', value, origins: [origin, ...origins], definedBy: keyword };
}

function unsetAt(file: DockerfileFile, { name, source }: Definition): Variable {
  return { kind: 'unset', value: nothing, origins: [{ file: file.path, span: source, name: `ARG ${name}` }] };
}
