import { roleOf } from '../../languages/terraform/files.ts';
import type { Value } from '../../languages/terraform/value.ts';

/**
 * Whether whoever runs or calls the module may give a value another one: it is unknown, or the default of a variable, which is
 * there so that production differs from what is tried out.
 */
export const mayVary = (value: Value | undefined): boolean =>
  value?.kind === 'unknown' ||
  (value?.origins.some(({ name, file }) => name.startsWith('var.') && roleOf(file) !== 'values') ?? false);
