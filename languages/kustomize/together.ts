import type { Project } from '../../core/project.ts';
import { asString, get } from '../yaml/node.ts';
import type { GeneratorEntry, KustomizeFile } from './kustomization.ts';
import { isPatch, kustomizationIn, resolveIn, usesOf } from './overrides.ts';

/** The paths of files that are deployed together with a file: those that kustomizations use on any way up from it. */
export const deployedTogether = (project: Project, path: string): ReadonlySet<string> =>
  new Set(
    kustomizationsAbove(project, path).flatMap((file) =>
      file.kustomization.resources.flatMap((entry) => resolveIn(file, entry) ?? []),
    ),
  );

/**
 * Whether what is deployed may have another value for a key than a manifest's objects: the manifest is a patch, which says
 * only what it changes, or a kustomization above it has the key in a patch or an entry of its own.
 */
export function mayBeSetAbove(project: Project, path: string, key: string): boolean {
  if (isPatch(project, path)) return true;
  const word = new RegExp(`\\b${key}\\b`);
  return kustomizationsAbove(project, path).some((file) => changeTexts(project, file).some((text) => word.test(text)));
}

/**
 * The file of which kustomizations make a key of a ConfigMap or Secret for a manifest that they use; undefined when none
 * does, or when it is one file for some and another for others.
 */
export function generatedFrom(
  project: Project,
  path: string,
  wanted: { readonly kind: GeneratorEntry['kind']; readonly name: string; readonly key: string },
): string | undefined {
  const files = kustomizationsAbove(project, path).flatMap((file) =>
    file.kustomization.generators
      .filter(({ kind, name }) => kind === wanted.kind && name === wanted.name)
      .flatMap((generator) => generator.files.filter(({ key }) => key === wanted.key))
      .map((one) => resolveIn(file, one.path)),
  );
  const [only, ...others] = new Set(files);
  return others.length === 0 ? only : undefined;
}

/** The kustomizations that use a file, on any way up, and their components. */
function kustomizationsAbove(project: Project, path: string): readonly KustomizeFile[] {
  const found = new Set<KustomizeFile>(usesOf(project, path).map(({ by }) => by));
  // A set is gone through to what is added meanwhile.
  for (const file of found) {
    for (const { by } of usesOf(project, file.path)) found.add(by);
    for (const entry of file.kustomization.components) {
      const component = kustomizationIn(project, resolveIn(file, entry));
      if (component) found.add(component);
    }
  }
  return [...found];
}

/** Where a kustomization says what it changes: in its own text, and in the files of its patches and replacements. */
function changeTexts(project: Project, file: KustomizeFile): readonly string[] {
  const { patches, replacements } = file.kustomization;
  const entries = [
    ...patches.map((patch) => patch.file),
    ...replacements.map((replacement) => asString(get(replacement, 'path'))),
  ];
  return [
    file.text,
    ...entries.flatMap((entry) => {
      const path = entry === undefined ? undefined : resolveIn(file, entry);
      return path === undefined ? [] : (project.text(path) ?? []);
    }),
  ];
}
