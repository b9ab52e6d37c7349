import { isKnown, withUnixLineEnds } from '../../core/embedded.ts';
import type { Mount } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import type { Script, ShellWord } from '../../core/script.ts';
import type { CommandStore } from '../commandStore.ts';
import { programOf, readScriptFile, toldAt } from '../shell/scriptFile.ts';
import { isShellScript } from '../shell/shebang.ts';
import { parseShell } from '../shell/shell.ts';
import { asString, get, itemsOf, pairsOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import type { ComposeFile } from './document.ts';
import { mountsOf } from './mounts.ts';
import type { ComposeService } from './service.ts';
import { contentSpan, resolve, type Scope, stringOf } from './value.ts';

/**
 * The shell scripts that a service's own scripts run from where files of the workspace are mounted (`./scripts:/scripts`
 * and `command: /scripts/start.sh`), or from configs (https://docs.docker.com/reference/compose-file/configs/).
 */
export function mountedScripts(
  file: ComposeFile,
  project: Project,
  scope: Scope,
  service: ComposeService,
  mounts: readonly Mount[],
  scripts: readonly Script[],
): readonly Script[] {
  const workingFolder = stringOf(scope, service.get('working_dir'));
  const mounted = lazy(() => mountedOf(file, scope, service, mounts));
  return scripts.flatMap((script) =>
    script.commands.flatMap((command): readonly Script[] => {
      const word = programOf(command);
      const path = word && absolutePath(workingFolder, word.value);
      const source = path === undefined ? undefined : sourceOf(mounted(), path);
      if (source?.kind === 'text') return textScript(scope, script, source);
      return source ? fileScript(file.commands, project, script, word!, source.path) : [];
    }),
  );
}

/** The files that a service may run. Some of them are none; those that do not exist are passed over. */
export function mountedPaths(file: ComposeFile, scope: Scope, service: ComposeService): readonly string[] {
  const workingFolder = stringOf(scope, service.get('working_dir'));
  const paths = ['entrypoint', 'command', 'healthcheck', 'post_start', 'pre_stop']
    .flatMap((key) => textsIn(service.get(key)))
    .flatMap((text) => (text.includes('/') ? text.split(/[\s"'`;&|()<>]+/) : []))
    .flatMap((word) => absolutePath(workingFolder, word) ?? []);
  if (paths.length === 0) return [];
  const mounted = mountedOf(file, scope, service, mountsOf(scope, service));
  return paths.flatMap((path) => {
    const source = sourceOf(mounted, path);
    return source?.kind === 'file' ? source.path : [];
  });
}

const textsIn = (node: YamlNode | undefined): readonly string[] =>
  node?.kind === 'scalar'
    ? [node.value]
    : [...itemsOf(node), ...pairsOf(node).map(({ value }) => value)].flatMap(textsIn);

/** What stands at a path of the container: a file or a folder of the workspace, or the text of a config. */
interface Mounted {
  readonly target: string;
  readonly source: Source;
}

type Source =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly name: string; readonly node: YamlScalar };

function mountedOf(
  { path, documents }: ComposeFile,
  scope: Scope,
  service: ComposeService,
  mounts: readonly Mount[],
): readonly Mounted[] {
  const folder = folderOf(path);
  const fileAt = (relative: string | undefined): Source | undefined => {
    const isLocal = relative !== undefined && isKnown(relative) && !/^(?:\/|~|[A-Za-z]:|\\)/.test(relative);
    const resolved = isLocal ? resolvePath(folder, relative) : undefined;
    return resolved === undefined ? undefined : { kind: 'file', path: resolved };
  };
  const local = mounts.flatMap(({ source, target }): readonly Mounted[] => {
    const found = source.kind === 'host-path' ? fileAt(source.path) : undefined;
    return found && target !== undefined ? [{ target: target.replace(/(?<=.)\/+$/, ''), source: found }] : [];
  });
  const configs = itemsOf(service.get('configs')).flatMap((use): readonly Mounted[] => {
    const name = asString(use) ?? asString(get(use, 'source'));
    const config = documents.map(({ root }) => get(root, 'configs', name ?? '')).find((one) => one !== undefined);
    if (name === undefined || !config) return [];
    const node = get(config, 'content');
    const source =
      node?.kind === 'scalar' ? ({ kind: 'text', name, node } as const) : fileAt(stringOf(scope, get(config, 'file')));
    const target = stringOf(scope, get(use, 'target')) ?? name;
    return source ? [{ target: target.startsWith('/') ? target : `/${target}`, source }] : [];
  });
  return [...local, ...configs];
}

/** The path of a program in the container; undefined for a name that the shell looks for, and where the working folder is not said. */
function absolutePath(workingFolder: string | undefined, program: string): string | undefined {
  if (!program.includes('/') || !isKnown(program)) return undefined;
  if (program.startsWith('/')) return program;
  return workingFolder?.startsWith('/') ? resolvePath(workingFolder, program) : undefined;
}

/** What a path of the container is, as the longest of the mounts over it has it. */
function sourceOf(mounted: readonly Mounted[], path: string): Source | undefined {
  const over = mounted
    .filter(({ target }) => path === target || path.startsWith(target === '/' ? '/' : `${target}/`))
    .toSorted((a, b) => b.target.length - a.target.length)[0];
  if (!over || over.source.kind === 'text') return over?.target === path ? over.source : undefined;
  const inside = resolvePath(over.source.path, path.slice(over.target.length));
  return inside === undefined ? undefined : { kind: 'file', path: inside };
}

function textScript(scope: Scope, { phase }: Script, { name, node }: Source & { kind: 'text' }): readonly Script[] {
  const text = resolve(scope, node)!.value;
  if (!isShellScript(text.text)) return [];
  const place = { span: contentSpan(scope.source, node), path: `configs/${name}/content` };
  const commands = lazy(() => parseShell(withUnixLineEnds(text), scope.source));
  return [toScript({ phase, removal: undefined, ...place }, { commands })];
}

function fileScript(
  store: CommandStore,
  project: Project,
  script: Script,
  { span }: ShellWord,
  path: string,
): readonly Script[] {
  const text = project.text(path);
  if (text === undefined || !isShellScript(text)) return [];
  const commands = lazy(() =>
    toldAt(
      span,
      path,
      store.commandsOf(`file ${text}`, 0, () => readScriptFile(text)),
    ),
  );
  const { phase } = script;
  return [
    toScript(
      { phase, span, path: `${script.path}[${path.slice(path.lastIndexOf('/') + 1)}]`, removal: undefined },
      { commands },
    ),
  ];
}

const toScript = lazyProperties<Pick<Script, 'commands'>>('commands');
