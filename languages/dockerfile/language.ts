import type { Language, Reference } from '../../core/language.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { positionAt } from '../../core/text.ts';
import { repositoryOfFolder } from '../pipeline/repository.ts';
import { builderReferences, ownBuildersOf } from './builders.ts';
import { ignoreFileOf, ignoreReferences } from './context.ts';
import { copiedScriptReferences, withCopiedScripts } from './copiedScripts.ts';
import { copiesOf } from './copies.ts';
import type { DockerfileDocument, DockerfileFile, Instruction } from './document.ts';
import { imagesOf } from './images.ts';
import { parseDockerfile } from './parse.ts';
import { valuesOf } from './values.ts';
import { stageBases } from './variables.ts';

export const dockerfile: Language = {
  id: 'dockerfile',
  parse: (source, previous) => parseDockerfile(source, previous as DockerfileFile | undefined),
  references: (file) => referencesOf(file as DockerfileFile),
  toDocument: (file, project) => toDockerfileDocument(file as DockerfileFile, project),
};

const referencesOf = (file: DockerfileFile): readonly Reference[] => [
  ...ignoreReferences(file),
  ...copiedScriptReferences(file),
  ...builderReferences(file.path),
];

/** A Dockerfile stands alone but for what its build is sent, the scripts in that, and for who builds it: nothing else of the project changes what it says. */
function toDockerfileDocument(file: DockerfileFile, project: Project): DockerfileDocument {
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
      images: lazy(() => imagesOf(file, stageBases(file))),
      scripts: lazy(() => withCopiedScripts(file, project)),
      ports: () => valuesOf(file).ports,
      fileWrites: lazy(() => copiesOf(file)),
      transfers: () => valuesOf(file).transfers,
      ignoreFile: lazy(() => ignoreFileOf(file, project)),
      repository: lazy(() => repositoryOfFolder(folderOf(file.path), project)),
      ownBuilders: lazy(() => ownBuildersOf(file.path, project)),
    },
  );
}

const lazyFacts = [
  ...(['images', 'scripts', 'ports', 'fileWrites', 'transfers'] as const),
  ...(['ignoreFile', 'repository', 'ownBuilders'] as const),
] as const;

const withFacts = lazyProperties<Pick<DockerfileDocument, (typeof lazyFacts)[number]>>(...lazyFacts);

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
