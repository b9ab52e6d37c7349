import type { EmbeddedText } from '../../core/embedded.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import { type CommandStore, keyOf } from '../commandStore.ts';
import { parseArgumentList, parseShell } from '../shell/shell.ts';
import { removeEntries } from '../yaml/edit.ts';
import { get, itemsOf, pairAt, type YamlNode } from '../yaml/node.ts';
import type { ComposeService } from './service.ts';
import { contentSpan, resolve, type Scope, stringOf } from './value.ts';
import { splitWords } from './words.ts';

/** What a service runs: its main command, its hooks and its health check. */
export function scriptsOf(scope: Scope, store: CommandStore, service: ComposeService): readonly Script[] {
  const context: Context = { ...scope, store };
  return [...mainScript(context, service), ...hookScripts(context, service), ...healthCheck(context, service)];
}

interface Context extends Scope {
  readonly store: CommandStore;
}

/** `entrypoint` and `command` together; a command alone is taken for a program, as `CMD` is. */
function mainScript(scope: Context, service: ComposeService): readonly Script[] {
  const entrypoint = service.get('entrypoint');
  const command = service.get('command');
  const isSet = (node: YamlNode | undefined) =>
    node?.kind === 'scalar' ? node.value !== '' : node?.kind === 'sequence' && node.items.length > 0;
  const key = isSet(entrypoint) ? 'entrypoint' : 'command';
  const node = service.get(key);
  if (!node || !isSet(node)) return [];
  const commands = lazy((): readonly ShellCommand[] => {
    const program = isSet(entrypoint) ? wordsOf(scope, entrypoint) : [];
    const operands = isSet(command) ? wordsOf(scope, command) : [];
    if (!program || !operands) return [];
    const words = [...program, ...operands];
    if (program.length > 0 && operands.length > 0) return parseArgumentList(words, scope.source);
    return readOnce(scope, 'list', node, words, () => parseArgumentList(words, scope.source));
  });
  const span = contentSpan(scope.source, node);
  return [toScript({ phase: 'boot', span, path: `${service.path}/${key}` }, { commands, removal: () => undefined })];
}

/** What runs in the container when it has started and before it stops (https://docs.docker.com/compose/how-tos/lifecycle/). */
function hookScripts(scope: Context, service: ComposeService): readonly Script[] {
  return ['post_start', 'pre_stop'].flatMap((key) => {
    const hooks = service.get(key);
    return (hooks?.kind === 'sequence' ? hooks.items : []).flatMap((item, index): Script[] => {
      const command = get(item.value, 'command');
      if (command?.kind !== 'scalar' && command?.kind !== 'sequence') return [];
      const commands = lazy(() => {
        const words = wordsOf(scope, command) ?? [];
        return readOnce(scope, 'list', command, words, () => parseArgumentList(words, scope.source));
      });
      const removal = lazy(() => removeEntries(scope.source, service.node, new Set([item])));
      const place = { span: contentSpan(scope.source, command), path: `${service.path}/${key}[${index}]` };
      return [toScript({ phase: 'boot', ...place }, { commands, removal })];
    });
  });
}

/** A list says how it is run by its first item; a string is run by a shell (https://docs.docker.com/reference/compose-file/services/#healthcheck). */
function healthCheck(scope: Context, service: ComposeService): readonly Script[] {
  const pair = pairAt(service.node, 'healthcheck');
  const test = get(pair?.value, 'test');
  const kind = test?.kind === 'scalar' ? 'CMD-SHELL' : stringOf(scope, itemsOf(test)[0]);
  if (!pair || !test || (kind !== 'CMD' && kind !== 'CMD-SHELL')) return [];
  const commands = lazy((): readonly ShellCommand[] => {
    const words = test.kind === 'scalar' ? [resolve(scope, test)!.value] : (wordsOf(scope, test)?.slice(1) ?? []);
    return readOnce(scope, kind, test, words, () => {
      if (kind === 'CMD') return parseArgumentList(words, scope.source);
      return words[0] ? parseShell(words[0], scope.source) : [];
    });
  });
  const removal = lazy(() => removeEntries(scope.source, service.node, new Set([pair])));
  const place = { span: contentSpan(scope.source, test), path: `${service.path}/healthcheck` };
  return [toScript({ phase: 'probe', ...place }, { commands, removal })];
}

/** Commands that hang on one node and the values in it alone. */
function readOnce(
  { source, store }: Context,
  kind: string,
  { span }: YamlNode,
  words: readonly EmbeddedText[],
  read: () => readonly ShellCommand[],
): readonly ShellCommand[] {
  return store.commandsOf(keyOf(kind, source.slice(span.start, span.end), words), span.start, read);
}

const toScript = lazyProperties<Pick<Script, 'commands' | 'removal'>>('commands', 'removal');

/** The words of a command; undefined when it cannot be read, or one of them is not a text. */
function wordsOf(scope: Scope, node: YamlNode | undefined): readonly EmbeddedText[] | undefined {
  if (node?.kind === 'scalar') return splitWords(resolve(scope, node)!.value);
  const words: EmbeddedText[] = [];
  for (const item of itemsOf(node)) {
    const word = resolve(scope, item)?.value;
    if (!word) return undefined;
    words.push(word);
  }
  return words;
}
