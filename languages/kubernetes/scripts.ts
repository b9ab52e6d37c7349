import type { EmbeddedText } from '../../core/embedded.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Script, ScriptPhase, ShellCommand } from '../../core/script.ts';
import { type CommandStore, keyOf } from '../commandStore.ts';
import { parseArgumentList, parseShell } from '../shell/shell.ts';
import { removeEntries } from '../yaml/edit.ts';
import { asString, get, itemsOf, pairAt, type YamlMap, type YamlNode, type YamlPair } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import type { ContainerNode } from './container.ts';
import { expand, withoutTemplates } from './expand.ts';

/** What a container runs: its command, the text of a pipeline's step, its hooks and its probes. */
export function scriptsOf(source: string, store: CommandStore, container: ContainerNode): readonly Script[] {
  const { node, path, phase } = container;
  const scripts: Script[] = [];
  const command = get(node, 'command');
  const args = get(node, 'args');
  const main = itemsOf(command).length > 0 ? command : itemsOf(args).length > 0 ? args : undefined;
  if (main) {
    const hasCommand = main === command;
    const commands = lazy((): readonly ShellCommand[] => {
      const words = [...(hasCommand ? itemsOf(command) : []), ...itemsOf(args)];
      const texts = wordsOf(source, words)?.map((word) => {
        const expanded = expand(word, node);
        return phase === 'deploy' ? withoutTemplates(expanded) : expanded;
      });
      // Arguments alone go to the image's own entrypoint. Only a shell among them can be told apart from its options.
      if (!texts || (!hasCommand && !isShell(texts))) return [];
      return argumentList(source, store, words, texts);
    });
    const mainPath = `${path}/${hasCommand ? 'command' : 'args'}`;
    scripts.push(withCommands({ phase, span: main.span, path: mainPath }, { commands, removal: () => undefined }));
  }

  if (phase === 'deploy') scripts.push(...stepScript(source, container));

  const lifecycle = pairAt(node, 'lifecycle');
  for (const hook of ['postStart', 'preStop']) {
    const handler = pairAt(lifecycle?.value, hook);
    if (handler) scripts.push(...handlerScript(source, store, node, handler, `${path}/lifecycle/${hook}`, 'boot'));
  }
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    const handler = pairAt(node, probe);
    if (handler) scripts.push(...handlerScript(source, store, node, handler, `${path}/${probe}`, 'probe'));
  }
  return scripts;
}

/**
 * The text of a Tekton step (`script`, https://tekton.dev/docs/pipelines/tasks/#running-scripts-within-steps) or of an Argo
 * template (`source`, https://argo-workflows.readthedocs.io/en/latest/fields/#scripttemplate). Its first line or, in Argo,
 * the command says what runs it.
 */
function stepScript(source: string, { node, path, list }: ContainerNode): readonly Script[] {
  const key = list === 'script' ? 'source' : 'script';
  const script = get(node, key);
  if (script?.kind !== 'scalar') return [];
  const commands = lazy(() => {
    const text = textOf(source, script);
    const [, program, argument = ''] = /^#![ \t]*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(text.text) ?? [];
    const named = program?.endsWith('/env') ? argument : program;
    const runner = named ?? asString(itemsOf(get(node, 'command'))[0]) ?? 'sh';
    return shellName.test(runner) ? parseShell(withoutTemplates(text), source) : [];
  });
  return [
    withCommands(
      { phase: 'deploy', path: `${path}/${key}`, span: script.span },
      { commands, removal: () => undefined },
    ),
  ];
}

function handlerScript(
  source: string,
  store: CommandStore,
  container: YamlMap,
  handler: YamlPair,
  path: string,
  phase: ScriptPhase,
): readonly Script[] {
  const command = get(handler.value, 'exec', 'command');
  if (itemsOf(command).length === 0) return [];
  const commands = lazy(() => {
    const words = itemsOf(command);
    const texts = wordsOf(source, words);
    // The kubelet replaces `$(NAME)` in a probe's command, and not in a hook's.
    const expanded = phase === 'probe' ? texts?.map((word) => expand(word, container)) : texts;
    return expanded ? argumentList(source, store, words, expanded) : [];
  });
  const removal = lazy(() => removeEntries(source, container, new Set([handler])));
  return [withCommands({ phase, path, span: command!.span }, { commands, removal })];
}

/** The commands of a list of words, read once for all lists that are written alike. */
function argumentList(
  source: string,
  store: CommandStore,
  words: readonly YamlNode[],
  texts: readonly EmbeddedText[],
): readonly ShellCommand[] {
  const start = Math.min(...words.map(({ span }) => span.start));
  const end = Math.max(...words.map(({ span }) => span.end));
  return store.commandsOf(keyOf('list', source.slice(start, end), texts), start, () =>
    parseArgumentList(texts, source),
  );
}

const withCommands = lazyProperties<Pick<Script, 'commands' | 'removal'>>('commands', 'removal');

/** The words of a command; undefined when one of them is not a text. */
function wordsOf(source: string, nodes: readonly YamlNode[]): readonly EmbeddedText[] | undefined {
  const words: EmbeddedText[] = [];
  for (const node of nodes) {
    if (node.kind !== 'scalar') return undefined;
    words.push(textOf(source, node));
  }
  return words;
}

const shellName = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|ash|dash)$/;

const isShell = (words: readonly EmbeddedText[]): boolean =>
  shellName.test(words[0]!.text) && /^-[a-z]*c$/.test(words[1]?.text ?? '');
