import { computedProperties, lazy, lazyFor } from '../../core/lazy.ts';
import type { NestedCommands, ShellCommand, ShellRedirect, ShellWord } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';

/**
 * The same commands in another place of a text, `by` characters further on: what reading their unchanged text again would give.
 * Every command that they know, as part of a pipeline or inside another one, is to be among them. Most are asked for nothing
 * but their name, so the rest is moved when it is read.
 */
export function shiftCommands(commands: readonly ShellCommand[], by: number): readonly ShellCommand[] {
  const copies = lazy(() => new Map(commands.map((command, index) => [command, shifted[index]!])));
  const pipelines = new Map<readonly ShellCommand[], readonly ShellCommand[]>();
  const shift: Shift = {
    by,
    copiesOf: (list) => list.map((command) => copies().get(command)!),
    pipelineOf(pipeline) {
      const known = pipelines.get(pipeline) ?? shift.copiesOf(pipeline);
      pipelines.set(pipeline, known);
      return known;
    },
  };
  const shifted = commands.map((command) => {
    const { name, wrappers } = command;
    return withPlaces({ name, wrappers }, { command, shift });
  });
  return shifted;
}

interface Shift {
  readonly by: number;
  readonly copiesOf: (commands: readonly ShellCommand[]) => readonly ShellCommand[];
  readonly pipelineOf: (pipeline: readonly ShellCommand[]) => readonly ShellCommand[];
}

/** A command as it was read, and where it is now. */
interface Shifted {
  readonly command: ShellCommand;
  readonly shift: Shift;
}

const shiftSpan = ({ start, end }: Span, { by }: Shift): Span => ({ start: start + by, end: end + by });

const shiftWord = ({ span, value }: ShellWord, shift: Shift): ShellWord => ({ span: shiftSpan(span, shift), value });

// Rules compare words, and commands with those of a script: each is to be one object.
const wordsOf = lazyFor(({ command, shift }: Shifted) => command.words.map((word) => shiftWord(word, shift)));

const assignmentsOf = lazyFor(({ command, shift }: Shifted): ShellCommand['assignments'] =>
  command.assignments.map(({ name, value }) => ({ name, value: value && shiftWord(value, shift) })),
);

const redirectsOf = lazyFor(({ command, shift }: Shifted): readonly ShellRedirect[] =>
  command.redirects.map(({ operator, target }) => ({ operator, target: target && shiftWord(target, shift) })),
);

const nestedOf = lazyFor(({ command, shift }: Shifted): readonly NestedCommands[] =>
  command.nested.map(({ kind, span, commands }) => {
    return { kind, span: shiftSpan(span, shift), commands: shift.copiesOf(commands) };
  }),
);

const withPlaces = computedProperties<Shifted, Omit<ShellCommand, 'name' | 'wrappers' | 'origins'>>({
  span: ({ command, shift }) => shiftSpan(command.span, shift),
  words: wordsOf,
  assignments: (shifted) => (shifted.command.assignments.length === 0 ? none : assignmentsOf(shifted)),
  redirects: (shifted) => (shifted.command.redirects.length === 0 ? none : redirectsOf(shifted)),
  nested: (shifted) => (shifted.command.nested.length === 0 ? none : nestedOf(shifted)),
  pipeline: ({ command, shift }) => shift.pipelineOf(command.pipeline),
  removal: ({ command, shift }) =>
    command.removal?.map(({ span, newText }) => ({ span: shiftSpan(span, shift), newText })),
});

const none: readonly never[] = [];
