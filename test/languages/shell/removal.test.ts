import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EmbeddedText, embed, joinPieces } from '../../../core/embedded.ts';
import type { ShellCommand } from '../../../core/script.ts';
import { applyEdits } from '../../../core/text.ts';
import { parseShell } from '../../../languages/shell/shell.ts';

/** Removes the pipeline of the command called `x` and gives what is left; undefined when it cannot be removed. */
function withoutX(
  source: string,
  text: EmbeddedText = embed(source, { start: 0, end: source.length }),
): string | undefined {
  const command = parseShell(text, source).find(({ name }) => name === 'x');
  expect(command, source).toBeDefined();
  return command!.removal && applyEdits(source, command!.removal);
}

/** What the builder hands to the shell: line continuations and comment lines taken out. */
function instructionText(source: string): EmbeddedText {
  let start = 'RUN '.length;
  const parts = source.split('\n').flatMap((line, index) => {
    const from = start;
    const body = (index === 0 ? line.slice('RUN '.length) : line).replace(/\\\r?$/, '');
    start = from + (index === 0 ? line.length - 'RUN '.length : line.length) + 1;
    return /^\s*#/.test(line) ? [] : [{ text: body, source: { start: from, end: from + body.length } }];
  });
  return joinPieces(parts);
}

describe('a command is taken out of a script', () => {
  test.each([
    ['first of a chain', 'x -y && b && c', 'b && c'],
    ['middle of a chain', 'a && x -y && c', 'a && c'],
    ['last of a chain', 'a && x -y', 'a'],
    ['a whole pipeline', 'a && yes | x -y && c', 'a && c'],
    ['from before its failure is forgiven', 'a && x || true', 'a || true'],
    ['with its forgiveness', 'a; x || true; b', 'a; b'],
    ['alternatives before it stay', 'a || b && x', 'a || b'],
    ['first of a list', 'x; b', 'b'],
    ['middle of a list', 'a; x; c', 'a; c'],
    ['last of a list', 'a; x', 'a'],
    ['last of a list that ends with a semicolon', 'a; x;', 'a;'],
    ['a line', 'a\nx -y\nc\n', 'a\nc\n'],
    ['the first line', 'x -y\nc\n', 'c\n'],
    ['the last line', 'a\nx -y\n', 'a\n'],
    ['the last line, without a line end', 'a\nx -y', 'a'],
    ['a line of a CRLF text', 'a\r\nx -y\r\nc\r\n', 'a\r\nc\r\n'],
    ['a line, comments stay', 'a\n# one\nx\n# two\nc\n', 'a\n# one\n# two\nc\n'],
    ['a comment on its line stays', 'a\nx # why\nc\n', 'a\n# why\nc\n'],
    ['end of a line', 'a; x\nc', 'a\nc'],
    ['start of a line', 'a\nx; c', 'a\nc'],
    ['a background command', 'a; x & c', 'a; c'],
    ['after a background command', 'a & x; c', 'a & c'],
    ['last after a background command', 'a & x', 'a &'],
    ['a background command at the end', 'a; x &', 'a'],
    ['the end of a background chain', 'a && x &', 'a &'],
    ['after a background command, before a line end', 'a & x\nc', 'a & c'],
    ['in a group', '{ x; b; }', '{ b; }'],
    ['in a subshell', '(a && x)', '(a)'],
    ['in a branch', 'if a; then b; x; fi', 'if a; then b; fi'],
    ['in a loop', 'for i in 1 2; do\n  x $i\n  b\ndone\n', 'for i in 1 2; do\n  b\ndone\n'],
    ['in a case', 'case $1 in\n  a) x; b ;;\nesac', 'case $1 in\n  a) b ;;\nesac'],
    ['in a function', 'f() {\n  a\n  x\n}\n', 'f() {\n  a\n}\n'],
    ['in a substitution', 'echo $(a; x)', 'echo $(a)'],
    ['in the argument of a shell', "bash -c 'x && b'", "bash -c 'b'"],
    ['after a here-document', 'cat > f <<E\nx\nE\nx -y\nb\n', 'cat > f <<E\nx\nE\nb\n'],
    ['operators at line ends', 'a &&\n  x -y &&\n  c', 'a &&\n  c'],
    ['a command on several lines', 'a\nx \\\n  -y\nc\n', 'a\nc\n'],
  ])('%s', (_, before, after) => {
    expect(withoutX(before)).toBe(after);
  });

  test.each([
    ['the only command', 'x -y'],
    ['an alternative', 'a || x'],
    ['one that has an alternative', 'x || b'],
    ['a condition', 'if x; then b; fi'],
    ['part of a condition', 'if a && x; then b; fi'],
    ['part of a loop condition', 'while a; x; do b; done'],
    ['the only command of a branch', 'if a; then x; fi'],
    ['the only command of a function', 'f() { x; }; f'],
    ['one with a here-document', 'a\nx <<E\nbody\nE\nb\n'],
    ['one in back quotes with escapes', 'echo `a \\`b\\`; x`'],
  ])('but not %s', (_, before) => {
    expect(withoutX(before)).toBeUndefined();
  });
});

describe('a command is taken out of an instruction with line continuations', () => {
  test.each([
    [
      'operators at line ends',
      'RUN a && \\\n    x -y && \\\n    c', //
      'RUN a && \\\n    c',
    ],
    ['operators at line starts', 'RUN a \\\n    && x -y \\\n    && c', 'RUN a \\\n    && c'],
    ['the first', 'RUN x && \\\n    b', 'RUN b'],
    ['the first, operators at line starts', 'RUN x \\\n    && b', 'RUN b'],
    ['the last', 'RUN a && \\\n    x -y', 'RUN a'],
    ['the last, operators at line starts', 'RUN a \\\n    && x -y', 'RUN a'],
    ['the last statement', 'RUN a; \\\n    x -y', 'RUN a'],
    ['the middle statement', 'RUN a; \\\n    x -y; \\\n    c', 'RUN a; \\\n    c'],
    ['separators at line starts', 'RUN a \\\n    ; x -y \\\n    ; c', 'RUN a \\\n    ; c'],
    ['CRLF', 'RUN a && \\\r\n    x -y && \\\r\n    c', 'RUN a && \\\r\n    c'],
    [
      'comments around it stay',
      'RUN a && \\\n    # one\n    x -y && \\\n    # two\n    c',
      'RUN a && \\\n    # one\n    # two\n    c',
    ],
    [
      'comments around it stay, operators at line starts',
      'RUN a \\\n    # one\n    && x -y \\\n    # two\n    && c',
      'RUN a \\\n    # one\n    # two\n    && c',
    ],
    ['a comment before it stays', 'RUN a && \\\n    # one\n    x && \\\n    c', 'RUN a && \\\n    # one\n    c'],
    ['a comment after it stays', 'RUN a && \\\n    x && \\\n    # two\n    c', 'RUN a && \\\n    # two\n    c'],
    ['a comment before the last stays', 'RUN a && \\\n    # one\n    x -y', 'RUN a\n    # one'],
    ['a comment after the first stays', 'RUN x && \\\n    # two\n    c', 'RUN \\\n    # two\n    c'],
    [
      'a comment after the first stays, operators at line starts',
      'RUN x \\\n    # two\n    && c',
      'RUN \\\n    # two\n    c',
    ],
    ['a comment after the first statement stays', 'RUN x; \\\n    # two\n    c', 'RUN \\\n    # two\n    c'],
    ['a comment before the last statement stays', 'RUN a; \\\n    # one\n    x', 'RUN a\n    # one'],
    ['the command is on several lines', 'RUN a && \\\n    x \\\n      -y && \\\n    c', 'RUN a && \\\n    c'],
  ])('%s', (_, before, after) => {
    expect(withoutX(before, instructionText(before))).toBe(after);
  });
});

describe('a command is taken out of a text in another notation', () => {
  test('with indentation that is not part of the script', () => {
    const source = 'run: |\n  a\n  x -y\n  c\n';
    const lines = [...source.matchAll(/(?<=^ {2}).*\n/gm)];
    const text = joinPieces(
      lines.map(({ index, 0: line }) => ({ text: line, source: { start: index, end: index + line.length } })),
    );
    expect(withoutX(source, text)).toBe('run: |\n  a\n  c\n');
  });

  test('where an escape stands inside the command itself', () => {
    const source = '"a && x \\"y\\" && c"';
    expect(withoutX(source, escapedText(source))).toBe('"a && c"');
  });

  test('but not where the separator is an escape', () => {
    const source = '"a\\nx\\nc"';
    expect(withoutX(source, escapedText(source))).toBeUndefined();
  });

  test('but not where the text comes from several places', () => {
    const source = 'x -y&& c a ';
    const text = joinPieces([
      { text: 'a ', source: { start: 9, end: 11 } },
      { text: '&& c ', source: { start: 4, end: 9 } },
      { text: '&& ', source: { start: 4, end: 7 } },
      { text: 'x -y', source: { start: 0, end: 4 } },
    ]);
    expect(withoutX(source, text)).toBeUndefined();
  });
});

/** A double-quoted string with `\n` and `\"`. */
const escapedText = (source: string): EmbeddedText =>
  joinPieces(
    [...source.slice(1, -1).matchAll(/\\(.)|[^\\]+/g)].map(({ index, 0: all, 1: escaped }) => {
      const text = escaped === undefined ? all : escaped === 'n' ? '\n' : escaped;
      return { text, source: { start: index + 1, end: index + 1 + all.length } };
    }),
  );

describe('whatever is taken out, the other commands stay as they were', () => {
  const pipelines = fc.constantFrom(
    'a -y',
    'b | c',
    'sudo d',
    '(e; f)',
    '{ g; h; }',
    'if i; then j; k; fi',
    'l || true',
    'm "\\"n"',
  );
  const comment = fc.constantFrom('', '', '    # why\n', '# one\n    # two\n');

  const scripts = fc
    .array(
      fc.record({
        text: pipelines,
        operator: fc.constantFrom(' && ', '; ', '\n', ' & ', ' &&\n', ';\n', ' # c\n'),
        comment,
      }),
      { minLength: 2, maxLength: 6 },
    )
    .map((parts) =>
      parts
        .map(({ text, operator, comment }, index) => {
          if (index === parts.length - 1) return text;
          return text + operator + (operator.endsWith('\n') ? `${comment}  ` : '');
        })
        .join(''),
    );

  const instructions = fc
    .array(
      fc.record({
        text: pipelines,
        operator: fc.constantFrom('&&', ';'),
        isLeading: fc.boolean(),
        isBroken: fc.boolean(),
        comment,
      }),
      {
        minLength: 2,
        maxLength: 6,
      },
    )
    .map(
      (parts) =>
        `RUN ${parts
          .map(({ text, operator, isLeading, isBroken, comment }, index) => {
            if (index === parts.length - 1) return text;
            if (!isBroken) return `${text} ${operator} `;
            return isLeading ? `${text} \\\n${comment}    ${operator} ` : `${text} ${operator} \\\n${comment}    `;
          })
          .join('')}`,
    );

  test.each([
    ['a script', scripts, (source: string) => embed(source, { start: 0, end: source.length })],
    ['an instruction', instructions, instructionText],
  ])('in %s', (_, sources, textIn) => {
    const describeCommand = ({ words, wrappers }: ShellCommand): string =>
      [...wrappers, ...words.map(({ value }) => value)].join(' ');
    const commentsIn = (source: string): number => source.split('#').length;
    fc.assert(
      fc.property(sources, (source) => {
        const commands = parseShell(textIn(source), source);
        for (const { pipeline, removal } of commands) {
          if (!removal) continue;
          const after = applyEdits(source, removal);
          const left = parseShell(textIn(after), after).map(describeCommand);
          const forgiveness = pipeline.some(({ name }) => name === 'l') && !left.includes('l') ? 'true' : undefined;
          const expected = commands.filter((command) => !pipeline.includes(command)).map(describeCommand);
          expect(
            left.filter((command) => command !== 'true'),
            after,
          ).toEqual(expected.filter((command) => command !== 'true'));
          if (forgiveness) expect(left.length, after).toBeGreaterThanOrEqual(expected.length - 1);
          expect(commentsIn(after), after).toBe(commentsIn(source));
        }
      }),
      { numRuns: 500 },
    );
  });
});
