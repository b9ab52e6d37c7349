import { lineEndOf, lineSpanAt, type TextEdit } from '../../core/text.ts';
import { pairAt, type YamlMap, type YamlNode, type YamlPair } from '../yaml/node.ts';
import { isOnOwnLine } from './insert.ts';
import type { ComposeService } from './service.ts';

/**
 * The edits that mount a named volume into a service at `target`. Undefined when unsure, as is the next one: an alias uses
 * the place, it is written with braces, the name is taken.
 */
export function addNamedVolume(
  source: string,
  root: YamlNode,
  { node }: ComposeService,
  name: string,
  target: string,
): readonly TextEdit[] | undefined {
  const declaration = declareVolume(source, root, name);
  const mount = node.anchor === undefined && !node.isFlow ? mountVolume(source, node, `${name}:${target}`) : undefined;
  return mount && declaration && [mount, declaration];
}

/** The edits that give a volume a name whose target alone is written, at `targetStart`. */
export function nameVolume(
  source: string,
  root: YamlNode,
  targetStart: number,
  name: string,
): readonly TextEdit[] | undefined {
  const before = source.slice(lineSpanAt(source, targetStart).start, targetStart);
  const declaration = declareVolume(source, root, name);
  // Not a target of the long syntax, which has a key.
  if (!/(?:-|[[,]) *["']?$/.test(before) || !declaration) return undefined;
  return [{ span: { start: targetStart, end: targetStart }, newText: `${name}:` }, declaration];
}

function mountVolume(source: string, service: YamlMap, volume: string): TextEdit | undefined {
  const lineEnd = lineEndOf(source);
  const volumes = pairAt(service, 'volumes');
  if (!volumes) {
    const neighbour = service.pairs.find((pair) => isOnOwnLine(source, pair));
    if (!neighbour) return undefined;
    const { start, end } = lineSpanAt(source, neighbour.keySpan.start);
    const indentation = source.slice(start, neighbour.keySpan.start);
    const newText = `${lineEnd}${indentation}volumes:${lineEnd}${indentation}  - ${volume}`;
    return { span: { start: end, end }, newText };
  }
  const { value } = volumes;
  const first = value.kind === 'sequence' && !value.isFlow && value.anchor === undefined && isInPlace(volumes);
  if (!first) return undefined;
  const { start } = lineSpanAt(source, value.span.start);
  const dash = /^ *- +/.exec(source.slice(start))?.[0];
  return dash === undefined ? undefined : { span: { start, end: start }, newText: `${dash}${volume}${lineEnd}` };
}

/** The entry under the file's own `volumes:`. */
function declareVolume(source: string, root: YamlNode, name: string): TextEdit | undefined {
  if (root.kind !== 'map' || root.isFlow || root.anchor !== undefined) return undefined;
  const lineEnd = lineEndOf(source);
  const volumes = pairAt(root, 'volumes');
  if (!volumes) {
    // Behind the last line of the file, and so of its last document.
    if (source.slice(root.span.end).trim() !== '' || /^(?:---|\.\.\.)/m.test(source.slice(root.span.start)))
      return undefined;
    const gap = source.endsWith('\n') ? lineEnd : lineEnd + lineEnd;
    const newText = `${gap}volumes:${lineEnd}  ${name}:${lineEnd}`;
    return { span: { start: source.length, end: source.length }, newText };
  }
  const { value, keySpan } = volumes;
  if (value.kind === 'null') {
    const line = lineSpanAt(source, keySpan.start);
    const isEmpty = /^["']?volumes["']?:\s*(?:#.*)?$/.test(source.slice(line.start, line.end));
    return isEmpty ? { span: { start: line.end, end: line.end }, newText: `${lineEnd}  ${name}:` } : undefined;
  }
  if (value.kind !== 'map' || value.isFlow || value.anchor !== undefined || !isInPlace(volumes)) return undefined;
  const [first] = value.pairs;
  if (!first || pairAt(value, name)) return undefined;
  const { start } = lineSpanAt(source, first.keySpan.start);
  const indentation = source.slice(start, first.keySpan.start);
  if (!/^ +$/.test(indentation)) return undefined;
  return { span: { start, end: start }, newText: `${indentation}${name}:${lineEnd}` };
}

const isInPlace = ({ span, value }: YamlPair): boolean => value.span.start >= span.start && value.span.end <= span.end;
