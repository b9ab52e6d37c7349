import { UNKNOWN } from '../../core/embedded.ts';
import type { Origin, Place } from '../../core/facts.ts';
import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import type { ShellCommand } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';

/** Text for a message: in backticks, on one line, line continuations taken out, cut where it gets long. */
export function quote(text: string): string {
  const oneLine = text
    .replace(/\\?\r?\n\s*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `\`${oneLine.length > longest ? `${oneLine.slice(0, longest - 3).trimEnd()}...` : oneLine}\``;
}

const longest = 60;

/**
 * A command for a message: its words as they are written, whether they stand in a line of shell or in a list; those of
 * another file as what they are.
 */
export const quoteCommand = (command: ShellCommand, text: string): string => quote(textOfCommand(command, text));

export const textOfCommand = ({ words, origins }: ShellCommand, text: string): string =>
  words
    .map(({ span, value }) => (origins ? value.replaceAll(UNKNOWN, '...') : text.slice(span.start, span.end)))
    .join(' ');

/** What explains a finding at something that stands in another file. */
export const placeElsewhere = ({ origins }: { readonly origins?: readonly Origin[] }): Pick<RuleFinding, 'related'> =>
  origins ? { related: relatedTo(origins) } : {};

/** From the start of the first command to the end of the last one. */
export function spanOf(first: ShellCommand, last: ShellCommand): Span {
  return { start: Math.min(first.span.start, last.span.start), end: Math.max(first.span.end, last.span.end) };
}

/** A part of a place, such as one command of a script. */
export const within = ({ path }: Place, span: Span): Place => ({ span, path });
