import { UNKNOWN } from '../../core/embedded.ts';
import { pairsOf, type YamlNode } from '../yaml/node.ts';

/**
 * What `toYaml` writes of a value, the entries of the outermost map or list one a line and what is in them with braces, so that
 * it can be indented. Undefined when it is too long: aliases let a small file hold a tree of any size.
 */
export function toYaml(node: YamlNode): string | undefined {
  const room = { left: maxLength };
  const lines =
    node.kind === 'map'
      ? pairsOf(node).map(({ key, value }) => `${JSON.stringify(key)}: ${inBraces(value, room, 0)}`)
      : node.kind === 'sequence'
        ? node.items.map(({ value }) => `- ${inBraces(value, room, 0)}`)
        : [];
  const text = lines.length > 0 ? lines.join('\n') : inBraces(node, room, 0);
  return room.left < 0 ? undefined : text;
}

const maxLength = 20_000;
const maxDepth = 50;

function inBraces(node: YamlNode, room: { left: number }, depth: number): string {
  if (room.left < 0) return '';
  if (depth > maxDepth) room.left = -1;
  switch (node.kind) {
    case 'map': {
      const pairs = pairsOf(node).map(
        ({ key, value }) => `${JSON.stringify(key)}: ${inBraces(value, room, depth + 1)}`,
      );
      return `{${pairs.join(', ')}}`;
    }
    case 'sequence':
      return `[${node.items.map(({ value }) => inBraces(value, room, depth + 1)).join(', ')}]`;
    case 'scalar': {
      const isPlain = node.style === 'plain' || node.value === UNKNOWN;
      room.left -= node.value.length + 4;
      return isPlain && /^[\w.+-]+$|^\uE000$/.test(node.value) ? node.value : JSON.stringify(node.value);
    }
    case 'null':
      room.left -= 4;
      return 'null';
  }
}
