import { get, itemsOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { parseYaml, splitDocuments } from '../yaml/parse.ts';
import { containersOf } from './container.ts';
import { type KubernetesObject, objectsOf } from './object.ts';
import { mayHoldConfigs } from './relevant.ts';

/**
 * The ConfigMaps and Secrets of a text. Some are very large and most say nothing, so they are not among the objects of a
 * file; this reads them when they are asked for.
 */
export const configsIn = (text: string): readonly KubernetesObject[] =>
  splitDocuments(text).flatMap((span) =>
    mayHoldConfigs(text.slice(span.start, span.end)) ? objectsOf(parseYaml(text, span).root).filter(isConfig) : [],
  );

const isConfig = ({ apiVersion, kind }: KubernetesObject): boolean =>
  apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret');

/** A name by which a pod asks for a ConfigMap or a Secret. */
export interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: YamlScalar;
  readonly isMounted: boolean;
}

/** What the pods of an object mount, and what their containers have in their environment. */
export const configReferencesOf = ({ pods }: KubernetesObject): readonly ConfigReference[] =>
  pods.flatMap((pod) => [
    ...itemsOf(get(pod.spec, 'volumes')).flatMap((volume) =>
      [volume, ...itemsOf(get(volume, 'projected', 'sources'))].flatMap((source) => [
        ...referenceAt('ConfigMap', true, source, 'configMap', 'name'),
        ...referenceAt('Secret', true, source, 'secret', 'secretName'),
        ...referenceAt('Secret', true, source, 'secret', 'name'),
      ]),
    ),
    ...containersOf(pod).flatMap(({ node }) => [
      ...itemsOf(get(node, 'envFrom')).flatMap((source) => [
        ...referenceAt('ConfigMap', false, source, 'configMapRef', 'name'),
        ...referenceAt('Secret', false, source, 'secretRef', 'name'),
      ]),
      ...itemsOf(get(node, 'env')).flatMap((variable) => [
        ...referenceAt('ConfigMap', false, variable, 'valueFrom', 'configMapKeyRef', 'name'),
        ...referenceAt('Secret', false, variable, 'valueFrom', 'secretKeyRef', 'name'),
      ]),
    ]),
  ]);

function referenceAt(
  kind: ConfigReference['kind'],
  isMounted: boolean,
  node: YamlNode,
  ...path: readonly string[]
): readonly ConfigReference[] {
  const name = get(node, ...path);
  return name?.kind === 'scalar' && name.value !== '' ? [{ kind, name, isMounted }] : [];
}
