import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type EmbeddedText, isVerbatim } from '../../../core/embedded.ts';
import { createProject } from '../../../core/project.ts';
import type { DockerfileDocument, DockerfileFile, Instruction } from '../../../languages/dockerfile/document.ts';
import { dockerfile } from '../../../languages/dockerfile/language.ts';
import { testRobustness } from '../robustness.ts';

const folder = new URL('inputs/', import.meta.url);
const inputs = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** Text that means something to the parser, to be put anywhere. */
const fragments = [
  ...[
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
  ],
  ...['$A', '[', ']', 'RUN ', '\nFROM a AS b\n', 'ONBUILD ', '\t', '\uFEFF', '\u00A0', '# escape=`\n', '"a"'],
  ...['EXPOSE 22 \\\n', 'ARG A=', '\uE000', '\uD800', '\0'],
];

function read(text: string): DockerfileDocument {
  const file = freeze(dockerfile.parse({ path: 'Dockerfile', text }) as DockerfileFile);
  return freeze(dockerfile.toDocument(file, createProject([file])) as DockerfileDocument);
}

testRobustness({ what: 'Dockerfile', texts: inputs, fragments, read: (text) => [read(text)], check: checkTexts });

/** Expects what is said of a text to be what stands there. */
function checkTexts(text: string): void {
  const { file, images } = read(text);
  for (const instruction of file.instructions) checkInstruction(instruction, text);
  for (const { text: written, span, version } of images) {
    expect(text.slice(span.start, span.end)).toBe(written);
    if (version.kind === 'tag' && version.span)
      expect(text.slice(version.span.start, version.span.end)).toBe(version.tag);
  }
}

function checkInstruction(instruction: Instruction, text: string): void {
  for (const { value } of instruction.flags) if (value) checkEmbedded(value, text);
  checkEmbedded(instruction.text, text);
  checkEmbedded(instruction.arguments, text);
  if (instruction.inner) checkInstruction(instruction.inner, text);
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
