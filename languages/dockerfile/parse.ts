import type { Comment, SourceFile, SyntaxProblem } from '../../core/document.ts';
import { type EmbeddedText, toSource } from '../../core/embedded.ts';
import { lineStartsOf } from '../../core/text.ts';
import { argumentProblem } from './check.ts';
import { createCommandReader } from './commands.ts';
import { readDirectives } from './directives.ts';
import type { DockerfileFile, Heredoc, Instruction } from './document.ts';
import { createHeredocReader, heredocWordsOf } from './heredoc.ts';
import { readHeader, toInstruction } from './instruction.ts';
import { lineEnd, linesOf, skipSpaces } from './lines.ts';
import { readLogicalLine } from './logicalLine.ts';
import { nothingToReuse, reuseOf } from './reuse.ts';
import { toStages } from './stages.ts';

/** Text that is no Dockerfile at all has something wrong on each line; nobody reads more than this. */
const maxProblems = 20;

/** Words are slices of the text that they were read from, and keep it. So after so many edits, everything is read again. */
const maxTextsKept = 50;

/**
 * Reads a Dockerfile as BuildKit does, and keeps what can be read of one that BuildKit refuses. What `previous`, an
 * earlier text of the file, has as well is not read again.
 */
export function parseDockerfile({ path, text }: SourceFile, previous?: DockerfileFile): DockerfileFile {
  const problems: SyntaxProblem[] = [];
  const report = (problem: SyntaxProblem): void => {
    if (problems.length < maxProblems) problems.push(problem);
  };
  const lineStarts = lineStartsOf(text);
  const lines = linesOf(text, lineStarts);
  const { directives, escapeCharacter, nextLine } = readDirectives(lines, report);
  const readHeredoc = createHeredocReader(lines);
  const hasSameRules = previous?.escapeCharacter === escapeCharacter && previous.textsKept < maxTextsKept;
  const reuse = hasSameRules ? reuseOf(previous, lines) : nothingToReuse;
  const comments: Comment[] = [...reuse.comments];
  const instructions: Instruction[] = [...reuse.instructions];

  for (let line = reuse.line ?? nextLine; line < lines.count; ) {
    const rest = reuse.restFrom(line);
    if (rest) {
      instructions.push(...rest.instructions);
      comments.push(...rest.comments);
      break;
    }
    const logical = readLogicalLine(lines, line, escapeCharacter, comments);
    line = logical.nextLine;
    if (isEmpty(logical.text)) continue;
    const header = readHeader(logical.text, escapeCharacter);
    const { keyword, keywordSpan } = header;
    const argumentMessage = argumentProblem(header, escapeCharacter);
    if (argumentMessage !== undefined) report({ span: keywordSpan, message: argumentMessage });
    if (logical.isCutShort) {
      const message = `\`${keyword}\` is continued by \`${escapeCharacter}\`, but another instruction follows; take the \`${escapeCharacter}\` away`;
      report({ span: keywordSpan, message });
    }

    const heredocs: Heredoc[] = [];
    for (const word of heredocWordsOf(header)) {
      const heredoc = readHeredoc(word, line);
      heredocs.push(heredoc);
      line = heredoc.nextLine;
      if (heredoc.isClosed) continue;
      const message = `the heredoc never ends; a line with only \`${word.name}\` is missing`;
      report({ span: toSource(header.text, word.start, word.end), message });
    }
    instructions.push(toInstruction(header, { start: logical.start, end: lineEnd(lines, line - 1) }, heredocs));
  }

  return {
    path,
    text,
    language: 'dockerfile',
    lineStarts,
    escapeCharacter,
    directives,
    instructions,
    ...toStages(instructions, report),
    commands: createCommandReader({ text, lineStarts, escapeCharacter, instructions }, previous),
    textsKept: reuse === nothingToReuse ? 0 : previous!.textsKept + 1,
    problems,
    comments,
    commentStyle: { mark: '#', isAllowedAtLineEnd: false },
  };
}

const isEmpty = ({ text }: EmbeddedText): boolean => skipSpaces(text, 0, text.length) === text.length;
