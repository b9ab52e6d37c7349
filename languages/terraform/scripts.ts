import type { FileWrite, PackageList } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Script, ScriptPhase, ShellCommand } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import { parseArgumentList, parseShell } from '../shell/shell.ts';
import type { TerraformBlock, TerraformResource } from './block.ts';
import { isCloudConfig, readCloudConfig } from './cloud-config.ts';
import type { TerraformContainer } from './containers.ts';
import { listSeenFrom, seenFrom, writeSeenFrom } from './elsewhere.ts';
import { removalOfAttribute, removalOfBlock } from './removal.ts';
import { isShell, isShellScript } from './shellScript.ts';
import { inOrder, itemsOf, knownText, type StringValue, toText, type Value } from './value.ts';

/** What runs for a resource: in its machine or container, or beside Terraform. Packages stand in it that are named as data. */
export interface RunAtStart {
  readonly scripts: readonly Script[];
  readonly packageLists: readonly PackageList[];
  readonly fileWrites: readonly FileWrite[];
}

export function scriptsOf(
  resource: TerraformResource,
  containers: readonly TerraformContainer[],
  source: string,
): readonly RunAtStart[] {
  const scripts = [
    ...containers.flatMap((container) => containerScripts(container, source)),
    ...resource.blocks('provisioner').flatMap((provisioner) => provisionerScripts(provisioner, source)),
  ];
  const runs = startupValues(resource).flatMap((value) => readStartup(value, source));
  return scripts.length > 0 ? [...runs, { ...nothing, scripts }] : runs;
}

const nothing: RunAtStart = { scripts: [], packageLists: [], fileWrites: [] };

function readStartup({ value, path, removal }: StartupValue, source: string): readonly RunAtStart[] {
  if (value?.kind !== 'string') return [];
  const { elsewhere, span } = value;
  if (isCloudConfig(value.value.text)) {
    if (!elsewhere) return [readCloudConfig(value, path, source)];
    const { file } = elsewhere;
    const run = readCloudConfig({ ...value, value: elsewhere.value }, path, file.text);
    const scripts = run.scripts.map((script) => {
      const commands = lazy(() => seenFrom(span, file, script.commands));
      return lazyScript(span, script.path, script.phase, commands, () => undefined);
    });
    const packageLists = run.packageLists.map((list) => listSeenFrom(span, file, list));
    return [{ scripts, packageLists, fileWrites: run.fileWrites.map((write) => writeSeenFrom(span, file, write)) }];
  }
  return [{ ...nothing, scripts: [toScript(value, path, 'boot', source, () => removal(source))] }];
}

interface StartupValue {
  readonly value: Value | undefined;
  readonly path: string;
  removal(source: string): Script['removal'];
}

/** What machines run when they start, in the providers of all clouds. */
const startupAttributes = ['user_data', 'user_data_base64', 'custom_data', 'metadata_startup_script'];
/** Keys of `metadata` at Google (https://cloud.google.com/compute/docs/instances/startup-scripts/linux) and Oracle, of `user_data` at Scaleway. */
const startupKeys = ['startup-script', 'user-data', 'user_data', 'cloud-init'];

function startupValues(resource: TerraformResource): readonly StartupValue[] {
  const { path } = resource;
  const values: StartupValue[] = [];
  for (const name of startupAttributes) {
    const value = resource.value(name);
    if (!value) continue;
    const removal = (source: string) => removalOfAttribute(resource, name, source);
    values.push({ value, path: `${path}/${name}`, removal });
  }
  for (const name of ['metadata', 'user_data']) {
    const map = resource.value(name);
    if (map?.kind !== 'object') continue;
    for (const { key, value } of map.entries) {
      if (startupKeys.includes(key)) values.push({ value, path: `${path}/${name}/${key}`, removal: () => undefined });
    }
  }
  return values;
}

/** The parts of `data "cloudinit_config"`, whose text machines are given; those of another content type are no scripts. */
export function cloudInitScripts(dataSource: TerraformResource, source: string): readonly RunAtStart[] {
  if (dataSource.type !== 'cloudinit_config' && dataSource.type !== 'template_cloudinit_config') return [];
  return dataSource.blocks('part').flatMap((part) => {
    const contentType = part.value('content_type');
    if (contentType && !scriptTypes.includes(knownText(contentType) ?? '')) return [];
    const removal = () => undefined;
    return readStartup({ value: part.value('content'), path: `${part.path}/content`, removal }, source);
  });
}

/** https://cloudinit.readthedocs.io/en/latest/explanation/format.html */
const scriptTypes = ['text/x-shellscript', 'text/cloud-config', 'text/cloud-boothook', 'text/plain'];

/** `remote-exec` runs each string of `inline` on the machine, `local-exec` runs `command` beside Terraform. */
function provisionerScripts(provisioner: TerraformBlock, source: string): readonly Script[] {
  const { path, labels } = provisioner;
  const removal = () => removalOfBlock(provisioner, source);
  if (labels[0] === 'remote-exec') {
    const lines = itemsOf(provisioner.value('inline'));
    return lines.flatMap((value, index) => {
      if (value.kind !== 'string') return [];
      const linePath = `${path}/inline[${index}]`;
      return [toScript(value, linePath, 'deploy', source, lines.length === 1 ? removal : () => undefined)];
    });
  }
  const command = labels[0] === 'local-exec' ? provisioner.value('command') : undefined;
  if (command?.kind !== 'string') return [];
  const interpreter = itemsOf(provisioner.value('interpreter'))[0];
  const script = toScript(command, `${path}/command`, 'deploy', source, removal);
  return [interpreter && !isShell(toText(interpreter).text) ? withoutCommands(script) : script];
}

/** The names of the arguments that make the command line of a container, in its order. */
const commandNames = ['entryPoint', 'entrypoint', 'command', 'commands', 'args'];

function containerScripts(container: TerraformContainer, source: string): readonly Script[] {
  const names = commandNames.filter((name) => itemsOf(container.value(name)).length > 0);
  const [first] = names;
  const value = first === undefined ? undefined : container.value(first);
  if (!value) return [];
  const { span } = value;
  const words = names.flatMap((name) => itemsOf(container.value(name)).map(toText));
  const commands = lazy(() => parseArgumentList(inOrder(words, span), source));
  return [lazyScript(span, `${container.path}/${first}`, 'boot', commands, () => undefined)];
}

function toScript(
  { value, span, elsewhere }: StringValue,
  path: string,
  phase: ScriptPhase,
  source: string,
  removal: () => Script['removal'],
): Script {
  const commands = lazy(() => {
    if (!isShellScript(value)) return [];
    if (!elsewhere) return parseShell(value, source);
    return seenFrom(span, elsewhere.file, parseShell(elsewhere.value, elsewhere.file.text));
  });
  return lazyScript(span, path, phase, commands, removal);
}

/** A script whose commands are read when they are asked for. */
export function lazyScript(
  span: Span,
  path: string,
  phase: ScriptPhase,
  commands: () => readonly ShellCommand[],
  removal: () => Script['removal'],
): Script {
  return withCommands({ span, path, phase }, { commands, removal });
}

const withCommands = lazyProperties<Pick<Script, 'commands' | 'removal'>>('commands', 'removal');

const withoutCommands = ({ span, path, phase, removal }: Script): Script => ({
  span,
  path,
  phase,
  removal,
  commands: [],
});
