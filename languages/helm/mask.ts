import { UNKNOWN } from '../../core/embedded.ts';
import { lineSpanAt } from '../../core/text.ts';
import type { Action } from './actions.ts';

/** A template as YAML of the same length, so that every offset of it is one of the template. */
export interface Mask {
  readonly text: string;
  /** The actions that write whole entries, of which nothing is to be seen in `text`. */
  readonly generators: readonly Generator[];
}

export interface Generator {
  readonly action: Action;
  /** The column that it writes at. */
  readonly column: number;
}

/**
 * Puts blanks in place of actions that stand alone on their lines or write a nested block (`toYaml . | nindent 8`), and
 * `UNKNOWN` characters in place of those that write a key, a value or a part of one.
 */
export function maskActions(text: string, actions: readonly Action[]): Mask {
  const generators: Generator[] = [];
  let masked = '';
  let lastLine = '';
  const write = (part: string): void => {
    masked += part;
    lastLine = lastVisibleLine(part) ?? lastLine;
  };
  for (const run of runsOf(text, actions)) {
    // What stands between is no part of a line with an action.
    write(text.slice(masked.length, run.start));
    const role = roleOf(run);
    if (role !== 'inline') generators.push(...generatorsOf(text, run, role));
    write(maskRun(text, run, role, lastLine));
  }
  write(text.slice(masked.length));
  return { text: masked, generators };
}

/** Lines in one piece that have actions on them, each sharing a line with the next. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly actions: readonly Action[];
  /** The text before, between and behind the actions. */
  readonly gaps: readonly string[];
}

function runsOf(text: string, actions: readonly Action[]): readonly Run[] {
  const runs: Run[] = [];
  for (let index = 0; index < actions.length; ) {
    const { start } = lineSpanAt(text, actions[index]!.span.start);
    const members: Action[] = [];
    const gaps: string[] = [];
    let position = start;
    let end = start;
    while (index < actions.length && (members.length === 0 || actions[index]!.span.start < end)) {
      const action = actions[index++]!;
      members.push(action);
      gaps.push(text.slice(position, action.span.start));
      position = action.span.end;
      if (position > end) end = lineSpanAt(text, position).end;
    }
    gaps.push(text.slice(position, end));
    runs.push({ start, end, actions: members, gaps });
  }
  return runs;
}

/** `alone`: nothing else stands on the lines. `nested`: behind a key or a dash, where a block under it is written. */
type Role = 'alone' | 'nested' | 'inline';

function roleOf({ actions, gaps }: Run): Role {
  const [before = '', ...others] = gaps;
  const rest = others.join('').trim();
  const isControl = actions.every(({ kind }) => kind !== 'value');
  if (before.trim() === '' && (rest === '' || (isControl && rest.startsWith('#')))) return 'alone';
  const isAfterKey = /:[ \t]*$|(?:^|\s)-[ \t]*$/.test(before) && rest === '';
  return isAfterKey && (isControl || actions.some(({ body }) => writesBlock.test(body))) ? 'nested' : 'inline';
}

const writesBlock = /\b(?:n?indent|toYaml|toYamlPretty)\b/;

function generatorsOf(text: string, { actions }: Run, role: Role): readonly Generator[] {
  return actions
    .filter(({ kind, body }) => kind === 'value' && !body.startsWith('fail '))
    .map((action) => {
      const indentation = /\bn?indent\s+(\d+)/.exec(action.body)?.[1];
      const column = action.span.start - lineSpanAt(text, action.span.start).start;
      // What stands behind a key is below it, however it is indented.
      return { action, column: role === 'nested' ? Number.MAX_SAFE_INTEGER : Number(indentation ?? column) };
    });
}

function maskRun(text: string, { start, end, actions, gaps }: Run, role: Role, lastLine: string): string {
  if (role === 'nested') return gaps[0] + toBlanks(text.slice(start + gaps[0]!.length, end));
  if (role === 'alone') {
    // A comment stays for those who look for comments.
    const rest = gaps.at(-1)!;
    const run = text.slice(start, end - rest.length);
    return (blockScalar.test(lastLine) ? startBlockScalar(text, run, end, lastLine) : toBlanks(run)) + rest;
  }
  // The `end` of a condition inside the line is part of the value.
  const isOnlyControl = actions.filter(({ kind }) => kind !== 'value' && kind !== 'silent').length < 2;
  return gaps
    .map((gap, index) => {
      const action = actions[index];
      if (!action) return gap;
      const source = text.slice(action.span.start, action.span.end);
      const isLast = index === actions.length - 1 && gaps[index + 1]!.trim() === '';
      const isControlAtEnd = action.kind !== 'value' && isLast && isOnlyControl && gaps[0]!.trim() !== '';
      return gap + (isControlAtEnd || action.body.startsWith('/*') ? toBlanks(source) : toUnknown(source));
    })
    .join('');
}

const blockScalar = /(?:^|[\s:-])[|>][-+0-9]*[ \t]*(?:#.*)?$/;

/**
 * The first lines of a block scalar say how far it is indented, and blank ones may not be longer than that: so the first
 * action in one becomes text at the column of what follows.
 */
function startBlockScalar(text: string, run: string, end: number, header: string): string {
  const parent = /^ *(?:- +)*/.exec(header)![0];
  const parentColumn = /^[|>]/.test(header.slice(parent.length)) ? parent.lastIndexOf('-') : parent.length;
  const column = contentColumn(text, end, parentColumn) ?? parentColumn + 2;
  const firstLine = /^[^\r\n]*/.exec(run)![0];
  const rest = toBlanks(run.slice(firstLine.length));
  if (firstLine.length <= column || firstLine.search(/\S/) > column) return toBlanks(firstLine) + rest;
  return ' '.repeat(column) + UNKNOWN.repeat(firstLine.length - column) + rest;
}

/** The column of the block scalar's next line that is no action; looks at a few lines only, to stay linear. */
function contentColumn(text: string, from: number, parentColumn: number): number | undefined {
  let start = text.indexOf('\n', from) + 1;
  for (let count = 0; start > 0 && count < 30; count++) {
    const line = lineSpanAt(text, start);
    const content = text.slice(line.start, line.end);
    const column = content.search(/\S/);
    if (column !== -1 && !/^\s*\{\{/.test(content)) return column > parentColumn ? column : undefined;
    start = text.indexOf('\n', line.end) + 1;
  }
  return undefined;
}

const toBlanks = (source: string): string =>
  /[\r\n]/.test(source) ? source.replace(/[^\r\n]/g, ' ') : ' '.repeat(source.length);

/** Only the first line: the others would be read as entries of their own. */
function toUnknown(source: string): string {
  const firstLine = /^[^\r\n]*/.exec(source)![0];
  return UNKNOWN.repeat(firstLine.length) + toBlanks(source.slice(firstLine.length));
}

function lastVisibleLine(part: string): string | undefined {
  const visible = part.trimEnd();
  return visible === '' ? undefined : visible.slice(visible.lastIndexOf('\n') + 1);
}
