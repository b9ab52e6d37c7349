import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { NestedCommands, ShellCommand, ShellWord } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';

/** The same commands in another place of a text, `by` characters further on: what reading their unchanged text again would give. */
export function shiftCommands(commands: readonly ShellCommand[], by: number): readonly ShellCommand[] {
  // Commands know each other by the pipelines that they are part of, and by what stands inside them.
  const copies = new Map<ShellCommand, ShellCommand>();
  const pipelines = new Map<readonly ShellCommand[], ShellCommand[]>();
  const shift = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  const shiftWord = ({ span, value }: ShellWord): ShellWord => ({ span: shift(span), value });
  const shiftOptional = (word: ShellWord | undefined): ShellWord | undefined => word && shiftWord(word);

  const copy = (command: ShellCommand): ShellCommand => {
    const known = copies.get(command);
    if (known) return known;
    const removal = lazy(() => command.removal?.map(({ span, newText }) => ({ span: shift(span), newText })));
    const { name, wrappers } = command;
    const nested: NestedCommands[] = [];
    const pipeline = pipelines.get(command.pipeline) ?? [];
    const copied: ShellCommand = withRemoval(
      {
        span: shift(command.span),
        name,
        words: command.words.map(shiftWord),
        wrappers,
        assignments: command.assignments.map((one) => ({ name: one.name, value: shiftOptional(one.value) })),
        redirects: command.redirects.map(({ operator, target }) => ({ operator, target: shiftOptional(target) })),
        nested,
        pipeline,
      },
      { removal },
    );
    copies.set(command, copied);
    for (const one of command.nested) {
      nested.push({ kind: one.kind, span: shift(one.span), commands: one.commands.map(copy) });
    }
    if (!pipelines.has(command.pipeline)) {
      pipelines.set(command.pipeline, pipeline);
      for (const member of command.pipeline) pipeline.push(copy(member));
    }
    return copied;
  };
  return commands.map(copy);
}

const withRemoval = lazyProperties<Pick<ShellCommand, 'removal'>>('removal');
