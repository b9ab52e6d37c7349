import { UNKNOWN } from '../../core/embedded.ts';
import type { YamlNode, YamlPair } from '../yaml/node.ts';
import { maxValueDepth, toText, type Value } from './value.ts';

/** A value as YAML would have it, all of it nowhere. A map that may hold more has a pair whose key is `UNKNOWN`. */
export function toYamlNode(value: Value): YamlNode {
  // Values are shared, so a small file can hold a tree of any size; each is read once.
  const known = new Map<Value, YamlNode>();
  const toNode = (inner: Value, depth: number): YamlNode => {
    const node = known.get(inner) ?? (depth > maxValueDepth ? unknown : convert(inner, depth + 1));
    known.set(inner, node);
    return node;
  };
  const convert = (inner: Value, depth: number): YamlNode => {
    switch (inner.kind) {
      case 'null':
        return { kind: 'null', ...nowhere };
      case 'object': {
        const pairs = inner.entries.map(({ key, value: entry }) => toPair(key, toNode(entry, depth)));
        const more = inner.isPartial ? [toPair(UNKNOWN, unknown)] : [];
        return { kind: 'map', isFlow: false, pairs: [...pairs, ...more], merged: [], ...nowhere };
      }
      case 'list': {
        if (inner.isPartial) return unknown;
        const items = inner.items.map((item) => ({ value: toNode(item, depth), span: nowhere.span }));
        return { kind: 'sequence', isFlow: false, items, ...nowhere };
      }
      case 'string':
        return { ...unknown, style: 'double-quoted', value: inner.value.text };
      default:
        return { ...unknown, value: toText(inner).text };
    }
  };
  return toNode(value, 0);
}

const nowhere = { span: { start: 0, end: 0 }, anchor: undefined } as const;
const unknown = { kind: 'scalar', style: 'plain', value: UNKNOWN, ...nowhere } as const satisfies YamlNode;

const toPair = (key: string, value: YamlNode): YamlPair => ({ key, keySpan: nowhere.span, value, span: nowhere.span });
