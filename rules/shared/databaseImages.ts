import type { Port } from '../../core/facts.ts';
import type { Script } from '../../core/script.ts';
import type { DockerfileDocument, Instruction, Stage } from '../../languages/dockerfile/document.ts';
import { blankSeparatedWords } from '../../languages/dockerfile/words.ts';
import { type DataStore, dataStoreOfImage, dataStores } from './dataStores.ts';
import { serverOfProgram } from './serverPackages.ts';

/** The stages that are in the image of a build without `--target`: the last one, and those that it is built from. */
export function shippedStages({ stages }: Pick<DockerfileDocument, 'stages'>): readonly Stage[] {
  const shipped = stages.slice(-1);
  // Each is built on one before it, the last of its name.
  for (const earlier of stages.slice(0, -1).reverse()) {
    if (earlier.name === shipped.at(-1)!.base.text.toLowerCase()) shipped.push(earlier);
  }
  return shipped;
}

/**
 * Whether a Dockerfile makes the image of a data store, and not of an application: by its base, by what it runs, by the ports
 * that it exposes, or by the folder that it stands in. `databases` are patterns of further images that hold data.
 */
export function makesDatabaseImage(
  document: DockerfileDocument,
  pathFromRoot: string,
  databases: readonly string[],
): boolean {
  return (
    baseStoreOf(document, databases) !== undefined ||
    mainServerOf(document) ||
    hasDatabasePorts(document.ports) ||
    pathFromRoot
      .split('/')
      .slice(0, -1)
      .some((folder) => dataStoreOfImage(folder) !== undefined)
  );
}

/** The data store whose image the shipped stages begin with. */
export function baseStoreOf(document: DockerfileDocument, databases: readonly string[]): DataStore | undefined {
  const first = shippedStages(document).at(-1);
  const base = first && document.images.find(({ path }) => path === `stage:${first.label}/base`);
  return base && dataStoreOfImage(base.name, databases);
}

/** Whether the last thing that a container of the image runs is a server of data. */
function mainServerOf({ scripts, stages }: DockerfileDocument): boolean {
  const path = `stage:${stages.at(-1)?.label}/`;
  return scripts.some((script) => script.phase === 'boot' && script.path.startsWith(path) && endsWithServer(script));
}

/** Entrypoints are given the server as an argument. */
const endsWithServer = ({ commands }: Script): boolean =>
  commands
    .at(-1)
    ?.words.slice(0, 2)
    .some(({ value }) => serverOfProgram(value.slice(value.lastIndexOf('/') + 1)) !== undefined) === true;

const hasDatabasePorts = (ports: readonly Port[]): boolean =>
  ports.length > 0 && dataStores.some((store) => ports.every(({ port }) => store.ports.includes(port)));

/** The folders that a VOLUME names, as written, variables unexpanded. */
export const volumeFoldersOf = ({ exec, arguments: { text } }: Instruction): readonly string[] =>
  exec?.map((word) => word.text) ?? blankSeparatedWords(text).map(({ start, end }) => text.slice(start, end));
