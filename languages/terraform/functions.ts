import type { Span } from '../../core/text.ts';
import { collectionFunctions } from './functions/collections.ts';
import type { StaticFunction } from './functions/function.ts';
import { textFunctions } from './functions/text.ts';
import { readJson } from './json.ts';
import { toText, unknownAt, type Value } from './value.ts';
import { decodeYaml } from './yaml.ts';

/** The result of a call at `span`; unknown when the function or what it is given is not known well enough. */
export function callFunction(name: string, values: readonly Value[], span: Span): Value {
  const call = functions.get(name.startsWith('core::') ? name.slice('core::'.length) : name);
  return call?.(values, span) ?? unknownAt(span);
}

/** The first argument, seen as the call: for functions that change its type, or how it is written and not what it says. */
const passThrough: StaticFunction = ([value], span) => value && { ...value, span };

const passedThrough = ['nonsensitive', 'sensitive', 'tolist', 'tomap', 'tonumber'];

// Base64 and gzip are how scripts are handed over; a reader of `user_data` wants the script.
const encodeText: StaticFunction = ([value], span) =>
  value?.kind === 'string' ? { ...value, span, isEncoded: true } : value && { ...value, span };

const encode: StaticFunction = ([value], span) => value && { kind: 'json', value, span, origins: value.origins };

const decode: StaticFunction = ([value], span) => (value?.kind === 'json' ? { ...value.value, span } : undefined);

const decodeJson: StaticFunction = ([value], span) =>
  value?.kind === 'string' ? { ...readJson(value.value, value.origins), span } : value && decode([value], span);

const asString: StaticFunction = ([value], span) => {
  if (value?.kind !== 'string' && value?.kind !== 'number' && value?.kind !== 'bool') return undefined;
  return { kind: 'string', value: toText(value), span, origins: value.origins };
};

const functions: ReadonlyMap<string, StaticFunction> = new Map([
  ...textFunctions,
  ...collectionFunctions,
  ...passedThrough.map((name) => [name, passThrough] as const),
  ['base64encode', encodeText],
  ['base64gzip', encodeText],
  ['jsondecode', decodeJson],
  ['jsonencode', encode],
  ['tostring', asString],
  [
    'yamldecode',
    ([value], span) => (value?.kind === 'string' ? decodeYaml(value, span) : value && decode([value], span)),
  ],
  ['yamlencode', encode],
]);
