import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as unbash from 'unbash';
import { afterEach, expect, it, vi } from 'vitest';
import { createProject } from '../../../core/project.ts';
import type { DockerfileFile, Instruction } from '../../../languages/dockerfile/document.ts';
import { dockerfile } from '../../../languages/dockerfile/language.ts';
import { allOf } from '../commands.ts';

vi.mock('unbash', async (importOriginal) => {
  const original = await importOriginal<typeof unbash>();
  return { ...original, parse: vi.fn(original.parse) };
});

afterEach(() => vi.clearAllMocks());

const parse = (text: string, previous?: DockerfileFile) =>
  dockerfile.parse({ path: 'Dockerfile', text }, previous) as DockerfileFile;

/** All that scripts say. */
const scriptsOf = (file: DockerfileFile) =>
  dockerfile.toDocument(file, createProject([file])).scripts.map(({ phase, path, span, commands, removal }) => {
    return { phase, path, span, removal, commands: allOf(commands) };
  });

it('reads the instruction that was typed in, and moves the others', () => {
  const text = 'FROM a\nRUN b && c | d\nRUN e\nRUN sh -c "f $(g)" > h\nHEALTHCHECK CMD i\n';
  const before = parse(text);
  scriptsOf(before);
  vi.mocked(unbash.parse).mockClear();

  const typed = text.replace('RUN e', 'RUN echo e');
  const after = scriptsOf(parse(typed, before));
  expect(vi.mocked(unbash.parse).mock.calls.map(([script]) => script)).toEqual(['echo e']);
  expect(after).toEqual(scriptsOf(parse(typed)));
  expect(after.flatMap(({ commands }) => commands.map(({ span }) => typed.slice(span.start, span.end)))).toEqual([
    ...['b', 'c', 'd', 'echo e', 'sh -c "f $(g)" > h', 'f $(g)', 'g', 'i'],
  ]);
});

it('keeps the instructions before and after the edit', () => {
  const before = parse('FROM a\nUSER b\nUSER c\nUSER d\nUSER e\nRUN <<E\nf\nE\n');
  const after = parse('FROM a\nUSER b\nUSER c\n# why\nUSER dd\nUSER e\nRUN <<E\nf\nE\n', before);
  expect(after.instructions.map((instruction) => before.instructions.includes(instruction))).toEqual([
    ...[true, true, false, false, false, false],
  ]);
  expect(after.instructions[5]!.text.text).toBe('RUN <<E');
  expect(after.instructions[5]!.heredocs[0]!.nextLine).toBe(9);
  const onLine = parse('FROM a\nUSER b\nUSER c\nUSER x\nUSER e\nRUN <<E\nf\nE\n', before);
  expect(onLine.instructions.map((instruction) => before.instructions.includes(instruction))).toEqual([
    ...[true, true, true, false, true, true],
  ]);
});

it('lets go of texts of long ago', () => {
  const text = 'FROM a\nUSER b\nUSER c\nUSER d\n';
  const first = parse(text);
  let file = first;
  for (let edit = 0; edit < 100; edit++) file = parse(`${text}USER ${'e'.repeat(edit + 1)}\n`, file);
  expect(first.instructions).not.toContain(file.instructions[0]);
});

it('keeps what was read through texts whose facts nobody asks for', () => {
  const first = parse('FROM a\nRUN b\n');
  scriptsOf(first);
  vi.mocked(unbash.parse).mockClear();
  scriptsOf(parse('FROM a:12\nRUN b\n', parse('FROM a:1\nRUN b\n', first)));
  expect(unbash.parse).not.toHaveBeenCalled();
});

it.each([
  ['another shell', 'FROM a\nRUN b\n', 'FROM a\nSHELL ["pwsh"]\nRUN b\n'],
  ['another value of a variable', 'FROM a\nENV V=1\nRUN b $V\n', 'FROM a\nENV V=2\nRUN b $V\n'],
  ['a variable set before', 'FROM a\nRUN b $V\n', 'FROM a\nENV V=2\nRUN b $V\n'],
  ['another escape character', '# escape=`\nFROM a\nRUN b \\\n  c\n', '# escape=\\\nFROM a\nRUN b \\\n  c\n'],
  ['another line end', 'FROM a\nRUN b; c', 'FROM a\nRUN b; c\n'],
])('reads again under %s', (_, before, after) => {
  const previous = parse(before);
  scriptsOf(previous);
  expect(scriptsOf(parse(after, previous))).toEqual(scriptsOf(parse(after)));
});

const folder = new URL('inputs/', import.meta.url);
const inputs = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
const inserted = ['', 'x', ' ', '\n', '\\\n', '\r\n', '"', "'", '`', '<<E', '\nE\n', '# c\n', ' && ', ' | ', ';', '$(']
  .concat(['RUN ', '\nRUN a && b\n', '\nFROM a\n', 'ONBUILD ', 'SHELL ["x"]\n', '# escape=`\n', '["a"]'])
  .concat('\uFEFF', 'RUN a <<E\nb\nE\n', '\nENV V=1\n', '\nARG V=a\\ b\n', '$V', '\nRUN c $V\n');
const edit = fc.record({ at: fc.nat(400), removed: fc.nat(20), text: fc.constantFrom(...inserted) });

/** All of a file but what only its history tells. */
function contentOf({ commands: _, textsKept: __, instructions, preamble, stages, ...content }: DockerfileFile) {
  return {
    ...content,
    instructions: instructions.map(instructionContent),
    preamble: preamble.map((one) => instructions.indexOf(one)),
    stages: stages.map((stage) => ({
      ...stage,
      from: instructions.indexOf(stage.from),
      instructions: stage.instructions.map((one) => instructions.indexOf(one)),
    })),
  };
}

/** Each property by its name, as those that are computed when they are read are not seen by a spread. */
function instructionContent(instruction: Instruction): unknown {
  const { keyword, keywordSpan, span, text, flags, argumentsSpan, exec, heredocs, inner } = instruction;
  const own = { keyword, keywordSpan, span, text, flags, arguments: instruction.arguments, argumentsSpan, exec };
  return { ...own, heredocs, inner: inner && instructionContent(inner) };
}

it('says what reading anew says, whatever is typed', () => {
  fc.assert(
    fc.property(fc.constantFrom(...inputs), fc.array(edit, { minLength: 1, maxLength: 4 }), (input, edits) => {
      let text = input;
      let file = parse(text);
      scriptsOf(file);
      for (const { at, removed, text: typed } of edits) {
        text = text.slice(0, at) + typed + text.slice(at + removed);
        file = parse(text, file);
        expect(contentOf(file)).toEqual(contentOf(parse(text)));
        expect(scriptsOf(file)).toEqual(scriptsOf(parse(text)));
      }
    }),
    { numRuns: 300 },
  );
});
