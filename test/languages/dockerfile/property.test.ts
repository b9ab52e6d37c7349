import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EmbeddedText, isVerbatim } from '../../../core/embedded.ts';
import { createProject } from '../../../core/project.ts';
import { applyEdits, type Span } from '../../../core/text.ts';
import type { DockerfileDocument, DockerfileFile, Instruction } from '../../../languages/dockerfile/document.ts';
import { dockerfile } from '../../../languages/dockerfile/language.ts';

const folder = new URL('inputs/', import.meta.url);
const inputs = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

/** Text that means something to the parser, to be put anywhere. */
const fragments = [
  '\\',
  '\\\n',
  '\n',
  '\r\n',
  '"',
  "'",
  '`',
  '<<EOF',
  '<<-A ',
  '\nEOF\n',
  '\n# c\n',
  '--from=a',
  '${',
  '${A:-',
  '}',
  '$A',
  '[',
  ']',
];
const more = [
  'RUN ',
  '\nFROM a AS b\n',
  'ONBUILD ',
  '\t',
  '\uFEFF',
  '\u00A0',
  '# escape=`\n',
  '"a"',
  'EXPOSE 22 \\\n',
  'ARG A=',
  '\uE000',
  '\uD800',
  '\0',
];

const splice = fc.record({
  at: fc.nat(400),
  removed: fc.nat(20),
  inserted: fc.constantFrom('', ...fragments, ...more),
});
const mangled = fc
  .record({
    input: fc.constantFrom(...inputs.map(({ text }) => text)),
    splices: fc.array(splice, { minLength: 1, maxLength: 5 }),
    end: fc.nat(400),
  })
  .map(({ input, splices, end }) => {
    const text = splices.reduce((before, { at, removed, inserted }) => {
      return before.slice(0, at) + inserted + before.slice(at + removed);
    }, input);
    return end % 3 === 0 ? text.slice(0, end) : text;
  });

describe('any text', () => {
  it('is read, with every span in place', () => {
    fc.assert(
      fc.property(mangled, (text) => checkDocument(text)),
      { numRuns: 400 },
    );
  });

  it.each(inputs)('is read at every prefix of $name', ({ text }) => {
    for (let end = 0; end <= text.length; end++) checkDocument(text.slice(0, end));
  });
});

function checkDocument(text: string): void {
  const file = freeze(dockerfile.parse({ path: 'Dockerfile', text }) as DockerfileFile);
  const document = freeze(dockerfile.toDocument(file, createProject([file])) as DockerfileDocument);

  const spans: Span[] = [...file.problems, ...file.comments, ...file.directives].map(({ span }) => span);
  for (const instruction of file.instructions) checkInstruction(instruction, text, spans);
  for (const { text: written, span, version, origins } of document.images) {
    spans.push(span, ...origins.map((origin) => origin.span));
    expect(text.slice(span.start, span.end)).toBe(written);
    if (version.kind === 'tag' && version.span)
      expect(text.slice(version.span.start, version.span.end)).toBe(version.tag);
  }
  for (const { span, commands, removal } of document.scripts) {
    spans.push(span);
    for (const command of commands) spans.push(command.span, ...command.words.map((word) => word.span));
    if (removal) applyEdits(text, removal);
  }
  for (const { span, removal } of document.ports) {
    spans.push(span);
    if (removal) applyEdits(text, removal);
  }
  for (const { start, end } of spans) expect(0 <= start && start <= end && end <= text.length).toBe(true);
  for (let offset = 0; offset <= text.length; offset += 7) {
    const line = document.suppressionLineAt(offset);
    if (line !== undefined) expect(line === 0 || text[line - 1] === '\n').toBe(true);
  }
}

function checkInstruction(instruction: Instruction, text: string, spans: Span[]): void {
  spans.push(instruction.span, instruction.keywordSpan, instruction.argumentsSpan);
  for (const { span, value } of instruction.flags) {
    spans.push(span);
    if (value) checkEmbedded(value, text);
  }
  for (const { body } of instruction.heredocs) spans.push(body);
  checkEmbedded(instruction.text, text);
  checkEmbedded(instruction.arguments, text);
  for (const { pieces } of instruction.exec ?? []) spans.push(...pieces.map(({ source }) => source));
  if (instruction.inner) checkInstruction(instruction.inner, text, spans);
}

/** Every piece stands in the source as it is, and the pieces cover the text. */
function checkEmbedded(embedded: EmbeddedText, source: string): void {
  let offset = 0;
  for (const piece of embedded.pieces) {
    expect(piece.offset).toBe(offset);
    offset += piece.length;
    expect(isVerbatim(embedded, source, piece.offset, offset)).toBe(true);
  }
  expect(offset).toBe(embedded.text.length);
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(value))) freeze(descriptor.value);
  return value;
}
