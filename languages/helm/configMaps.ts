import type { SourceFile } from '../../core/document.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { Script } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import { isConfigMap, keysRunBy, scriptsInMaps } from '../kubernetes/configMaps.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { hasConfigMapScript } from '../kubernetes/relevant.ts';
import { get } from '../yaml/node.ts';
import type { HelmFile } from './file.ts';
import { templateOf } from './template.ts';

/**
 * The shell scripts in a template's ConfigMaps that pods of the templates beside it mount and run when they start. Templates
 * make up their names: the same expression (`{{ include "web.fullname" . }}-scripts`) gives the same name.
 */
export function configMapScripts(file: HelmFile, project: Project): readonly Script[] {
  if (file.role !== 'template' || !hasConfigMapScript(file.text)) return [];
  const objects = templateOf(file, project).objects();
  if (!objects.some(isConfigMap)) return [];
  const keys = keysRunIn(folderOf(file.path), project);
  return scriptsInMaps(file.mask.text, objects, (map) => keys.get(nameOf(map, file)));
}

/** The keys that pods of a folder's templates run, by the expression for the ConfigMap's name. */
function keysRunIn(folder: string, project: Project): ReadonlyMap<string, ReadonlySet<string>> {
  return project.once(`helm: scripts in ConfigMaps ${folder}`, () => {
    const keys = new Map<string, Set<string>>();
    for (const file of project.filesIn(folder) as readonly HelmFile[]) {
      if (file.language !== 'helm' || !file.text.includes('configMap')) continue;
      const { objects, facts } = templateOf(file, project);
      const run = objects().flatMap(({ pods }) => pods.flatMap((pod) => keysRunBy(pod, facts().scripts)));
      for (const { kind, name, key } of run) {
        if (kind !== 'ConfigMap') continue;
        const expression = expressionAt(file, name.span);
        keys.set(expression, (keys.get(expression) ?? new Set()).add(key));
      }
    }
    return keys;
  });
}

function nameOf(object: KubernetesObject, file: HelmFile): string {
  const name = get(object.node, 'metadata', 'name');
  return name ? expressionAt(file, name.span) : '';
}

/** A text with its actions, written in one way, however far it is indented: the same expression writes the same. */
export const expressionAt = ({ text }: SourceFile, { start, end }: Span): string =>
  text
    .slice(start, end)
    .replace(/\{\{-?\s*|\s*-?\}\}/g, (mark) => mark.trim().replace('-', ''))
    .replace(/\s*\|\s*n?indent\s+\d+/g, '')
    .replace(/\$(?=\.)/g, '')
    .replace(/\$(?!\w)/g, '.')
    .replace(/^["']|["']$/g, '');
