import type { AddedCapability, Container, HostNamespace, Place, Switch, SwitchName } from '../../core/facts.ts';
import { lazyProperties } from '../../core/lazy.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import { insertAttribute, insertBlock } from '../hcl/edit.ts';
import { insertJsonProperty, insertObjectItem, objectAt, removeListed } from '../hcl/editObject.ts';
import type { HclBlock } from '../hcl/syntax.ts';
import type { TerraformBlock } from './block.ts';
import type { TerraformFile } from './document.ts';
import { removalOfAttribute } from './removal.ts';
import { itemsOf, knownText, toText, type Value } from './value.ts';

/** What settings are written in: a block of HCL, or else an object of data. */
export interface SettingHolder {
  readonly block: TerraformBlock | undefined;
  readonly object: Value | undefined;
}

/** The blocks or keys that lead to a setting, outermost first, and the setting's own name. */
export type SettingPath = readonly string[];

/** How one kind of container writes its settings. */
export interface SettingPaths {
  readonly switches: Readonly<Record<SwitchName, SettingPath>>;
  readonly capabilities: SettingPath;
}

/** The settings of a container at `place`. */
export function containerSettings(
  holder: SettingHolder,
  paths: SettingPaths,
  place: Place,
  file: TerraformFile,
): Pick<Container, 'switchOf'> & { capabilities(): readonly AddedCapability[] } {
  return {
    switchOf: (name) => toSwitch(settingAt(holder, paths.switches[name], file), paths.switches[name], place, file),
    capabilities: () => capabilitiesOf(settingAt(holder, paths.capabilities, file), paths.capabilities, place, file),
  };
}

/** The edits that write a setting as on; undefined when that cannot be done here. */
export function turnOn(holder: SettingHolder, path: SettingPath, file: TerraformFile): readonly TextEdit[] | undefined {
  const nowhere = { span: { start: 0, end: 0 }, path: '' };
  return toSwitch(settingAt(holder, path, file), path, nowhere, file).turnOn;
}

/** The namespaces of the machine that are shared where a setting of the names says `shared`. */
export function hostNamespacesIn(
  holder: SettingHolder,
  names: Readonly<Record<HostNamespace['kind'], string>>,
  shared: 'true' | 'host',
  path: string,
  file: TerraformFile,
): readonly HostNamespace[] {
  return namespaceKinds.flatMap((kind) => {
    const name = names[kind];
    const setting = settingAt(holder, [name], file);
    if (setting.kind !== 'written' || toText(setting.value).text !== shared) return [];
    return [withRemoval({ kind, span: setting.span, path: `${path}/${name}` }, { removal: setting.removal })];
  });
}

const namespaceKinds = ['pid', 'network', 'ipc'] as const satisfies readonly HostNamespace['kind'][];

type Setting =
  | {
      readonly kind: 'written';
      readonly value: Value;
      readonly span: Span;
      removal(): readonly TextEdit[] | undefined;
    }
  | { readonly kind: 'absent'; insertion(value: string): readonly TextEdit[] | undefined }
  | { readonly kind: 'unknown' };

const unknown: Setting = { kind: 'unknown' };

const settingAt = ({ block, object }: SettingHolder, path: SettingPath, file: TerraformFile): Setting =>
  block ? settingInBlock(block, path, file.text) : settingInObject(object, path, file);

function settingInBlock(block: TerraformBlock, [name, ...rest]: SettingPath, source: string): Setting {
  const [next] = rest;
  if (name === undefined) return unknown;
  if (next === undefined) {
    const [value, attribute] = [block.value(name), block.attribute(name)];
    if (!value || !attribute)
      return absent((text) => insertAttribute(source, writtenBlock(block), `${name} = ${text}`));
    const removal = () => (value.origins.length > 0 ? undefined : removalOfAttribute(block, name, source));
    return { kind: 'written', value, span: attribute.span, removal };
  }
  const inner = block.blocks(name)[0];
  if (!inner) return absent((text) => insertBlock(source, writtenBlock(block), name, [`${next} = ${text}`]));
  // Whether there is such a block at all hangs on what it goes through.
  return inner.isDynamic ? unknown : settingInBlock(inner, rest, source);
}

const absent = (insertion: (value: string) => readonly TextEdit[] | undefined): Setting => ({
  kind: 'absent',
  insertion,
});

/** The block whose braces are around a view's attributes. */
function writtenBlock({ block, body }: TerraformBlock): HclBlock {
  return block.body.blocks.find((inner) => inner.body === body) ?? block;
}

function settingInObject(object: Value | undefined, path: SettingPath, file: TerraformFile): Setting {
  const [name, ...rest] = path;
  if (object?.kind === 'null') return absent(() => undefined);
  if (object?.kind !== 'object' || name === undefined) return unknown;
  const entry = object.entries.findLast(({ key }) => key === name);
  if (!entry) return object.isPartial ? unknown : absent((text) => insertion(object.span, path, text, file));
  if (rest.length > 0) return settingInObject(entry.value, rest, file);
  const { keySpan, value } = entry;
  const span = keySpan ? { start: keySpan.start, end: value.span.end } : value.span;
  const removal = () => (isWritten(keySpan, value.span, file.text) ? removeListed(file.text, span) : undefined);
  return { kind: 'written', value, span, removal };
}

function insertion(
  span: Span,
  path: SettingPath,
  value: string,
  { hcl, text }: TerraformFile,
): readonly TextEdit[] | undefined {
  const object = objectAt(hcl.body, span);
  if (object) return insertObjectItem(text, object, path, value);
  const edit = insertJsonProperty(text, span, path, value);
  return edit && [edit];
}

/** Whether a key and a plain value stand side by side: a value that is computed has more around it. */
const isWritten = (keySpan: Span | undefined, value: Span, source: string): boolean =>
  keySpan !== undefined &&
  /^\s*[=:]\s*$/.test(source.slice(keySpan.end, value.start)) &&
  /^(?:\w+|"\w+")$/.test(source.slice(value.start, value.end));

function toSwitch(setting: Setting, path: SettingPath, place: Place, { text }: TerraformFile): Switch {
  const switchPath = [place.path, ...path].join('/');
  const nothing = { turnOn: () => undefined, removal: () => undefined };
  const at = (span: Span, state: Switch['state'], edits: Parameters<typeof withSwitchEdits>[1]): Switch =>
    withSwitchEdits({ span, path: switchPath, state }, edits);
  if (setting.kind === 'unknown') return at(place.span, 'unknown', nothing);
  if (setting.kind === 'absent') {
    return at(place.span, 'absent', { ...nothing, turnOn: () => setting.insertion('true') });
  }
  const { value, span, removal } = setting;
  const turnOn = () => {
    const isPlain = /^(?:false|null|"false")$/.test(text.slice(value.span.start, value.span.end));
    return isPlain ? [{ span: value.span, newText: 'true' }] : undefined;
  };
  if (value.kind === 'null') return at(place.span, 'absent', { ...nothing, turnOn });
  const written = toText(value).text;
  if (written !== 'true' && written !== 'false') return at(span, 'unknown', nothing);
  return at(span, written === 'true' ? 'on' : 'off', { turnOn, removal });
}

const withSwitchEdits = lazyProperties<Pick<Switch, 'turnOn' | 'removal'>>('turnOn', 'removal');
const withRemoval = lazyProperties<{ readonly removal: readonly TextEdit[] | undefined }>('removal');

function capabilitiesOf(
  setting: Setting,
  path: SettingPath,
  place: Place,
  { text }: TerraformFile,
): readonly AddedCapability[] {
  if (setting.kind !== 'written') return [];
  return itemsOf(setting.value).flatMap((item, index) => {
    const name = knownText(item);
    if (name === undefined) return [];
    const span = withQuotes(item.span, text);
    const removal = () => (/^"\w+"$/.test(text.slice(span.start, span.end)) ? removeListed(text, span) : undefined);
    const capabilityPath = [place.path, ...path].join('/');
    const eager = {
      name: name.toUpperCase().replace(/^CAP_/, ''),
      span: item.span,
      path: `${capabilityPath}[${index}]`,
    };
    return [withRemoval(eager, { removal })];
  });
}

/** Strings of JSON are placed without their quotes. */
const withQuotes = ({ start, end }: Span, source: string): Span =>
  source[start - 1] === '"' && source[end] === '"' ? { start: start - 1, end: end + 1 } : { start, end };
