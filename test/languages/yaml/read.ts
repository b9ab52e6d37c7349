import type { YamlNode } from '../../../languages/yaml/node.ts';
import type { YamlDocument } from '../../../languages/yaml/parse.ts';
import { parseYaml, splitDocuments } from '../../../languages/yaml/parse.ts';

/** All documents of a text. */
export const readAll = (text: string): readonly YamlDocument[] =>
  splitDocuments(text).map((span) => parseYaml(text, span));

/** The first document of a text. */
export const read = (text: string): YamlDocument => readAll(text)[0]!;

/** A node as plain data: scalars as text, merged pairs left out. */
export function plain(node: YamlNode): unknown {
  switch (node.kind) {
    case 'map':
      return Object.fromEntries(node.pairs.map(({ key, value }) => [key, plain(value)]));
    case 'sequence':
      return node.items.map(({ value }) => plain(value));
    case 'scalar':
      return node.value;
    case 'null':
      return null;
  }
}
