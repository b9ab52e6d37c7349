import type { SourceFile } from '../../core/document.ts';
import type { FileWrite, PackageList } from '../../core/facts.ts';
import type { NestedCommands, ShellCommand, ShellWord } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';

/**
 * Commands that stand in another file, seen from the expression at `span` that brings them here: all of them are there.
 * `toFile` leads to that file from the text that they were read from.
 */
export function seenFrom(
  span: Span,
  file: Pick<SourceFile, 'path'>,
  commands: readonly ShellCommand[],
  toFile: (span: Span) => Span = (same) => same,
): readonly ShellCommand[] {
  // A command is part of its pipeline, which holds it.
  const moved = new Map<ShellCommand, ShellCommand>();
  const moveWord = ({ value }: ShellWord): ShellWord => ({ span, value });
  const move = (command: ShellCommand): ShellCommand => {
    const known = moved.get(command);
    if (known) return known;
    const nested: NestedCommands[] = [];
    const pipeline: ShellCommand[] = [];
    const result: ShellCommand = {
      span,
      name: command.name,
      words: command.words.map(moveWord),
      wrappers: command.wrappers,
      assignments: command.assignments.map(({ name, value }) => ({ name, value: value && moveWord(value) })),
      redirects: command.redirects.map(({ operator, target }) => ({ operator, target: target && moveWord(target) })),
      nested,
      pipeline,
      origins: [{ file: file.path, span: toFile(command.span), name: file.path }],
      removal: undefined,
    };
    moved.set(command, result);
    pipeline.push(...command.pipeline.map(move));
    nested.push(...command.nested.map(({ kind, commands: inner }) => ({ kind, span, commands: inner.map(move) })));
    return result;
  };
  return commands.map(move);
}

/** Packages that are named in another file. */
export function listSeenFrom(span: Span, { path: file }: SourceFile, list: PackageList): PackageList {
  const packages = list.packages.map(({ name }) => ({ name, span }));
  return { ...list, span, packages, origins: [{ file, span: list.span, name: file }] };
}

/** A file that is written by what stands in another file. */
export const writeSeenFrom = (span: Span, { path: file }: SourceFile, write: FileWrite): FileWrite => {
  return { ...write, span, removal: undefined, origins: [{ file, span: write.span, name: file }] };
};
