import { type EmbeddedText, toSource } from '../../core/embedded.ts';
import type { FileWrite, PackageList } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Script } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import { parseArgumentList, parseShell } from '../shell/shell.ts';
import { asBoolean, asString, get, itemsOf, pairAt, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { textOf } from '../yaml/scalar.ts';
import type { RunAtStart } from './scripts.ts';
import { fileRunBy, isShellScript } from './shellScript.ts';
import { inOrder, type StringValue } from './value.ts';
import { within } from './yaml.ts';

/** https://cloudinit.readthedocs.io/en/latest/explanation/format.html#cloud-config-data */
export function isCloudConfig(text: string): boolean {
  return /^\s*#cloud-config\b/.test(text);
}

/** What cloud-init runs and installs; `path` is that of the text. */
export function readCloudConfig({ value }: StringValue, path: string, source: string): RunAtStart {
  const { text } = value;
  const { root } = parseYaml(text, { start: 0, end: text.length });
  const place = ({ start, end }: Span): Span => toSource(value, start, end);

  const toScripts = (key: string): readonly Script[] =>
    itemsOf(get(root, key)).flatMap((item, index): Script[] => {
      const commands = lazy(() => commandsOf(item, value, source));
      if (item.kind !== 'scalar' && item.kind !== 'sequence') return [];
      const itemPath = `${path}/${key}[${index}]`;
      return [
        withCommands({ span: place(item.span), path: itemPath, phase: 'boot', removal: undefined }, { commands }),
      ];
    });

  const packageLists: PackageList[] = [];
  const packages = pairAt(root, 'packages');
  const named = itemsOf(packages?.value).flatMap((item) => {
    // A package may be given as `[name, version]`.
    const name = item.kind === 'sequence' ? item.items[0]?.value : item;
    return name?.kind === 'scalar' ? [{ name: name.value, span: place(name.span) }] : [];
  });
  if (packages && named.length > 0) {
    packageLists.push({
      span: place(packages.keySpan),
      path: `${path}/packages`,
      phase: 'boot',
      packages: named,
      isUpgrade: false,
    });
  }
  for (const key of ['package_upgrade', 'apt_upgrade']) {
    const upgrade = pairAt(root, key);
    if (!upgrade || asBoolean(upgrade.value) !== true) continue;
    packageLists.push({
      span: place(upgrade.span),
      path: `${path}/${key}`,
      phase: 'boot',
      packages: [],
      isUpgrade: true,
    });
  }
  const fileWrites = writesOf(root, path).map((write) => ({ ...write, span: place(write.span) }));
  const scripts = [...toScripts('bootcmd'), ...toScripts('runcmd')];
  return { scripts: [...scripts, ...writtenScripts(root, value, path, source, scripts)], packageLists, fileWrites };
}

const withCommands = lazyProperties<Pick<Script, 'commands'>>('commands');

/** The files of `write_files`, and the logins that cloud-init writes for its users. Spans are in the configuration's text. */
function writesOf(root: YamlNode, path: string): readonly FileWrite[] {
  const files = itemsOf(get(root, 'write_files')).flatMap((item, index): readonly FileWrite[] => {
    const target = get(item, 'path');
    if (target?.kind !== 'scalar') return [];
    return [{ span: target.span, path: `${path}/write_files[${index}]`, target: target.value, removal: undefined }];
  });
  const logins = [root, ...itemsOf(get(root, 'users'))].flatMap((user) =>
    ['ssh_authorized_keys', 'ssh-authorized-keys', 'ssh_import_id'].flatMap((key): readonly FileWrite[] => {
      const pair = pairAt(user, key);
      if (!pair) return [];
      return [{ span: pair.keySpan, path: `${path}/${key}`, target: '~/.ssh/authorized_keys', removal: undefined }];
    }),
  );
  return [...files, ...logins];
}

/** The shell scripts of `write_files` that are run: by a command, by another of them, or by cloud-init as all in its folder are. */
function writtenScripts(
  root: YamlNode,
  text: EmbeddedText,
  path: string,
  source: string,
  runners: readonly Script[],
): readonly Script[] {
  let waiting = itemsOf(get(root, 'write_files')).flatMap((item, index) => {
    const target = asString(get(item, 'path'));
    const content = get(item, 'content');
    const encoding = get(item, 'encoding');
    if (target === undefined || content?.kind !== 'scalar') return [];
    if (encoding && asString(encoding) !== 'text/plain') return [];
    const embedded = within(text, textOf(text.text, content));
    if (!isShellScript(embedded)) return [];
    const script: Script = withCommands(
      {
        span: toSource(text, content.span.start, content.span.end),
        path: `${path}/write_files[${index}]/content`,
        phase: 'boot',
        removal: undefined,
      },
      { commands: lazy(() => parseShell(embedded, source)) },
    );
    return [{ target, script }];
  });
  const found: Script[] = [];
  const take = (isTaken: (target: string) => boolean): void => {
    found.push(...waiting.filter(({ target }) => isTaken(target)).map(({ script }) => script));
    waiting = waiting.filter(({ target }) => !isTaken(target));
  };
  take((target) => scriptFolder.test(target));
  for (const { commands } of runnersAndWhatTheyRun()) {
    if (waiting.length === 0) break;
    const files = new Set(commands.map(fileRunBy));
    take((target) => files.has(target));
  }
  return found;

  /** What is found on the way runs others in its turn. */
  function* runnersAndWhatTheyRun(): Iterable<Script> {
    yield* runners;
    for (let index = 0; index < found.length; index++) yield found[index]!;
  }
}

/** https://cloudinit.readthedocs.io/en/latest/reference/modules.html#scripts-per-boot */
const scriptFolder = /^\/var\/lib\/cloud\/scripts\/per-(?:boot|instance|once)\/[^/]+$/;

/** A string is run by `sh`, a list as it is. */
function commandsOf(item: YamlNode, text: EmbeddedText, source: string): Script['commands'] {
  const embedded = (scalar: YamlScalar) => within(text, textOf(text.text, scalar));
  if (item.kind === 'scalar') return parseShell(embedded(item), source);
  const words = itemsOf(item).flatMap((word) => (word.kind === 'scalar' ? [embedded(word)] : []));
  return parseArgumentList(inOrder(words, toSource(text, item.span.start, item.span.end)), source);
}
