import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import { asString, get, itemsOf, type YamlNode } from '../yaml/node.ts';
import { parseYaml, splitDocuments, type YamlDocument } from '../yaml/parse.ts';
import type { ComposeFile } from './document.ts';
import { environmentOf } from './environment.ts';
import { type ComposeService, servicesOf } from './service.ts';
import { type Scope, stringOf } from './value.ts';

/** What the Compose files of one folder build. */
export interface Builds {
  /** The names, without tags, of images that services build. What a whole name hangs on may be the same or not, so it is left out. */
  readonly images: ReadonlySet<string>;
  /** Services that build an image which Compose names after the project and them. */
  readonly unnamed: ReadonlySet<string>;
}

/** What the files of a folder build, those that they include and extend with them. */
export function buildsIn(project: Project, folder: string): Builds {
  return project.once(`compose:builds:${folder}`, () => {
    const paths = project.filesIn(folder).flatMap((file) => (file.language === 'compose' ? [file.path] : []));
    const images = new Set<string>();
    const unnamed = new Set<string>();
    // A set is also gone through where it grows.
    const reachable = new Set(paths);
    for (const path of reachable) {
      const part = partAt(project, path);
      for (const included of includedPaths(path, part.documents)) reachable.add(included);
      for (const { name } of part.services) {
        const layers = layersOf(project, path, name);
        if (!layers.some(({ service }) => hasBuild(service))) continue;
        const named = layers.flatMap(({ scope, service }) => stringOf(scope, service.get('image')) ?? []);
        for (const image of named.map(withoutTag)) if (/[^\W_]$/.test(image)) images.add(image);
        if (named.length === 0) unnamed.add(name);
      }
    }
    return { images, unnamed };
  });
}

const withoutTag = (image: string): string => image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');

/** Whether a service builds its image itself, in this file or in one that it is merged from. */
export const isBuilt = (project: Project, path: string, service: string): boolean =>
  layersOf(project, path, service).some((layer) => hasBuild(layer.service));

const hasBuild = (service: ComposeService): boolean => {
  const build = service.get('build');
  return build !== undefined && build.kind !== 'null';
};

/** A service as one file writes it, with what its values are read with. */
interface Layer {
  readonly scope: Scope;
  readonly service: ComposeService;
}

/** More services than these never extend each other; in a circle they would for ever. */
const maxLayers = 20;

/** All that a service is merged from: itself, what it extends, and its other half in `compose.yaml` or `compose.override.yaml`. */
function layersOf(project: Project, path: string, name: string): readonly Layer[] {
  const layers: Layer[] = [];
  const add = (file: string, serviceName: string) => {
    if (layers.length >= maxLayers) return;
    const { scope, byName } = partAt(project, file);
    const service = byName.get(serviceName);
    if (!service) return;
    layers.push({ scope, service });
    const extended = service.get('extends');
    const target = asString(extended) ?? stringOf(scope, get(extended, 'service'));
    const targetFile = get(extended, 'file') ? extendedPath(file, extended) : file;
    if (target !== undefined && targetFile !== undefined) add(targetFile, target);
  };
  for (const file of [path, ...counterparts(path)]) add(file, name);
  return layers;
}

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
const includedPaths = (path: string, documents: readonly YamlDocument[]): readonly string[] =>
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
};

/** What a path holds for Compose; nothing where there is no file. */
function partAt(project: Project, path: string): Part {
  return project.once(`compose:part:${path}`, () => {
    const scope: Scope = { source: project.text(path) ?? '', lookup: environmentOf(project, folderOf(path)) };
    const file = project.file(path);
    // What is extended or included may have any name, and is then a text without a language.
    const documents =
      file?.language === 'compose'
        ? (file as ComposeFile).documents
        : splitDocuments(scope.source).map((span) => parseYaml(scope.source, span));
    const services = servicesOf(documents);
    return { scope, documents, services, byName: new Map(services.map((service) => [service.name, service])) };
  });
}
