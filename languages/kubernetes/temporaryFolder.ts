import { lazyFor } from '../../core/lazy.ts';
import type { TextEdit } from '../../core/text.ts';
import { addToList } from '../yaml/insert.ts';
import { asString, get, itemsOf, type YamlNode } from '../yaml/node.ts';
import type { ContainerNode } from './container.ts';
import type { KubernetesObject } from './object.ts';
import { isBuiltIn, type Pod } from './pods.ts';

/**
 * The edits that mount an `emptyDir` into one of a pod's containers, and into no other. Undefined when unsure: parts of the text are used
 * through aliases, the name is taken, or the pod is that of a resource that may know no such volume.
 */
export function temporaryFolder(
  source: string,
  { apiVersion, node: { span } }: KubernetesObject,
  { spec }: Pod,
  containers: readonly ContainerNode[],
  { node, name: containerName }: ContainerNode,
  path: string,
): readonly TextEdit[] | undefined {
  const isOwn = node.span.start >= span.start && node.span.end <= span.end;
  if (!isBuiltIn.test(apiVersion) || !isOwn || hasAnchors.test(source.slice(span.start, span.end))) return undefined;
  const folder = path.slice(path.lastIndexOf('/') + 1);
  const name = containers.length === 1 ? folder : `${containerName}-${folder}`;
  const isTaken = namesIn(get(spec, 'volumes')).includes(name) || mountedNames(containers).has(name);
  if (isTaken || !isVolumeName.test(name)) return undefined;
  const mount = addToList(source, node, 'volumeMounts', { name, mountPath: path }, ['name', 'image']);
  const volume = addToList(source, spec, 'volumes', { name, emptyDir: '{}' }, []);
  return mount && volume && [...mount, ...volume];
}

const namesIn = (list: YamlNode | undefined): readonly (string | undefined)[] =>
  itemsOf(list).map((item) => asString(get(item, 'name')));

/** Of all containers of a pod, each of which may be asked about. */
const mountedNames = lazyFor(
  (containers: readonly ContainerNode[]): ReadonlySet<string | undefined> =>
    new Set(containers.flatMap(({ node }) => namesIn(get(node, 'volumeMounts')))),
);

/** Text that others may use is theirs too. */
const hasAnchors = /(?:^|[\s[{,])&[\w-]/m;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const isVolumeName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
