import type { ParsedFile } from '../../core/document.ts';
import { folderOf, type Project } from '../../core/project.ts';
import { usedTogether } from '../kustomize/overrides.ts';
import { deployedTogether } from '../kustomize/together.ts';
import type { KubernetesFile } from './file.ts';
import type { KubernetesObject } from './object.ts';

/** An object of the project and the path of its file. */
interface Placed {
  readonly path: string;
  readonly object: KubernetesObject;
}

/**
 * The object that a manifest means by a kind, namespace and name: the one in its own file, else in its folder, else among
 * what a kustomization uses together with it. Undefined when that says nothing, or too much: overlays and examples have
 * objects of the same name.
 */
export function lookUp(
  { path, objects }: KubernetesFile,
  project: Project,
  kind: string,
  namespace: string | undefined,
  name: string,
): KubernetesObject | undefined {
  const own = objects.find((object) => object.kind === kind && object.name === name && object.namespace === namespace);
  if (own) return own;
  const all = objectsByName(project).get(keyOf(kind, namespace, name)) ?? [];
  const folder = folderOf(path);
  const siblings = all.filter((one) => folderOf(one.path) === folder);
  if (siblings.length > 0) return onlyOf(siblings);
  const used = usedTogether(project, path);
  const together = all.filter((one) => used.has(one.path));
  return onlyOf(together);
}

/** An object and the file that it stands in. */
export interface ObjectInFile {
  readonly file: ParsedFile;
  readonly object: KubernetesObject;
}

/**
 * The objects that are deployed with those of a manifest, as far as can be told: its own, those of its folder, and those of
 * files that kustomizations use together with it. A folder may hold several versions of an object.
 */
export function objectsTogether(file: KubernetesFile, project: Project): readonly ObjectInFile[] {
  const folder = folderOf(file.path);
  const beside = objectsIn(folder, project);
  const elsewhere = [...deployedTogether(project, file.path)].flatMap((path) => {
    const other = folderOf(path) === folder ? undefined : project.file(path);
    return other?.language === 'kubernetes' ? toPlaced(other as KubernetesFile) : [];
  });
  return elsewhere.length === 0 ? beside : [...beside, ...elsewhere];
}

const objectsIn = (folder: string, project: Project): readonly ObjectInFile[] =>
  project.once(`kubernetes: objects in ${folder}`, () =>
    project.filesIn(folder).flatMap((file) => (file.language === 'kubernetes' ? toPlaced(file as KubernetesFile) : [])),
  );

const toPlaced = (file: KubernetesFile): readonly ObjectInFile[] => file.objects.map((object) => ({ file, object }));

const onlyOf = (found: readonly Placed[]): KubernetesObject | undefined =>
  found.length === 1 ? found[0]!.object : undefined;

function objectsByName(project: Project): ReadonlyMap<string, readonly Placed[]> {
  return project.once('kubernetes: objects by name', () => {
    const byName = new Map<string, Placed[]>();
    for (const { path, objects } of project.files('kubernetes') as readonly KubernetesFile[]) {
      for (const object of objects) {
        if (object.name === undefined) continue;
        const key = keyOf(object.kind, object.namespace, object.name);
        const known = byName.get(key);
        if (known) known.push({ path, object });
        else byName.set(key, [{ path, object }]);
      }
    }
    return byName;
  });
}

const keyOf = (kind: string, namespace: string | undefined, name: string): string =>
  [kind, namespace ?? '', name].join('\n');
