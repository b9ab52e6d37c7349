import { toSource } from '../../core/embedded.ts';
import { lineSpanAt, positionAt, type Span, type TextEdit } from '../../core/text.ts';
import type { DockerfileFile, Instruction } from './document.ts';
import type { Range } from './words.ts';

/** Takes out an instruction with its lines; undefined where the file would then be none: no FROM, no instruction at all. */
export function removeInstruction(file: DockerfileFile, instruction: Instruction): readonly TextEdit[] | undefined {
  if (instruction.keyword === 'FROM' || file.instructions.length < 2) return undefined;
  if (instruction.heredocs.some(({ isClosed }) => !isClosed)) return undefined;
  const first = lineSpanAt(file.text, instruction.span.start).start;
  const { line } = positionAt(file.lineStarts, Math.max(instruction.span.start, instruction.span.end - 1));
  const start = file.text.charCodeAt(first) === 0xfeff ? first + 1 : first;
  return [{ span: { start, end: file.lineStarts[line + 1] ?? file.text.length }, newText: '' }];
}

/**
 * Takes one of several words out of an instruction's arguments, with the blanks or the line that only it needs.
 * Comments between the lines stay. Undefined where that cannot be done.
 */
export function removeWord(
  file: DockerfileFile,
  instruction: Instruction,
  words: readonly Range[],
  index: number,
): readonly TextEdit[] | undefined {
  const { text } = file;
  const spanOf = ({ start, end }: Range): Span => toSource(instruction.arguments, start, end);
  const word = spanOf(words[index]!);
  const before = index > 0 ? spanOf(words[index - 1]!) : (instruction.flags.at(-1)?.span ?? instruction.keywordSpan);
  const next = words[index + 1];
  const after = next && spanOf(next);
  const line = lineSpanAt(text, word.start);

  if (before.end >= line.start || !text.slice(before.end, word.start).includes('#')) {
    return [{ span: { start: before.end, end: word.end }, newText: '' }];
  }
  if (after && after.start <= line.end) return [{ span: { start: word.start, end: after.start }, newText: '' }];
  const lineStop = file.lineStarts[positionAt(file.lineStarts, word.start).line + 1] ?? text.length;
  const ownLine: TextEdit = { span: { start: line.start, end: lineStop }, newText: '' };
  if (after) return [ownLine];
  const beforeLine = lineSpanAt(text, before.end);
  if (!isOnlyComments(text, beforeLine.end, line.start)) return undefined;
  return [{ span: { start: before.end, end: beforeLine.end }, newText: '' }, ownLine];
}

function isOnlyComments(text: string, start: number, end: number): boolean {
  return text
    .slice(start, end)
    .split('\n')
    .every((line) => /^\s*(?:#[^\n]*)?$/.test(line));
}
