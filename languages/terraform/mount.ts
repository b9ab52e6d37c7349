import type { Mount } from '../../core/facts.ts';
import { lazyProperties } from '../../core/lazy.ts';
import type { Value } from './value.ts';

/** A mount and the path of the container that has it, if one does. */
export interface ContainerMount {
  readonly mount: Mount;
  readonly container: string | undefined;
}

export function toMount(
  place: Pick<Mount, 'span' | 'path' | 'source'>,
  target: string | undefined,
  isReadOnly: boolean,
  removalOf: () => Mount['removal'],
): Mount {
  return withRemoval({ ...place, target, isReadOnly }, { removal: removalOf });
}

const withRemoval = lazyProperties<Pick<Mount, 'removal'>>('removal');

/** A path that is known at least in part; a volume without one is Docker's own. */
export function hostPathOf(value: Value | undefined): Mount['source'] {
  return value?.kind === 'string' ? { kind: 'host-path', path: value.value.text } : { kind: 'other' };
}

export const isTrue = (value: Value | undefined): boolean => value?.kind === 'bool' && value.value;
