import type { HclExpression } from '../hcl/syntax.ts';
import { knownNumber, knownText, maxValueDepth, toText, unknownAt, type Value } from './value.ts';

/** A value as a variable of a type has it (developer.hashicorp.com/terraform/language/expressions/type-constraints). */
export function convert(value: Value, type: HclExpression | undefined): Value {
  const { span, origins } = value;
  if (type?.kind === 'call') return hasOptional(type) ? withOpenObjects(value) : value;
  if (type?.kind !== 'variable') return value;
  switch (type.name) {
    case 'string':
      if (value.kind !== 'number' && value.kind !== 'bool') return value;
      return { kind: 'string', value: toText(value), span, origins };
    case 'number': {
      const number = knownNumber(value);
      return number === undefined ? value : { kind: 'number', value: number, span, origins };
    }
    case 'bool': {
      const text = knownText(value);
      return text === 'true' || text === 'false' ? { kind: 'bool', value: text === 'true', span, origins } : value;
    }
    default:
      return value;
  }
}

/** Whether a type has attributes that may be left out, whose defaults are not read here. */
function hasOptional(type: HclExpression): boolean {
  switch (type.kind) {
    case 'call':
      return type.name === 'optional' || type.arguments.some(hasOptional);
    case 'object':
      return type.items.some(({ value }) => hasOptional(value));
    case 'tuple':
      return type.items.some(hasOptional);
    default:
      return false;
  }
}

/** A value whose objects may have attributes that are not written. */
function withOpenObjects(value: Value): Value {
  // Values are shared, so a small file can hold a tree of any size; each is changed once.
  const changed = new Map<Value, Value>();
  const change = (inner: Value, depth: number): Value => {
    const known = changed.get(inner);
    if (known) return known;
    const result = depth > maxValueDepth ? unknownAt(inner.span) : changeParts(inner, depth + 1);
    changed.set(inner, result);
    return result;
  };
  const changeParts = (inner: Value, depth: number): Value => {
    if (inner.kind === 'list') return { ...inner, items: inner.items.map((item) => change(item, depth)) };
    if (inner.kind !== 'object') return inner;
    const entries = inner.entries.map((entry) => ({ ...entry, value: change(entry.value, depth) }));
    return { ...inner, entries, isPartial: true };
  };
  return change(value, 0);
}
