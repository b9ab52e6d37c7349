import { type EmbeddedText, isKnown, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { Origin } from '../../core/facts.ts';
import type { Span } from '../../core/text.ts';
import { pairsOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { parseYaml, splitDocuments } from '../yaml/parse.ts';
import { textOf } from '../yaml/scalar.ts';
import { maxValueDepth, type StringValue, textElsewhere, unknownAt, type Value } from './value.ts';

/** What `yamldecode` makes of a text of one document; all of it is at `span`, the call. Undefined when it is no YAML. */
export const decodeYaml = ({ value, origins }: StringValue, span: Span): Value | undefined =>
  readYaml(value.text, {
    origins,
    spanOf: () => span,
    textOf: (scalar) => textElsewhere(scalar.value, span),
  });

/** What a text of one document says, each value where it stands. Undefined when it is no YAML. */
export const yamlIn = ({ value, origins }: StringValue): Value | undefined =>
  readYaml(value.text, {
    origins,
    spanOf: ({ span }) => toSource(value, span.start, span.end),
    textOf: (scalar) => within(value, textOf(value.text, scalar)),
  });

interface Places {
  readonly origins: readonly Origin[];
  spanOf(node: YamlNode): Span;
  textOf(scalar: YamlScalar): EmbeddedText;
}

function readYaml(text: string, places: Places): Value | undefined {
  const { origins, spanOf } = places;
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
    const value = depth > maxValueDepth ? unknownAt(spanOf(node)) : convert(node, depth + 1);
    known.set(node, value);
    return value;
  };
  const convert = (node: YamlNode, depth: number): Value => {
    const span = spanOf(node);
    switch (node.kind) {
      case 'null':
        return { kind: 'null', span, origins };
      case 'scalar':
        return toScalar(node, span, places);
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

function toScalar(node: YamlScalar, span: Span, { origins, textOf: embeddedOf }: Places): Value {
  const { value, style } = node;
  if (value === UNKNOWN) return unknownAt(span);
  if (style === 'plain') {
    if (value === 'true' || value === 'false') return { kind: 'bool', value: value === 'true', span, origins };
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)) return { kind: 'number', value: Number(value), span, origins };
  }
  return { kind: 'string', value: embeddedOf(node), span, origins };
}

/** A text that stands in a text that stands in the document: its pieces are made to map to the document. */
export function within(outer: EmbeddedText, inner: EmbeddedText): EmbeddedText {
  return joinPieces(
    inner.pieces.flatMap(({ offset, length, source }) => {
      const text = inner.text.slice(offset, offset + length);
      if (length !== source.end - source.start) return [{ text, source: toSource(outer, source.start, source.end) }];
      return sliceEmbedded(outer, source.start, source.end).pieces.map((piece) => ({
        text: text.slice(piece.offset, piece.offset + piece.length),
        source: piece.source,
      }));
    }),
  );
}
