import { isKnown } from '../../core/embedded.ts';
import { lazyProperties } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import { programOf } from '../shell/scriptFile.ts';
import { isShellScript } from '../shell/shebang.ts';
import { parseShell } from '../shell/shell.ts';
import { asString, get, itemsOf, pairsOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import { containersOf } from './container.ts';
import type { KubernetesFile } from './file.ts';
import { lookUp } from './lookup.ts';
import type { KubernetesObject } from './object.ts';
import type { Pod } from './pods.ts';

/** The shell scripts in a file's ConfigMaps that pods of the project mount and run when they start. */
export function configMapScripts(file: KubernetesFile, project: Project): readonly Script[] {
  if (!file.objects.some(isConfigMap)) return [];
  return scriptsInMaps(file.text, file.objects, (map) => keysRun(project).get(map));
}

/** The shell scripts in ConfigMaps under the keys that are run of each. `source` is the text that the objects were read from. */
export function scriptsInMaps(
  source: string,
  objects: readonly KubernetesObject[],
  keysOf: (map: KubernetesObject) => ReadonlySet<string> | undefined,
): readonly Script[] {
  return objects.filter(isConfigMap).flatMap((map) => {
    const keys = keysOf(map);
    if (!keys) return [];
    return pairsOf(map.get('data')).flatMap(({ key, value }) => {
      if (value.kind !== 'scalar' || !keys.has(key) || !isShellScript(value.value)) return [];
      let commands: readonly ShellCommand[] | undefined;
      return withCommands(
        { phase: 'boot', span: value.span, path: `${map.path}/data[${key}]`, removal: undefined } as const,
        {
          commands: () => {
            commands ??= parseShell(textOf(source, value), source);
            return commands;
          },
        },
      );
    });
  });
}

const withCommands = lazyProperties<Pick<Script, 'commands'>>('commands');

export const isConfigMap = ({ apiVersion, kind }: KubernetesObject): boolean =>
  apiVersion === 'v1' && kind === 'ConfigMap';

/** The keys of ConfigMaps whose text a container's command runs, by the ConfigMap. */
function keysRun(project: Project): ReadonlyMap<KubernetesObject, ReadonlySet<string>> {
  return project.once('kubernetes: scripts in ConfigMaps', () => {
    const keys = new Map<KubernetesObject, Set<string>>();
    for (const file of project.files('kubernetes') as readonly KubernetesFile[]) {
      for (const object of file.objects) {
        for (const { kind, name, key } of object.pods.flatMap((pod) => keysRunBy(pod, file.facts.scripts))) {
          if (kind !== 'ConfigMap') continue;
          const map = lookUp(file, project, 'ConfigMap', object.namespace, name.value);
          if (map) keys.set(map, (keys.get(map) ?? new Set()).add(key));
        }
      }
    }
    return keys;
  });
}

/** A key of a ConfigMap or Secret that a pod runs, with the name of that as the pod has it. */
export interface RunKey {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: YamlScalar;
  readonly key: string;
  /** What runs it, and the script that this is part of. */
  readonly command: ShellCommand;
  readonly script: Script;
}

/** The keys that a pod runs. `scripts` are those of its file. */
export function keysRunBy(pod: Pod, scripts: readonly Script[]): readonly RunKey[] {
  return itemsOf(get(pod.spec, 'volumes')).flatMap((volume) => {
    const source = sourceOf(volume);
    const volumeName = asString(get(volume, 'name'));
    if (!source || volumeName === undefined || !isKnown(volumeName)) return [];
    return containersOf(pod).flatMap(({ node, path }) => {
      const commands = scripts
        .filter((script) => script.phase === 'boot' && script.path.startsWith(`${path}/`))
        .flatMap((script) => script.commands.map((command) => ({ script, command })));
      return itemsOf(get(node, 'volumeMounts'))
        .filter((mount) => asString(get(mount, 'name')) === volumeName)
        .flatMap((mount) =>
          commands.flatMap(({ script, command }): readonly RunKey[] => {
            const key = keyRunBy(command, mount, source.items);
            return key === undefined ? [] : [{ kind: source.kind, name: source.name, key, command, script }];
          }),
        );
    });
  });
}

interface VolumeSource extends Pick<RunKey, 'kind' | 'name'> {
  readonly items: readonly YamlNode[];
}

function sourceOf(volume: YamlNode): VolumeSource | undefined {
  const name = get(volume, 'configMap', 'name');
  if (name?.kind === 'scalar') return { kind: 'ConfigMap', name, items: itemsOf(get(volume, 'configMap', 'items')) };
  const secret = get(volume, 'secret', 'secretName');
  if (secret?.kind !== 'scalar') return undefined;
  return { kind: 'Secret', name: secret, items: itemsOf(get(volume, 'secret', 'items')) };
}

/** The key that a command runs from where it is mounted: `/scripts/run.sh`, `sh /scripts/run.sh`, `. /scripts/run.sh`. */
function keyRunBy(command: ShellCommand, mount: YamlNode, items: readonly YamlNode[]): string | undefined {
  const program = programOf(command)?.value;
  const mountPath = asString(get(mount, 'mountPath'))?.replace(/\/+$/, '');
  if (program === undefined || mountPath === undefined || !isKnown(mountPath)) return undefined;
  const subPath = asString(get(mount, 'subPath'));
  const inFolder = program.startsWith(`${mountPath}/`) ? program.slice(mountPath.length + 1) : undefined;
  const path = subPath === undefined ? inFolder : program === mountPath ? subPath : undefined;
  if (path === undefined) return undefined;
  if (items.length === 0) return path;
  return asString(
    get(
      items.find((item) => asString(get(item, 'path')) === path),
      'key',
    ),
  );
}
