import { type EmbeddedText, UNKNOWN } from '../core/embedded.ts';
import type { ShellCommand } from '../core/script.ts';
import { shiftCommands } from './shell/shift.ts';

/** Reads commands when they are asked for, and keeps them for equal text elsewhere and for later texts of the file. */
export interface CommandStore {
  /** What `read` gives for the text at `start`; the same `key` means the same text with the same values put in. */
  commandsOf(key: string, start: number, read: () => readonly ShellCommand[]): readonly ShellCommand[];
  /** What was read or taken over so far. */
  readonly known: KnownCommands;
}

interface ReadCommands {
  readonly start: number;
  readonly commands: readonly ShellCommand[];
}

type KnownCommands = ReadonlyMap<string, ReadCommands>;

/** A store that takes over what an earlier text of the file has read. It keeps what this text asks for, and nothing else. */
export function createCommandStore(before: KnownCommands | undefined): CommandStore {
  const known = new Map<string, ReadCommands>();
  return {
    known,
    commandsOf(key, start, read) {
      const found = known.get(key) ?? before?.get(key) ?? { start, commands: read() };
      known.set(key, found);
      return found.start === start ? found.commands : shiftCommands(found.commands, start - found.start);
    },
  };
}

/** What tells one text from another: its source, and the values that variables and actions put into it, each by its length. */
export const keyOf = (kind: string, source: string, words: readonly EmbeddedText[]): string =>
  source.includes('$') || source.includes(UNKNOWN)
    ? `${kind} ${source} ${words.map(({ text, pieces }) => `${text} ${pieces.map(({ length }) => length)}`).join(' ')}`
    : `${kind} ${source}`;
