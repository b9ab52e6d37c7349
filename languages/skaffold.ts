import { folderOf, type Project } from '../core/project.ts';
import { asString, get, itemsOf } from './yaml/node.ts';
import { parseYaml, splitDocuments } from './yaml/parse.ts';

/** Where Skaffold's configurations for manifests of a folder may be: there and in the folders above (https://skaffold.dev/docs/references/yaml/). */
export function skaffoldPaths(folder: string): readonly string[] {
  const own = ['skaffold.yaml', 'skaffold.yml'].map((name) => (folder === '' ? name : `${folder}/${name}`));
  return folder === '' ? own : [...own, ...skaffoldPaths(folderOf(folder))];
}

/**
 * The images, without tags, that Skaffold builds for manifests of a folder: those that its configurations name as
 * artifacts, in any profile. It puts what it built in their place when it deploys.
 */
export function skaffoldImages(project: Project, folder: string): ReadonlySet<string> {
  return project.once(`skaffold: images for ${folder}`, () => {
    return new Set(skaffoldPaths(folder).flatMap((path) => artifactsIn(project, path)));
  });
}

function artifactsIn(project: Project, path: string): readonly string[] {
  const text = project.text(path);
  if (text === undefined || !/\bartifacts\b/.test(text)) return [];
  return project.once(`skaffold: images of ${path}`, () =>
    splitDocuments(text).flatMap((span) => {
      const { root } = parseYaml(text, span);
      if (!asString(get(root, 'apiVersion'))?.startsWith('skaffold/')) return [];
      return [root, ...itemsOf(get(root, 'profiles'))].flatMap((profile) =>
        itemsOf(get(profile, 'build', 'artifacts')).flatMap((artifact) => asString(get(artifact, 'image')) ?? []),
      );
    }),
  );
}
