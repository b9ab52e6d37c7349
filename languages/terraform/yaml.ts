import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import { pairsOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { parseYaml, splitDocuments } from '../yaml/parse.ts';
import { maxValueDepth, type StringValue, textElsewhere, unknownAt, type Value } from './value.ts';

/** What `yamldecode` makes of a text of one document; all of it is at `span`, the call. Undefined when it is no YAML. */
export function decodeYaml({ value: { text }, origins }: StringValue, span: StringValue['span']): Value | undefined {
  const documents = splitDocuments(text);
  const [only] = documents;
  if (!only || documents.length > 1) return undefined;
  const { root, problems } = parseYaml(text, only);
  if (problems.length > 0) return undefined;
  // What several aliases stand for is read once.
  const known = new Map<YamlNode, Value>();
  const toValue = (node: YamlNode, depth: number): Value => {
    const before = known.get(node);
    if (before) return before;
    const value = depth > maxValueDepth ? unknownAt(span) : convert(node, depth + 1);
    known.set(node, value);
    return value;
  };
  const convert = (node: YamlNode, depth: number): Value => {
    switch (node.kind) {
      case 'null':
        return { kind: 'null', span, origins };
      case 'scalar':
        return toScalar(node, span, origins);
      case 'sequence': {
        const items = node.items.map((item) => toValue(item.value, depth));
        return { kind: 'list', items, isPartial: false, span, origins };
      }
      case 'map': {
        const pairs = pairsOf(node);
        const entries = pairs
          .filter(({ key }) => isKnown(key))
          .map((pair) => ({
            key: pair.key,
            value: toValue(pair.value, depth),
          }));
        return { kind: 'object', entries, isPartial: entries.length < pairs.length, span, origins };
      }
    }
  };
  return toValue(root, 0);
}

function toScalar({ value, style }: YamlScalar, span: StringValue['span'], origins: StringValue['origins']): Value {
  if (value === UNKNOWN) return unknownAt(span);
  if (style === 'plain') {
    if (value === 'true' || value === 'false') return { kind: 'bool', value: value === 'true', span, origins };
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)) return { kind: 'number', value: Number(value), span, origins };
  }
  return { kind: 'string', value: textElsewhere(value, span), span, origins };
}
