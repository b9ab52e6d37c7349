import type { Place } from '../../core/facts.ts';
import { get, pairsOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/parse.ts';

/** A service as one file writes it. `span` is that of its name, `path` is such as `services/web`. */
export interface ComposeService extends Place {
  readonly name: string;
  readonly node: YamlMap;
  /** The value at a path of keys and indexes. */
  get(...path: readonly (string | number)[]): YamlNode | undefined;
}

/** The services of a file; Compose merges the documents of one. */
export function servicesOf(documents: readonly YamlDocument[]): readonly ComposeService[] {
  return documents.flatMap(({ root }) =>
    pairsOf(get(root, 'services')).flatMap(({ key, keySpan, value }): ComposeService[] => {
      if (value.kind !== 'map') return [];
      return [
        {
          name: key,
          span: keySpan,
          path: `services/${key}`,
          node: value,
          get: (...path) => get(value, ...path),
        },
      ];
    }),
  );
}
