import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import { asString, get, itemsOf, type YamlNode } from '../yaml/node.ts';
import { parseYaml, splitDocuments, type YamlDocument } from '../yaml/parse.ts';
import type { ComposeFile } from './document.ts';
import { environmentOf } from './environment.ts';
import { oncePerPath } from './oncePerPath.ts';
import { type ComposeService, servicesOf } from './service.ts';
import { type Scope, stringOf } from './value.ts';

/** A service as one file writes it, with what its values are read with. */
export interface Layer {
  /** The file that writes it. */
  readonly path: string;
  readonly scope: Scope;
  readonly service: ComposeService;
}

/** A service with what it extends, nearest first. */
export interface Layers {
  readonly layers: readonly Layer[];
  /** Whether all that it extends is here to be read. */
  readonly isWhole: boolean;
}

/** More services than these never extend each other; in a circle they would for ever. */
const maxLayers = 20;

/** What a file says of a service: itself, and what it extends (https://docs.docker.com/reference/compose-file/services/#extends). */
export function extendedLayersOf(project: Project, path: string, name: string): Layers {
  const { extendedLayers } = partAt(project, path);
  const known = extendedLayers.get(name) ?? readExtendedLayers(project, path, name);
  extendedLayers.set(name, known);
  return known;
}

function readExtendedLayers(project: Project, path: string, name: string): Layers {
  const layers: Layer[] = [];
  let at: { readonly path: string; readonly name: string } | undefined = { path, name };
  while (at && layers.length < maxLayers) {
    const { scope, byName } = partAt(project, at.path);
    const service = byName.get(at.name);
    if (!service) return { layers, isWhole: false };
    layers.push({ path: at.path, scope, service });
    const extended = service.get('extends');
    if (!extended) return { layers, isWhole: true };
    const target = asString(extended) ?? stringOf(scope, get(extended, 'service'));
    const file: string | undefined = get(extended, 'file') ? extendedPath(at.path, extended) : at.path;
    at = target === undefined || file === undefined ? undefined : { path: file, name: target };
  }
  return { layers, isWhole: false };
}

/** All that a service is merged from: itself, what it extends, and its other half in `compose.yaml` or `compose.override.yaml`. */
export function layersOf(project: Project, path: string, name: string): readonly Layer[] {
  const { layers } = extendedLayersOf(project, path, name);
  const halves = halvesOf(project, path);
  if (halves.length === 0) return layers;
  return [...layers, ...halves.flatMap((half) => extendedLayersOf(project, half, name).layers)];
}

/** All that is written of a service: what it is merged from, and what the folder's other Compose files say. Undefined when what it extends is not here. */
export function partsOf(project: Project, path: string, name: string): readonly ComposeService[] | undefined {
  if (!extendedLayersOf(project, path, name).isWhole) return undefined;
  const layers = layersOf(project, path, name).map(({ service }) => service);
  return [...layers, ...(servicesBeside(project, path).get(name) ?? [])];
}

/** The other half of `compose.yaml` or `compose.override.yaml`, when there is one. */
export const halvesOf = oncePerPath((project, path): readonly string[] =>
  counterparts(path).filter((half) => project.text(half) !== undefined),
);

/** The services that the Compose files in the folder of a path write, each for itself, by name. */
export const servicesBeside = oncePerPath((project, path): ReadonlyMap<string, readonly ComposeService[]> => {
  const byName = new Map<string, ComposeService[]>();
  for (const file of project.filesIn(folderOf(path))) {
    if (file.language !== 'compose') continue;
    for (const service of (file as ComposeFile).services) {
      const others = byName.get(service.name);
      if (others) others.push(service);
      else byName.set(service.name, [service]);
    }
  }
  return byName;
});

/** The other files whose values a Compose file is merged with, and those that it brings in. */
export function relatedPaths({ path, documents, services }: ComposeFile): readonly string[] {
  const extended = services.flatMap((service) => extendedPath(path, service.get('extends')) ?? []);
  return [...new Set([...extended, ...includedPaths(path, documents), ...counterparts(path)])];
}

/** `extends: { file, service }`; the path is relative to the file that says so. */
function extendedPath(path: string, extended: YamlNode | undefined): string | undefined {
  const file = asString(get(extended, 'file'));
  return file === undefined ? undefined : pathOf(path, file);
}

/** `include: [path, { path: [path, override] }]` */
export const includedPaths = (path: string, documents: readonly YamlDocument[]): readonly string[] =>
  documents
    .flatMap(({ root }) => itemsOf(get(root, 'include')))
    .flatMap((entry) => {
      const included = entry.kind === 'map' ? get(entry, 'path') : entry;
      return included?.kind === 'sequence' ? included.items.map(({ value }) => value) : [included];
    })
    .flatMap((node) => pathOf(path, asString(node) ?? '') ?? []);

/** None for what comes from elsewhere (a repository, a registry) or hangs on a variable. */
const pathOf = (path: string, relative: string): string | undefined =>
  relative === '' || relative.startsWith('/') || /[$]|:\/\//.test(relative)
    ? undefined
    : resolvePath(folderOf(path), relative);

/**
 * `compose.yaml` and `compose.override.yaml` are merged when nothing else is said
 * (https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/), whichever of their names they have.
 */
function counterparts(path: string): readonly string[] {
  const match = /(?:^|\/)(?:docker-)?compose(\.override)?\.ya?ml$/.exec(path);
  if (!match) return [];
  const suffix = match[1] === undefined ? '.override' : '';
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return ['compose', 'docker-compose'].flatMap((name) =>
    ['yaml', 'yml'].map((extension) => `${folder}${name}${suffix}.${extension}`),
  );
}

type Part = Pick<ComposeFile, 'documents' | 'services'> & {
  readonly scope: Scope;
  readonly byName: ReadonlyMap<string, ComposeService>;
  /** Those that were asked for. */
  readonly extendedLayers: Map<string, Layers>;
};

/** What a path holds for Compose; nothing where there is no file. */
export const partAt = oncePerPath((project, path): Part => {
  const scope: Scope = { source: project.text(path) ?? '', lookup: environmentOf(project, folderOf(path)) };
  const file = project.file(path);
  // What is extended or included may have any name, and is then a text without a language.
  const { documents, services } = file?.language === 'compose' ? (file as ComposeFile) : readText(scope.source);
  const byName = new Map(services.map((service) => [service.name, service]));
  return { scope, documents, services, byName, extendedLayers: new Map() };
});

function readText(text: string): Pick<ComposeFile, 'documents' | 'services'> {
  const documents = splitDocuments(text).map((span) => parseYaml(text, span));
  return { documents, services: servicesOf(documents) };
}
