import type { Mount } from '../../core/facts.ts';
import { lazyProperties } from '../../core/lazy.ts';
import type { TextEdit } from '../../core/text.ts';
import type { TerraformFile } from './document.ts';
import { type SettingHolder, turnOn } from './settings.ts';
import { property, toText, type Value } from './value.ts';

/** A mount and the path of the container that has it, if one does. */
export interface ContainerMount {
  readonly mount: Mount;
  readonly container: string | undefined;
}

export function toMount(
  place: Pick<Mount, 'span' | 'path' | 'source'>,
  target: string | undefined,
  isReadOnly: boolean,
  edits: MountEdits,
): Mount {
  return withEdits({ ...place, target, isReadOnly }, edits);
}

export interface MountEdits {
  readonly removal: () => Mount['removal'];
  readonly readOnly: () => Mount['readOnly'];
}

const withEdits = lazyProperties<Pick<Mount, 'removal' | 'readOnly'>>('removal', 'readOnly');

export const noEdits: MountEdits = { removal: () => undefined, readOnly: () => undefined };

/** The edits that write a setting as on in all of these. */
export function turnOnAll(holders: readonly SettingHolder[], name: string, file: TerraformFile): Mount['readOnly'] {
  const edits: TextEdit[] = [];
  for (const holder of holders) {
    if (holder.block ? mayBeTrue(holder.block.value(name)) : mayBeTrue(property(holder.object, name))) continue;
    const edit = holder.block?.isDynamic ? undefined : turnOn(holder, [name], file);
    if (!edit) return undefined;
    edits.push(...edit);
  }
  return edits.length > 0 ? edits : undefined;
}

/** A path that is known at least in part; a volume without one is Docker's own. */
export function hostPathOf(value: Value | undefined): Mount['source'] {
  return value?.kind === 'string' ? { kind: 'host-path', path: value.value.text } : { kind: 'other' };
}

/** Terraform takes a text for a boolean too. */
export const mayBeTrue = (value: Value | undefined): boolean =>
  value !== undefined && value.kind !== 'null' && toText(value).text !== 'false';
