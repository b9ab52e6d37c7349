import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';
import type { Script } from '../../core/script.ts';
import type { KustomizeFile } from '../kustomize/kustomization.ts';
import { generatedFrom } from '../kustomize/together.ts';
import { isRunByShell, programOf, readCertainCommands, toldAt } from '../shell/scriptFile.ts';
import { keysRunBy } from './configMaps.ts';
import type { KubernetesFile } from './file.ts';

/**
 * The shell scripts in files that kustomizations make ConfigMaps and Secrets of, and that a file's pods mount and run when
 * they start: told at what runs them, each file once.
 */
export function generatedScripts(file: KubernetesFile, project: Project): readonly Script[] {
  if (!hasGenerators(project)) return [];
  const seen = new Set<string>();
  const runs = file.objects.flatMap(({ pods }) => pods.flatMap((pod) => keysRunBy(pod, file.facts.scripts)));
  return runs.flatMap(({ kind, name, key, command, script }): readonly Script[] => {
    const path = generatedFrom(project, file.path, { kind, name: name.value, key });
    const text = path === undefined ? undefined : project.text(path);
    if (path === undefined || text === undefined || seen.has(path) || !isRunByShell(key, text, command)) return [];
    seen.add(path);
    const { span } = programOf(command)!;
    const commands = lazy(() => toldAt(span, path, readCertainCommands(text)));
    return [toScript({ phase: script.phase, span, path: `${script.path}[${key}]`, removal: undefined }, { commands })];
  });
}

const hasGenerators = (project: Project): boolean =>
  project.once('kubernetes: has generators', () =>
    (project.files('kustomize') as readonly KustomizeFile[]).some(
      ({ kustomization }) => kustomization.generators.length > 0,
    ),
  );

const toScript = lazyProperties<Pick<Script, 'commands'>>('commands');
