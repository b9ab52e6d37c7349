import type { Statement } from 'unbash';
import { type EmbeddedText, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { Span, TextEdit } from '../../core/text.ts';

/** Where a pipeline stands in its script. */
export interface PipelinePlace {
  readonly script: {
    readonly embedded: EmbeddedText;
    /** The document. */
    readonly source: string;
  };
  /** The statements of the list. */
  readonly statements: readonly Statement[];
  readonly statementIndex: number;
  /** Which of the pipelines of its statement it is. */
  readonly index: number;
  /** Whether the list's exit status decides what else runs. */
  readonly isCondition: boolean;
}

/** A part of the script's syntax; `end` and `pos` are offsets in its text. */
interface Node {
  readonly pos: number;
  readonly end: number;
}

/**
 * The edits that take a pipeline out of its chain and leave a valid one, comments and the layout of the rest kept.
 * Undefined for the only statement of its list, for one whose failure decides what else runs, and where the text
 * around it does not stand in the document as it is (behind escapes, say).
 */
export function removalOf(place: PipelinePlace): readonly TextEdit[] | undefined {
  const { script, statements, statementIndex, index } = place;
  const { command } = statements[statementIndex]!;
  const { embedded, source } = script;
  const [pipelines, operators] = command.type === 'AndOr' ? [command.commands, command.operators] : [[command], []];
  if (place.isCondition || operators[index - 1] === '||') return undefined;
  const pipeline = pipelines[index]!;
  // The body of a here-document stands elsewhere and would stay.
  if (embedded.text.slice(pipeline.pos, pipeline.end).includes('<<')) return undefined;
  const isForgiven = operators[index] === '||' && isForgiveness(embedded, pipelines, index);
  if (operators[index] === '||' && !isForgiven) return undefined;

  const spans = (list: readonly Node[]): (Span | undefined)[] => list.map((node) => sourceOf(embedded, node));
  if (pipelines.length === 1 || (isForgiven && index === 0)) {
    const [before, statement, after] = neighbours(statements, statementIndex);
    const [beforeSpan, span, afterSpan] = spans([before ?? statement, statement, after ?? statement]);
    if (!beforeSpan || !span || !afterSpan) return undefined;
    return statementRemoval(source, {
      before: before && { ...beforeSpan, isBackground: before.background === true },
      statement: { ...span, isBackground: statement.background === true },
      after: after && afterSpan,
    });
  }
  const [before, , after] = neighbours(pipelines, index);
  const [beforeSpan, span, afterSpan] = spans([before ?? pipeline, pipeline, after ?? pipeline]);
  if (!beforeSpan || !span || !afterSpan) return undefined;
  return pipelineRemoval(source, before && beforeSpan, span, isForgiven ? undefined : after && afterSpan);
}

/** Whether `|| true` ends the statement right after the pipeline. */
function isForgiveness({ text }: EmbeddedText, pipelines: readonly Node[], index: number): boolean {
  const last = pipelines[index + 1]!;
  return index + 2 === pipelines.length && /^(?:true|:)$/.test(text.slice(last.pos, last.end));
}

const neighbours = <T>(list: readonly T[], index: number): readonly [T | undefined, T, T | undefined] => [
  list[index - 1],
  list[index]!,
  list[index + 1],
];

/** The place of a node in the document; undefined when it comes from several places, as with a text put in by reference. */
function sourceOf(text: EmbeddedText, { pos, end }: Node): Span | undefined {
  let position = -1;
  for (const { source } of sliceEmbedded(text, pos, end).pieces) {
    if (source.start < position) return undefined;
    position = source.end;
  }
  return toSource(text, pos, end);
}

// What may stand between two commands in the document beside an operator: blanks, line ends, line continuations
// (PowerShell's and Dockerfile's back quote included) and whole comments.
const glue = '(?:[ \\t\\r\\n]|[\\\\`][ \\t]*\\r?\\n|#[^\\n]*(?:\\n|$))*';
const andBetween = new RegExp(`^(${glue})&&${glue}$`);
const statementBetween = new RegExp(`^(${glue});?${glue}$`);
const restOfLineAfterAnd = /^[ \t]*(?:[\\`][ \t]*)?\r?\n[ \t]*/;
const restOfLineOfStatement = /^[ \t]*(?:\r?\n|;[ \t]*(?:[\\`][ \t]*)?\r?\n)/;
const restOfLastLine = /^[ \t]*;?[ \t]*\r?\n/;

interface Joint {
  readonly text: string;
  /** Where the operator starts in the document. */
  readonly operator: number;
  readonly hasComment: boolean;
}

function jointBetween(source: string, before: Span, after: Span, pattern: RegExp): Joint | undefined {
  if (before.end > after.start) return undefined;
  const text = source.slice(before.end, after.start);
  const match = pattern.exec(text);
  return match ? { text, operator: before.end + match[1]!.length, hasComment: text.includes('#') } : undefined;
}

function pipelineRemoval(
  source: string,
  before: Span | undefined,
  pipeline: Span,
  after: Span | undefined,
): readonly TextEdit[] | undefined {
  const left = before && jointBetween(source, before, pipeline, andBetween);
  const right = after && jointBetween(source, pipeline, after, andBetween);
  if ((before && !left) || (after && !right)) return undefined;
  if (before && left && (!right || !left.hasComment)) return deleteUpTo(source, before.end, pipeline);
  if (!after || !right) return undefined;
  if (!right.hasComment) return [deletion(pipeline.start, after.start)];
  if (!left) return deleteWithOperator(source, pipeline, right.operator, '&&');
  // Comments on both sides: take out whole lines, together with the operator that stands on them.
  const start = isFirstOnLine(source, left.operator) ? left.operator : pipeline.start;
  const end = start === left.operator ? pipeline.end : right.operator + 2;
  const line = restOfLineAfterAnd.exec(source.slice(end, after.end));
  if (!line || !isFirstOnLine(source, start) || source.slice(start, pipeline.start).includes('#')) return undefined;
  return [deletion(start, end + line[0].length)];
}

interface StatementSpan extends Span {
  /** Whether it ends with `&`, which is part of the span. */
  readonly isBackground: boolean;
}

function statementRemoval(
  source: string,
  around: {
    readonly before: StatementSpan | undefined;
    readonly statement: StatementSpan;
    readonly after: Span | undefined;
  },
): readonly TextEdit[] | undefined {
  const { before, statement, after } = around;
  const left = before && jointBetween(source, before, statement, statementBetween);
  const right = after && jointBetween(source, statement, after, statementBetween);
  if (after && !right) return undefined;
  // Where the line starts, if the statement starts it.
  const lineStart = startOfBlanks(source, statement.start);
  const startsLine = isFirstOnLine(source, statement.start);
  const rest = source.slice(statement.end, after?.end);
  if (startsLine && after) {
    const line = restOfLineOfStatement.exec(rest);
    if (line) return [deletion(lineStart, statement.end + line[0].length)];
  }
  if (before && !left) return undefined;
  if (startsLine && left && !after && left.text.includes('\n') && !/[\\`]/.test(withoutComments(left.text))) {
    const line = restOfLastLine.exec(rest);
    if (line) return [deletion(lineStart, statement.end + line[0].length)];
  }
  // What ends with `&` has no separator of its own that could go.
  const hasSeparators = before && !before.isBackground && !statement.isBackground;
  if (before && (!after || (hasSeparators && !startsLine))) return deleteUpTo(source, before.end, statement);
  if (after && right) {
    if (!right.hasComment) return [deletion(statement.start, after.start)];
    return deleteWithOperator(source, statement, right.operator, ';');
  }
  return undefined;
}

/** Deletes from `start` to the end of `last`, but not the comments before it; these must end with a line. */
function deleteUpTo(source: string, start: number, last: Span): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  let from = start;
  for (const comment of source.slice(start, last.start).matchAll(/(?:\r?\n)?[ \t]*#[^\r\n]*/g)) {
    const at = start + comment.index;
    if (at > from) edits.push(deletion(from, at));
    from = at + comment[0].length;
  }
  edits.push(deletion(from, last.end));
  return from === start || /^[ \t]*(?:\r?\n|$)/.test(source.slice(last.end)) ? edits : undefined;
}

/** Deletes a command that is the first and the operator after it, but not the comments between them. */
function deleteWithOperator(source: string, { start, end }: Span, operator: number, text: string): readonly TextEdit[] {
  const afterCommand = endOfBlanks(source, end);
  if (!source.startsWith(text, operator)) return [deletion(start, afterCommand)];
  const afterOperator = endOfBlanks(source, operator + text.length);
  if (operator <= afterCommand) return [deletion(start, afterOperator)];
  return [deletion(start, afterCommand), deletion(operator, afterOperator)];
}

const deletion = (start: number, end: number): TextEdit => ({ span: { start, end }, newText: '' });

const withoutComments = (text: string): string => text.replace(/#[^\n]*/g, '');

/** Whether nothing but blanks stands before it on its line. */
function isFirstOnLine(source: string, offset: number): boolean {
  const start = startOfBlanks(source, offset);
  return start === 0 || source[start - 1] === '\n';
}

function startOfBlanks(source: string, offset: number): number {
  let start = offset;
  while (source[start - 1] === ' ' || source[start - 1] === '\t') start--;
  return start;
}

function endOfBlanks(source: string, offset: number): number {
  let end = offset;
  while (source[end] === ' ' || source[end] === '\t') end++;
  return end;
}
