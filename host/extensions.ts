import type { Extension } from '../core/extension.ts';
import { suggestion } from '../core/nearest.ts';
import type { Folders } from './folders.ts';
import { errorCode, type Host } from './host.ts';
import { joinPath, nameOf, parentOf, resolvePath } from './path.ts';
import { readFailure } from './readText.ts';

/** Where a configuration file is, and what it may lead to. */
export interface Place {
  readonly path: string;
  /** `path` with all links resolved: what tells files apart. */
  readonly realPath: string;
  /** The folder that its globs are relative to. */
  readonly globFolder: string;
  /** The folders that the files it extends by their path lie in. */
  readonly roots: readonly string[];
  readonly isOfPackage: boolean;
}

export type Located =
  | { readonly kind: 'found'; readonly place: Place }
  | { readonly kind: 'missing'; readonly message: string };

export interface Extending {
  readonly host: Host;
  readonly folders: Folders;
  /** The names of the configuration files in a folder. */
  readonly namesIn: (folder: string) => Promise<readonly string[]>;
  /** Told of every path that was looked for. */
  readonly onLookup: (path: string) => void;
}

/** The place of a configuration file that nothing extends. It may extend files next to it and in its repository. */
export async function placeOf(path: string, { host, folders }: Extending): Promise<Place> {
  const folder = parentOf(path);
  const roots = [...new Set([folder, await folders.rootOf(folder)])];
  // Whoever reads it says why it cannot be read.
  const realPath = await host.realPath(path).catch(() => path);
  return { path, realPath, globFolder: folder, roots, isOfPackage: false };
}

/** The file that an entry of `extends` leads to; `text` is the entry as it is written in the file at `from`. */
export async function locate(
  to: Exclude<Extension, { kind: 'preset' }>,
  text: string,
  from: Place,
  extending: Extending,
): Promise<Located> {
  switch (to.kind) {
    case 'file':
      return locateFile(resolvePath(parentOf(from.path), to.path), text, from, extending);
    case 'package':
      return locateInPackage(to, text, from, extending);
    case 'root':
      return locateRoot(from, extending);
  }
}

/** A repository says nothing about the rest of the machine, and a package nothing about what it is installed in; nor do links. */
async function locateFile(path: string, text: string, from: Place, extending: Extending): Promise<Located> {
  const { host, folders, onLookup } = extending;
  onLookup(path);
  const outside = missing(
    `\`${text}\` lies outside of ${from.isOfPackage ? 'the package' : 'the repository'}; only what lies in it can be extended`,
  );
  if (!isBelow(from.roots, path)) return outside;
  try {
    const realPath = await host.realPath(path);
    const realRoots = await Promise.all(from.roots.map((root) => host.realPath(root)));
    if (!isBelow(realRoots, realPath)) return outside;
    if ((await host.stat(path)).kind !== 'file') return missing(`\`${text}\` is no file; name one in it`);
    const globFolder = from.isOfPackage ? from.globFolder : parentOf(path);
    return { kind: 'found', place: { ...from, path, realPath, globFolder } };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return missing(`\`${text}\` ${readFailure(error)}`);
    const siblings = await folders.list(parentOf(path)).catch(() => []);
    const prefix = text.slice(0, text.lastIndexOf('/') + 1);
    const near = suggestion(
      text,
      siblings.map(({ name }) => prefix + name),
    );
    return missing(`\`${text}\` does not exist${near}`);
  }
}

async function locateInPackage(
  { name, path }: Extract<Extension, { kind: 'package' }>,
  text: string,
  from: Place,
  extending: Extending,
): Promise<Located> {
  const { host, folders, onLookup } = extending;
  const installedNames: string[] = [];
  for (const folder of await folders.upToRoot(parentOf(from.path))) {
    const installed = joinPath(folder, `node_modules/${name}`);
    onLookup(joinPath(installed, path));
    try {
      if ((await host.stat(installed)).kind !== 'directory') continue;
    } catch {
      installedNames.push(...(await packagesIn(folder, name, extending)));
      continue;
    }
    // What a package depends on lies next to where it really is, as Node.js has it.
    const packageFolder = await host.realPath(installed);
    const root = await host.realPath(await folders.rootOf(folder));
    // The stores of package managers lie anywhere; whatever else a link leads to is no package.
    if (!isBelow([root], packageFolder) && !packageFolder.endsWith(`/node_modules/${name}`)) {
      return missing(`\`${name}\` is a link out of the repository that leads to no installed package`);
    }
    const inPackage: Place = { ...from, roots: [packageFolder], isOfPackage: true };
    return locateFile(joinPath(packageFolder, path), text, inPackage, extending);
  }
  const near = suggestion(`npm:${name}`, installedNames);
  return missing(`\`${name}\` is not in \`node_modules\` from here up to the root${near || '; install the package'}`);
}

/** The packages in a folder's `node_modules`, as `extends` calls them; of a scope, when `name` has one. */
async function packagesIn(folder: string, name: string, { folders }: Extending): Promise<readonly string[]> {
  const [scope] = name.startsWith('@') ? name.split('/') : [];
  const modules = joinPath(folder, 'node_modules');
  const entries = await folders.list(scope === undefined ? modules : joinPath(modules, scope)).catch(() => []);
  return entries.map((entry) => (scope === undefined ? `npm:${entry.name}` : `npm:${scope}/${entry.name}`));
}

async function locateRoot(from: Place, extending: Extending): Promise<Located> {
  if (from.isOfPackage) return missing('`//` leads nowhere in a package; name a file of the package');
  const root = await extending.folders.rootOf(parentOf(from.path));
  const [name, ...others] = await extending.namesIn(root);
  if (name === undefined)
    return missing(`\`//\` leads nowhere: the root, \`${nameOf(root)}\`, has no configuration file`);
  if (others.length > 0) return missing(`\`//\` is not clear: the root has ${[name, ...others].join(', ')}`);
  return locateFile(joinPath(root, name), '//', from, extending);
}

const missing = (message: string): Located => ({ kind: 'missing', message });

const isBelow = (roots: readonly string[], path: string): boolean =>
  roots.some((root) => path.startsWith(root.endsWith('/') ? root : `${root}/`));
