import { UNKNOWN } from '../../../core/embedded.ts';
import type { Value } from '../../../languages/terraform/value.ts';

/** A value as plain data, with `_` for the parts of texts that are unknown and `'...'` where a list may go on. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'string':
      return value.value.text.replaceAll(UNKNOWN, '_');
    case 'number':
    case 'bool':
      return value.value;
    case 'null':
      return null;
    case 'list':
      return value.isPartial ? [...value.items.map(plain), '...'] : value.items.map(plain);
    case 'object':
      return Object.fromEntries(value.entries.map(({ key, value: entry }) => [key, plain(entry)]));
    case 'json':
      return { json: plain(value.value) };
    case 'unknown':
      return undefined;
  }
}
