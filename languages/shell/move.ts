import type { Origin } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { NestedCommands, ShellCommand, ShellWord } from '../../core/script.ts';
import type { Span, TextEdit } from '../../core/text.ts';

/** How places of one text are told in another one. */
export interface Move {
  /** Where a place of the commands' own text is told. */
  readonly spanOf: (span: Span) => Span;
  /** The same edits there; undefined when they cannot be made. */
  readonly editsOf: (edits: readonly TextEdit[]) => readonly TextEdit[] | undefined;
  /** Where a command stands in truth, when that is another file. */
  readonly originsOf?: (command: ShellCommand) => readonly Origin[];
}

/** Commands that were read from one text, told in another: one that it stands in, or one that names its file. */
export function moveCommands(commands: readonly ShellCommand[], move: Move): readonly ShellCommand[] {
  // Commands know each other by the pipelines that they are part of.
  const moved = new Map<ShellCommand, ShellCommand>();
  const moveWord = ({ span, value }: ShellWord): ShellWord => ({ span: move.spanOf(span), value });
  const copy = (command: ShellCommand): ShellCommand => {
    const known = moved.get(command);
    if (known) return known;
    const nested: NestedCommands[] = [];
    const pipeline: ShellCommand[] = [];
    const { name, wrappers } = command;
    const origins = move.originsOf?.(command) ?? command.origins;
    const copied: ShellCommand = withRemoval(
      {
        span: move.spanOf(command.span),
        name,
        words: command.words.map(moveWord),
        wrappers,
        assignments: command.assignments.map((one) => ({ name: one.name, value: one.value && moveWord(one.value) })),
        redirects: command.redirects.map((one) => ({
          operator: one.operator,
          target: one.target && moveWord(one.target),
        })),
        nested,
        pipeline,
        ...(origins ? { origins } : {}),
      },
      { removal: lazy(() => command.removal && move.editsOf(command.removal)) },
    );
    moved.set(command, copied);
    pipeline.push(...command.pipeline.map(copy));
    nested.push(
      ...command.nested.map((one) => ({ ...one, span: move.spanOf(one.span), commands: one.commands.map(copy) })),
    );
    return copied;
  };
  return commands.map(copy);
}

const withRemoval = lazyProperties<Pick<ShellCommand, 'removal'>>('removal');
