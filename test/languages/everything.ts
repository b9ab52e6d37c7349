import { expect } from 'vitest';
import type { Document } from '../../core/document.ts';
import type { SwitchName } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';

/**
 * Reads all that a rule can see of a document, what is computed when it is read included, and expects every span to lie
 * inside the document's text. What says that it stands in another file is left out.
 */
export function readEverything(document: Document): void {
  const { path, text } = document.file;
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if ('file' in value && typeof value.file === 'string' && value.file !== path) return;
    if (isSpan(value)) expectInside(value, text);
    for (const name of propertiesOf(value)) visit(Reflect.get(value, name));
    if ('switchOf' in value) for (const name of switchNames) visit((value.switchOf as (of: string) => unknown)(name));
  };
  visit(document);
}

const switchNames: readonly SwitchName[] = ['readOnlyRootFilesystem', 'privileged', 'stdin', 'tty'];

const isSpan = (value: object): value is Span =>
  'start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number';

function expectInside({ start, end }: Span, text: string): void {
  if (!(0 <= start && start <= end && end <= text.length)) expect.fail(`${start}..${end} of ${text.length}`);
}

/** Its own properties and those that its prototypes compute. */
function propertiesOf(value: object): readonly string[] {
  const names = Object.keys(value);
  for (let of = Object.getPrototypeOf(value); of && of !== Object.prototype && of !== Array.prototype; ) {
    names.push(...Object.getOwnPropertyNames(of).filter((name) => Object.getOwnPropertyDescriptor(of, name)?.get));
    of = Object.getPrototypeOf(of);
  }
  return names;
}
