import type { Document, ParsedFile } from '../../core/document.ts';
import type { Language } from '../../core/language.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { positionAt } from '../../core/text.ts';
import { copiesOf } from './copies.ts';
import type { DockerfileDocument, DockerfileFile, Instruction } from './document.ts';
import { imagesOf } from './images.ts';
import { parseDockerfile } from './parse.ts';
import { portsOf } from './ports.ts';
import { scriptsOf } from './scripts.ts';
import { stageBases } from './variables.ts';

export const dockerfile: Language = {
  id: 'dockerfile',
  parse: (source, previous) => parseDockerfile(source, previous as DockerfileFile | undefined),
  toDocument: (file: ParsedFile) => toDockerfileDocument(file as DockerfileFile),
};

/** A Dockerfile stands alone: nothing of the project changes what it says. */
function toDockerfileDocument(file: DockerfileFile): DockerfileDocument {
  const bases = lazy(() => stageBases(file));
  const { directives, instructions, stages } = file;
  return withFacts(
    {
      language: 'dockerfile',
      file,
      directives,
      instructions,
      stages,
      mounts: [],
      workloads: [],
      packageLists: [],
      suppressionLineAt: (offset: number) => suppressionLineAt(file, offset),
    },
    {
      images: lazy(() => imagesOf(file, bases())),
      scripts: lazy(() => scriptsOf(file, bases())),
      ports: lazy(() => portsOf(file, bases())),
      fileWrites: lazy(() => copiesOf(file)),
    },
  );
}

const withFacts = lazyProperties<Pick<Document, 'images' | 'scripts' | 'ports' | 'fileWrites'>>(
  ...(['images', 'scripts', 'ports', 'fileWrites'] as const),
);

/**
 * The start of the first line of the instruction at `offset`. None at or above a parser directive, which a comment
 * above it would turn into a comment, and none on a line that a byte order mark starts.
 */
function suppressionLineAt(file: DockerfileFile, offset: number): number | undefined {
  const at = instructionAt(file.instructions, offset)?.span.start ?? offset;
  const start = file.lineStarts[positionAt(file.lineStarts, at).line]!;
  const isAboveDirective = file.directives.some(({ span }) => start <= span.start);
  return isAboveDirective || file.text.charCodeAt(start) === 0xfeff ? undefined : start;
}

function instructionAt(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (instructions[middle]!.span.start <= offset) low = middle;
    else high = middle - 1;
  }
  const instruction = instructions[low];
  return instruction && instruction.span.start <= offset && offset <= instruction.span.end ? instruction : undefined;
}
