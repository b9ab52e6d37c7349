import { isKnown } from '../../core/embedded.ts';
import type { AddedCapability, Container, HostNamespace, Switch, SwitchName } from '../../core/facts.ts';
import { computedProperties, lazy, lazyProperties } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import { removeEntries, replaceScalar, type YamlEntry } from '../yaml/edit.ts';
import { addToList } from '../yaml/insert.ts';
import { pairAt, type YamlPair } from '../yaml/node.ts';
import { writeFlow } from '../yaml/write.ts';
import { insertPair } from './insert.ts';
import { extendedLayersOf, halvesOf, type Layer, type Layers, servicesBeside } from './layers.ts';
import type { ComposeService } from './service.ts';
import { contentSpan, resolve, type Scope, stringOf } from './value.ts';

/** Settings of a service's container, each with what it takes over from the services that it extends. */
export interface Settings {
  readonly switchOf: Container['switchOf'];
  readonly temporaryFolder: (path: string) => readonly TextEdit[] | undefined;
  readonly addedCapabilities: () => readonly AddedCapability[];
  readonly hostNamespaces: () => readonly HostNamespace[];
}

/** What `service` of the file at `path` says of its container, read when asked for. */
export function settingsOf(project: Project, path: string, scope: Scope, service: ComposeService): Settings {
  const context = lazy((): Context => {
    const { layers, isWhole } = service.get('extends')
      ? extendedLayersOf(project, path, service.name)
      : { layers: [{ path, scope, service }], isWhole: true };
    return { project, path, service, layers, isWhole };
  });
  return {
    switchOf: (name) => switchOf(context(), name),
    temporaryFolder: (folder) => temporaryFolder(context(), folder),
    addedCapabilities: lazy(() => addedCapabilities(context())),
    hostNamespaces: lazy(() => hostNamespaces(context())),
  };
}

const switchKeys: Readonly<Record<SwitchName, string>> = {
  readOnlyRootFilesystem: 'read_only',
  privileged: 'privileged',
  stdin: 'stdin_open',
  tty: 'tty',
};

interface Setting {
  readonly layer: Layer;
  readonly pair: YamlPair;
}

interface Context extends Layers {
  readonly project: Project;
  readonly path: string;
  readonly service: ComposeService;
}

/** Of a service that only adds to one of another file, what is not written here is told there. */
function switchOf(context: Context, name: SwitchName): Switch | undefined {
  const { path, service, layers } = context;
  const key = switchKeys[name];
  const setting = settingAt(layers, key);
  if (!setting && !layers.some((layer) => isWholeService(layer.service))) return undefined;
  const state = setting ? stateOf(setting) : absence(context, key);
  return toSwitch(
    { state, path: `${service.path}/${key}`, span: setting ? spanOf(path, service, setting) : service.span },
    { context, key, setting },
  );
}

interface SwitchPlace {
  readonly context: Context;
  readonly key: string;
  readonly setting: Setting | undefined;
}

const toSwitch = computedProperties<SwitchPlace, Pick<Switch, 'turnOn' | 'removal'>>({
  turnOn: ({ context: { service, layers }, key, setting }) =>
    setting && isOwn(service, setting)
      ? rewrite(setting)
      : insertPair(layers[0]?.scope.source ?? '', service.node, key, 'true'),
  removal: ({ context: { path }, setting }) => setting && removalOf(path, setting.layer, setting.pair),
});

/** https://docs.docker.com/reference/compose-file/services/#tmpfs; what another file lists there is kept beside it. */
function temporaryFolder({ service: { node }, layers }: Context, path: string): readonly TextEdit[] | undefined {
  const { source = '' } = layers[0]?.scope ?? {};
  if (pairAt(node, 'tmpfs')) return addToList(source, node, 'tmpfs', path, []);
  const isJson = source[node.pairs[0]?.keySpan.start ?? 0] === '"';
  return insertPair(source, node, 'tmpfs', writeFlow([path], isJson));
}

/** The nearest place where a key is written. */
function settingAt(layers: readonly Layer[], key: string): Setting | undefined {
  for (const layer of layers) {
    const pair = pairAt(layer.service.node, key);
    if (pair) return { layer, pair };
  }
  return undefined;
}

/** Whether it can be run as it is: Compose asks for an image or a way to build one. */
const isWholeService = ({ node }: ComposeService): boolean => wholeKeys.some((key) => pairAt(node, key) !== undefined);

const wholeKeys = ['image', 'build', 'extends', 'provider'];

/** Booleans may also be texts (github.com/compose-spec/compose-go, interpolation's `toBoolean`). */
function stateOf({ layer, pair }: Setting): Switch['state'] {
  const value = stringOf(layer.scope, pair.value)?.toLowerCase() ?? '';
  if (/^(?:true|yes|y|on|1)$/.test(value)) return 'on';
  return /^(?:false|no|n|off|0)$/.test(value) ? 'off' : 'unknown';
}

/** What nothing here says may stand in a file that is merged with this one, and be told there. */
function absence({ project, path, service, isWhole }: Context, key: string): Switch['state'] {
  if (!isWhole) return 'unknown';
  const neighbours = servicesBeside(project, path).get(service.name) ?? [];
  const isToldElsewhere =
    neighbours.some((neighbour) => neighbour.get(key)) ||
    halvesOf(project, path).some((half) => settingAt(extendedLayersOf(project, half, service.name).layers, key));
  return isToldElsewhere ? 'unknown' : 'absent';
}

const isOwn = (service: ComposeService, { layer, pair }: Setting): boolean =>
  layer.service.node === service.node && service.node.pairs.includes(pair);

function rewrite({ layer, pair }: Setting): readonly TextEdit[] | undefined {
  const { value, span } = pair;
  const isInPlace = value.span.start >= span.start && value.span.end <= span.end;
  if (value.kind !== 'scalar' || value.anchor !== undefined || !isInPlace || value.value.includes('$'))
    return undefined;
  const edit = replaceScalar(value, 'true');
  return layer.service.node.anchor === undefined && edit ? [edit] : undefined;
}

/** Where a setting is written; where that is another file, the service's own name stands for it. */
function spanOf(path: string, service: ComposeService, { layer, pair }: Setting): Span {
  return layer.path === path ? pair.span : service.span;
}

const removalOf = (path: string, { path: file, scope, service }: Layer, entry: YamlEntry) =>
  file === path ? removeEntries(scope.source, service.node, new Set([entry])) : undefined;

/** `cap_add` of all layers together, as lists are merged. */
function addedCapabilities({ path, service, layers }: Context): readonly AddedCapability[] {
  const seen = new Set<string>();
  return layers.flatMap((layer) => {
    const list = layer.service.get('cap_add');
    return (list?.kind === 'sequence' ? list.items : []).flatMap((item): AddedCapability[] => {
      const name = stringOf(layer.scope, item.value)?.toUpperCase().replace(/^CAP_/, '');
      if (!name || !isKnown(name) || seen.has(name)) return [];
      seen.add(name);
      const span = layer.path === path ? contentSpan(layer.scope.source, item.value) : service.span;
      return [
        toCapability(
          { name, span, path: `${service.path}/cap_add[${name}]` },
          { removal: lazy(() => removalOf(path, layer, item)) },
        ),
      ];
    });
  });
}

const toCapability = lazyProperties<Pick<AddedCapability, 'removal'>>('removal');

const namespaceKeys = [
  ['pid', 'pid'],
  ['network_mode', 'network'],
  ['ipc', 'ipc'],
] as const;

/** https://docs.docker.com/reference/compose-file/services/#pid, #network_mode and #ipc */
function hostNamespaces({ path, service, layers }: Context): readonly HostNamespace[] {
  return namespaceKeys.flatMap(([key, kind]): HostNamespace[] => {
    const setting = settingAt(layers, key);
    if (!setting || resolve(setting.layer.scope, setting.pair.value)?.value.text !== 'host') return [];
    return [
      toNamespace(
        { kind, span: spanOf(path, service, setting), path: `${service.path}/${key}` },
        { removal: lazy(() => removalOf(path, setting.layer, setting.pair)) },
      ),
    ];
  });
}

const toNamespace = lazyProperties<Pick<HostNamespace, 'removal'>>('removal');
