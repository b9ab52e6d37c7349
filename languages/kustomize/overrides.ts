import type { ParsedFile } from '../../core/document.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import { asString, get } from '../yaml/node.ts';
import { isKustomizationPath, kustomizationNames } from './detect.ts';
import { type ImageEntry, imageTransformersIn, type KustomizeFile } from './kustomization.ts';
import {
  changesIn,
  type FieldChange,
  mayMatch,
  type PatchedContainer,
  type PatchedField,
  replacementChanges,
  replacementChangesOf,
} from './patches.ts';

/** A field of a container on its way through kustomizations. */
export interface KustomizedField {
  readonly field: PatchedField;
  /** Of an image, without tag and digest. */
  readonly name: string;
  /** Undefined where an image is not that of one known container. */
  readonly container: PatchedContainer | undefined;
}

/**
 * Whether what a file says of a field never comes to be deployed: kustomizations use the file (a manifest, a patch, a
 * kustomization), and on every way up from there, to a kustomization that no other uses, `images` or a patch sets it. Of an
 * image only its version counts.
 */
export function isOverridden(project: Project, path: string, subject: KustomizedField): boolean {
  const uses = usesOf(project, path);
  return uses.length > 0 && uses.every((use) => isSetFrom(use, subject, project, new Set()));
}

/** The same of a field in a patch that stands in a kustomization itself. */
export function isOverriddenInPatch(project: Project, file: KustomizeFile, subject: KustomizedField): boolean {
  return isSetFrom({ by: file, as: 'patch' }, subject, project, new Set());
}

/** Whether kustomizations use a file as a patch, which says only what it changes. */
export const isPatch = (project: Project, path: string): boolean =>
  usesOf(project, path).some(({ as }) => as === 'patch');

/** Whether a kustomization uses a file. */
export const isUsed = (project: Project, path: string): boolean => usesOf(project, path).length > 0;

/** The paths of files that one kustomization uses together with a file; itself is not among them. */
export function usedTogether(project: Project, path: string): ReadonlySet<string> {
  const together = usesOf(project, path).flatMap(({ by }) =>
    by.kustomization.resources.flatMap((entry) => resolveIn(by, entry) ?? []),
  );
  return new Set(together.filter((other) => other !== path));
}

/** A kustomization's entry that names a file, or a folder with a kustomization. */
interface Use {
  readonly by: KustomizeFile;
  readonly as: 'resource' | 'patch';
}

export function usesOf(project: Project, path: string): readonly Use[] {
  const uses = usesByPath(project);
  const direct = uses.get(path) ?? [];
  return isKustomizationPath(path) ? [...direct, ...(uses.get(folderOf(path)) ?? [])] : direct;
}

/** By what entries lead to: files, and folders of kustomizations. */
function usesByPath(project: Project): ReadonlyMap<string, readonly Use[]> {
  return project.once('kustomize: uses', () => {
    const uses = new Map<string, Use[]>();
    const note = (by: KustomizeFile, entry: string, as: Use['as']) => {
      const path = resolveIn(by, entry);
      if (path === undefined) return;
      const known = uses.get(path);
      if (known) known.push({ by, as });
      else uses.set(path, [{ by, as }]);
    };
    for (const file of project.files('kustomize') as readonly KustomizeFile[]) {
      const { resources, components, patches } = file.kustomization;
      for (const entry of [...resources, ...components]) note(file, entry, 'resource');
      for (const { file: entry } of patches) if (entry !== undefined) note(file, entry, 'patch');
    }
    return uses;
  });
}

export const resolveIn = ({ path }: ParsedFile, entry: string): string | undefined =>
  isLocal(entry) ? resolvePath(folderOf(path), entry) : undefined;

/** Whether an entry is no address; `github.com/org/repo//path?ref=v1` is one. */
export const isLocal = (entry: string): boolean =>
  !/:|\?ref=|^(?:github\.com|gitlab\.com|bitbucket\.org)\//.test(entry);

/** Whether the field is set by the kustomization or, on every way, by one above it. `seen` is what was asked before on the way. */
function isSetFrom({ by, as }: Use, subject: KustomizedField, project: Project, seen: Set<string>): boolean {
  const key = [by.path, as, subject.name, ...(subject.container?.objectNames ?? [])].join('\n');
  // What led here by another way has been answered, or is being: a circle, which kustomize refuses.
  if (seen.has(key)) return true;
  seen.add(key);
  const after = applyKustomization(by, as, subject, project, new Set());
  if (!after) return true;
  const above = usesOf(project, by.path);
  return above.length > 0 && above.every((use) => isSetFrom(use, after, project, seen));
}

/**
 * The field as it leaves a kustomization; undefined when it is set there. Components come first, then patches,
 * names and images, as in kustomize (api/internal/target/kusttarget.go).
 */
function applyKustomization(
  file: KustomizeFile,
  as: Use['as'],
  subject: KustomizedField,
  project: Project,
  seen: Set<KustomizeFile>,
): KustomizedField | undefined {
  seen.add(file);
  const { kustomization } = file;
  const { field } = subject;
  let { name, container } = subject;
  // A patch is no resource: components have done their part before it comes.
  if (as === 'resource') {
    for (const entry of kustomization.components) {
      const component = kustomizationIn(project, resolveIn(file, entry));
      if (!component || seen.has(component)) continue;
      const after = applyKustomization(component, as, { field, name, container }, project, seen);
      if (!after) return undefined;
      ({ name, container } = after);
    }
    const patched = container;
    if (patched && changesOf(project, file).some((change) => change.field === field && change.concerns(patched)))
      return undefined;
  }
  for (const entry of field === 'image' ? imageEntriesOf(project, file) : []) {
    if (!mayMatch(entry.name.value, name)) continue;
    if (entry.setsVersion) return undefined;
    name = entry.newName?.value ?? name;
  }
  return { field, name, container: container && rename(container, kustomization) };
}

/** A circle of kustomizations would make ever longer names. */
const maxNames = 20;

function rename(
  container: PatchedContainer,
  { namePrefix, nameSuffix }: KustomizeFile['kustomization'],
): PatchedContainer {
  const last = container.objectNames.at(-1);
  const isRenamed = namePrefix !== '' || nameSuffix !== '';
  if (last === undefined || !isRenamed || container.objectNames.length === maxNames) return container;
  return { ...container, objectNames: [...container.objectNames, `${namePrefix}${last}${nameSuffix}`] };
}

export function kustomizationIn(project: Project, folder: string | undefined): KustomizeFile | undefined {
  if (folder === undefined) return undefined;
  const found = kustomizationNames
    .map((name) => project.file(folder === '' ? name : `${folder}/${name}`))
    .find((file) => file?.language === 'kustomize');
  return found as KustomizeFile | undefined;
}

/** What a kustomization does to all images of a name: `transformers` come behind `images`. */
function imageEntriesOf(project: Project, file: KustomizeFile): readonly ImageEntry[] {
  const { images, transformers } = file.kustomization;
  if (transformers.length === 0) return images;
  return project.once(`kustomize: image transformers of ${file.path}`, () => [
    ...images,
    ...transformers.flatMap((entry) => {
      const path = entry.includes('\n') ? undefined : resolveIn(file, entry);
      return imageTransformersIn(path === undefined ? entry : (project.text(path) ?? ''));
    }),
  ]);
}

/** What the patches and replacements of a kustomization do to containers. */
function changesOf(project: Project, file: KustomizeFile): readonly FieldChange[] {
  return project.once(`kustomize: changes of ${file.path}`, () => {
    const { patches, replacements } = file.kustomization;
    return [
      ...patches.flatMap(({ target, inline, file: entry }) => {
        const path = entry === undefined ? undefined : resolveIn(file, entry);
        const text = inline?.value ?? (path === undefined ? undefined : project.text(path));
        return text === undefined ? [] : changesIn(text, target);
      }),
      ...replacements.flatMap((replacement) => {
        const entry = asString(get(replacement, 'path'));
        const path = entry === undefined ? undefined : resolveIn(file, entry);
        return path === undefined ? replacementChanges(replacement) : replacementChangesOf(project.text(path) ?? '');
      }),
    ];
  });
}
