import { UNKNOWN } from '../../core/embedded.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { get, itemsOf, type YamlMap, type YamlNode } from '../../languages/yaml/node.ts';

/** A place that Argo CD deploys from (argo-cd.readthedocs.io/en/stable/user-guide/application-specification/). */
export interface ArgoSource {
  readonly node: YamlMap;
  /** Such as `Application/web/source`. */
  readonly path: string;
}

/** The sources of an Application, and of the template of an ApplicationSet. */
export function argoSourcesOf(object: KubernetesObject): readonly ArgoSource[] {
  if (!object.apiVersion.startsWith('argoproj.io/')) return [];
  const spec = argoSpecOf(object);
  const single = get(spec, 'source');
  return [
    ...(single?.kind === 'map' ? [{ node: single, path: `${object.path}/source` }] : []),
    ...itemsOf(get(spec, 'sources')).flatMap((node, index): readonly ArgoSource[] =>
      node.kind === 'map' ? [{ node, path: `${object.path}/sources[${index}]` }] : [],
    ),
  ];
}

/** What an Application, or the template of an ApplicationSet, asks for. */
export const argoSpecOf = ({ kind, get: at }: KubernetesObject): YamlNode | undefined =>
  kind === 'Application' ? at('spec') : kind === 'ApplicationSet' ? at('spec', 'template', 'spec') : undefined;

/** Whether a text is written by a generator or a substitution, and nobody can know here what it will be. */
export const isTemplated = (text: string): boolean => text.includes(UNKNOWN) || /\{\{|\$\{/.test(text);

/** Whether a version of a chart or artifact is a range of which the newest is taken (github.com/Masterminds/semver, as Helm, Argo CD and Flux use it). */
export const isVersionRange = (version: string): boolean =>
  /[\^~<>*|]|\s-\s|(?:^|\.)[xX](?:$|\.)|^latest$/.test(version) || version.trim() === '';
