import { folderOf, type Project } from '../core/project.ts';
import { asString, get, itemsOf } from './yaml/node.ts';
import { parseYaml, splitDocuments } from './yaml/parse.ts';

/** The names that Skaffold looks for (https://skaffold.dev/docs/references/yaml/). */
export const skaffoldNames: readonly string[] = ['skaffold.yaml', 'skaffold.yml'];

/**
 * The images, without tags, that Skaffold builds for manifests of a folder: those that its configurations there and in
 * the folders above name as artifacts, in any profile. It puts what it built in their place when it deploys.
 */
export function skaffoldImages(project: Project, folder: string): ReadonlySet<string> {
  return project.once(`skaffold: ${folder}`, () => {
    const own = skaffoldNames.flatMap((name) => artifactsIn(project.text(folder === '' ? name : `${folder}/${name}`)));
    const above = folder === '' ? new Set<string>() : skaffoldImages(project, folderOf(folder));
    return own.length === 0 ? above : new Set([...above, ...own]);
  });
}

function artifactsIn(text: string | undefined): readonly string[] {
  if (text === undefined || !/\bartifacts\b/.test(text)) return [];
  return splitDocuments(text).flatMap((span) => {
    const { root } = parseYaml(text, span);
    if (!asString(get(root, 'apiVersion'))?.startsWith('skaffold/')) return [];
    return [root, ...itemsOf(get(root, 'profiles'))].flatMap((profile) =>
      itemsOf(get(profile, 'build', 'artifacts')).flatMap((artifact) => asString(get(artifact, 'image')) ?? []),
    );
  });
}
