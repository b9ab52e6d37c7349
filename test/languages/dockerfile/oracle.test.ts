import { readdirSync, readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { describe, expect, it } from 'vitest';
import { positionAt } from '../../../core/text.ts';
import { parseDockerfile } from '../../../languages/dockerfile/parse.ts';
import { disagreements, leftToGoldens } from './disagreements.ts';

const folder = new URL('inputs/', import.meta.url);
const inputs = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

/** What both parsers say of an instruction: `keyword firstLine-lastLine arguments`, lines from 0. */
type Reading = readonly string[];

function ours(text: string): Reading {
  const { instructions, lineStarts } = parseDockerfile({ path: 'Dockerfile', text });
  const lineOf = (offset: number): number => positionAt(lineStarts, offset).line;
  return instructions.map(({ keyword, span, arguments: args, heredocs }) => {
    // There, what stands in heredocs is arguments too.
    const bodies = heredocs[0] ? ` ${text.slice(heredocs[0].body.start, span.end)}` : '';
    return `${keyword} ${lineOf(span.start)}-${lineOf(span.end)} ${normal(args.text + bodies)}`;
  });
}

function theirs(text: string): Reading {
  // It reads a file without a byte order mark.
  const parsed = DockerfileParser.parse(text.replace(/^\uFEFF/, ''));
  return parsed.getInstructions().map((instruction) => {
    const { start, end } = instruction.getRange();
    const flagged = instruction as { getFlags?: () => readonly { toString(): string }[] };
    const flags = (flagged.getFlags?.() ?? []).map(String);
    const words = instruction.getArguments().map((argument) => argument.getValue());
    const args =
      instruction.getKeyword() === 'FROM' || flags.length > 0 ? words.filter((word) => !word.startsWith('--')) : words;
    return `${instruction.getKeyword()} ${start.line}-${end.line} ${normal(args.join(' '))}`;
  });
}

const isEqual = (a: Reading, b: Reading): boolean => a.join('\n') === b.join('\n');

const normal = (args: string): string => args.trim().split(/\s+/).join(' ');

describe('dockerfile-ast reads the same', () => {
  const compared = inputs.filter(({ name }) => !leftToGoldens.has(name));

  it.each(compared)('$name', ({ name, text }) => {
    const known = disagreements[name] ?? {};
    const expected = theirs(text).flatMap((reading) => known[reading]?.ours ?? [reading]);
    expect(ours(text)).toEqual(expected);
  });

  it('knows no disagreement that is none', () => {
    const stale = inputs.flatMap(({ name, text }) => {
      return Object.keys(disagreements[name] ?? {}).filter((reading) => !theirs(text).includes(reading));
    });
    expect(stale).toEqual([]);
  });

  it('leaves nothing to the goldens without need', () => {
    const left = inputs.filter(({ name }) => leftToGoldens.has(name));
    expect(left).toHaveLength(leftToGoldens.size);
    expect(left.filter(({ text }) => isEqual(ours(text), theirs(text))).map(({ name }) => name)).toEqual([]);
  });
});
