import { expect } from 'vitest';
import { type Configuration, defaultConfiguration } from '../../core/configuration.ts';
import type { Document } from '../../core/document.ts';
import type { SwitchName } from '../../core/facts.ts';
import { type LintResult, lint } from '../../core/lint.ts';
import { applyEdits, type Span, type TextEdit } from '../../core/text.ts';
import { rules } from '../../rules/index.ts';

/**
 * Reads all that a rule can see of a document, what is computed when it is read included, and expects every span to lie
 * inside the document's text, and edits to be possible there. What says that it stands in another file is left out.
 */
export function readEverything(document: Document): void {
  const { path, text } = document.file;
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if ('file' in value && typeof value.file === 'string' && value.file !== path) return;
    if (isSpan(value)) expectInside(value, text);
    for (const name of propertiesOf(value)) {
      const property: unknown = Reflect.get(value, name);
      if (property && editsNames.includes(name)) applyEdits(text, property as readonly TextEdit[]);
      visit(property);
    }
    if ('switchOf' in value) for (const name of switchNames) visit((value.switchOf as (of: string) => unknown)(name));
  };
  visit(document);
}

const switchNames: readonly SwitchName[] = ['readOnlyRootFilesystem', 'privileged', 'stdin', 'tty'];

/** Properties that are edits of the document. */
const editsNames = ['removal', 'turnOn'];

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

/** Lints with every rule, and throws what a rule throws. */
export function lintWithAll(document: Document): LintResult {
  const onRuleError = (error: unknown) => {
    throw error;
  };
  return lint(document, { rules, configuration: withAll, today: '2026-01-01', onRuleError });
}

const withAll: Configuration = {
  ...defaultConfiguration,
  levels: Object.fromEntries(rules.map(({ id }) => [id, 'error'])),
};
