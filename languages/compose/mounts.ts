import { isKnown, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { Mount } from '../../core/facts.ts';
import { computedProperties } from '../../core/lazy.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import { removeEntries, replaceScalar, type YamlEntry } from '../yaml/edit.ts';
import { asBoolean, get, pairAt, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { insertPair } from './insert.ts';
import type { ComposeService } from './service.ts';
import { contentSpan, resolve, type Scope, stringOf } from './value.ts';

/**
 * What is mounted into a service's containers: `volumes` in the short and the long syntax, `tmpfs`, and the engine's
 * socket (https://docs.docker.com/reference/compose-file/services/#volumes). A host path is as it is written, so it may
 * be relative to the project's folder.
 */
export function mountsOf(scope: Scope, service: ComposeService): readonly Mount[] {
  const mounts: Mount[] = [];
  const add = (entry: YamlEntry, key: string, { span, ...rest }: VolumeParts) => {
    const place = rest.target === undefined ? '' : `[${rest.target}]`;
    mounts.push(toMount({ ...rest, span, path: `${service.path}/${key}${place}` }, { scope, service, entry, key }));
  };

  const volumes = service.get('volumes');
  for (const item of volumes?.kind === 'sequence' ? volumes.items : []) {
    const parts = item.value.kind === 'map' ? longVolume(scope, item.value) : shortVolume(scope, item.value);
    if (parts) add(item, 'volumes', parts);
  }
  const tmpfs = pairAt(service.node, 'tmpfs');
  const entries = tmpfs?.value.kind === 'sequence' ? tmpfs.value.items : tmpfs ? [tmpfs] : [];
  for (const entry of entries) {
    const target = stringOf(scope, entry.value)?.split(':')[0];
    if (target === undefined) continue;
    const span = contentSpan(scope.source, entry.value);
    add(entry, 'tmpfs', { span, target: known(target), source: { kind: 'empty-dir' }, isReadOnly: false });
  }
  const socket = pairAt(service.node, 'use_api_socket');
  if (socket && asBoolean(socket.value) === true) {
    const path = '/var/run/docker.sock';
    add(socket, 'use_api_socket', {
      span: socket.keySpan,
      target: path,
      source: { kind: 'host-path', path },
      isReadOnly: false,
    });
  }
  return mounts;
}

interface MountPlace {
  readonly scope: Scope;
  readonly service: ComposeService;
  readonly entry: YamlEntry;
  readonly key: string;
}

const toMount = computedProperties<MountPlace, Pick<Mount, 'removal' | 'readOnly'>>({
  removal: ({ scope, service, entry }) => removeEntries(scope.source, service.node, new Set([entry])),
  readOnly: ({ scope, service, entry, key }) => (key === 'volumes' ? readOnlyVolume(scope, service, entry) : undefined),
});

type VolumeParts = Pick<Mount, 'source' | 'target' | 'isReadOnly'> & { readonly span: Span };

/** `[source:]target[:mode]`; the colon of a Windows drive separates nothing. */
function shortVolume(scope: Scope, node: YamlNode): VolumeParts | undefined {
  const value = resolve(scope, node)?.value;
  if (!value || value.text === '') return undefined;
  const { text } = value;
  const [first = '', second, mode = ''] = partsOf(text);
  const span = toSource(value, 0, first.length || text.length);
  if (second === undefined) {
    // A variable may hold source and target.
    const source: Mount['source'] = isKnown(text) ? { kind: 'empty-dir' } : { kind: 'other' };
    return { span, source, target: known(text), isReadOnly: false };
  }
  return {
    span,
    source: sourceOf(first),
    target: known(second),
    isReadOnly: !isKnown(mode) || mode.split(',').includes('ro'),
  };
}

const partsOf = (text: string): readonly string[] => text.match(/(?:^|(?<=:))(?:[A-Za-z]:(?=[\\/]))?[^:]*/g) ?? [];

/** What is no path is the name of a volume. */
function sourceOf(source: string): Mount['source'] {
  if (/^(?:[./~]|\\\\|[A-Za-z]:)/.test(source)) return { kind: 'host-path', path: source };
  if (source.startsWith(UNKNOWN)) {
    return /[\\/]/.test(source) ? { kind: 'host-path', path: source } : { kind: 'other' };
  }
  return { kind: 'claim', claim: known(source) };
}

function longVolume(scope: Scope, node: YamlNode): VolumeParts {
  const sourceNode = get(node, 'source') ?? get(node, 'src');
  const targetNode = get(node, 'target') ?? get(node, 'dst') ?? get(node, 'destination');
  const source = stringOf(scope, sourceNode);
  const target = stringOf(scope, targetNode);
  return {
    span: contentSpan(scope.source, sourceNode ?? targetNode ?? node),
    source: typedSource(stringOf(scope, get(node, 'type')), source),
    target: target === undefined ? undefined : known(target),
    isReadOnly: mayBeTrue(get(node, 'read_only') ?? get(node, 'readonly')),
  };
}

const mayBeTrue = (node: YamlNode | undefined): boolean => node?.kind === 'scalar' && asBoolean(node) !== false;

function typedSource(type: string | undefined, source: string | undefined): Mount['source'] {
  switch (type) {
    case 'bind':
    case 'npipe':
      return source === undefined ? { kind: 'other' } : { kind: 'host-path', path: source };
    case 'volume':
      return source === undefined ? { kind: 'empty-dir' } : { kind: 'claim', claim: known(source) };
    case 'tmpfs':
      return { kind: 'empty-dir' };
    default:
      return { kind: 'other' };
  }
}

/** Undefined for what other services have too, and where a variable may say how it is mounted. */
function readOnlyVolume(scope: Scope, { node, get: at }: ComposeService, { value }: YamlEntry): Mount['readOnly'] {
  const anchored = [node, at('volumes'), value].some((part) => part?.anchor !== undefined);
  if (anchored || value.span.start < node.span.start || value.span.end > node.span.end) return undefined;
  const edit = value.kind === 'map' ? readOnlyLong(scope, value) : readOnlyShort(scope, value);
  return edit && [edit].flat();
}

function readOnlyLong({ source }: Scope, volume: YamlMap): readonly TextEdit[] | TextEdit | undefined {
  const written = pairAt(volume, 'read_only') ?? pairAt(volume, 'readonly');
  if (!written) return insertPair(source, volume, 'read_only', 'true');
  return written.value.kind === 'scalar' && asBoolean(written.value) === false
    ? replaceScalar(written.value, 'true')
    : undefined;
}

function readOnlyShort(scope: Scope, node: YamlNode): TextEdit | undefined {
  const [, second, mode] = partsOf(stringOf(scope, node) ?? '');
  const { start, end } = contentSpan(scope.source, node);
  const written = scope.source.slice(start, end);
  const target = [second, ...(mode === undefined ? [] : [mode])].join(':');
  if (second === undefined || !written.endsWith(`:${target}`)) return undefined;
  if (mode === undefined) return { span: { start: end, end }, newText: ':ro' };
  const modes = mode.split(',').filter((one) => one !== 'rw');
  return { span: { start: end - mode.length, end }, newText: [...modes, 'ro'].join(',') };
}

const known = (text: string): string | undefined => (isKnown(text) && text !== '' ? text : undefined);
