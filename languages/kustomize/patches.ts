import { containersOf } from '../kubernetes/container.ts';
import { objectsOf } from '../kubernetes/object.ts';
import { asString, get, itemsOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { parseYaml, splitDocuments } from '../yaml/parse.ts';

/** A container in a manifest, as patches find it. */
export interface PatchedContainer {
  readonly kind: string;
  /** The names of its object: as written, and what kustomizations on the way have made of it. A patch may use any. */
  readonly objectNames: readonly string[];
  readonly name: string | undefined;
  /** The key that it stands under, and its place there; a patch that names its container does not say the place. */
  readonly list: string;
  readonly index: number | undefined;
}

/** What a patch does to the image of a container. */
export interface ImageChange {
  /** Such as `Deployment/web/containers[app]/image`. */
  readonly path: string;
  /** The new image; undefined where the container goes, or what it is to get cannot be known. */
  readonly image: YamlScalar | undefined;
  /** The container, as far as the patch says it; undefined for a whole object. */
  readonly container: PatchedContainer | undefined;
  readonly concerns: (container: PatchedContainer) => boolean;
}

/** What a patch, strategic merge or JSON 6902, does to images. Spans are offsets into `text`, which is that of the patch. */
export function imageChangesOf(text: string, target: YamlNode | undefined): readonly ImageChange[] {
  // Few patches are about images, and parsing takes time.
  if (!/image|\$patch|remove/.test(text)) return [];
  return splitDocuments(text).flatMap((span) => {
    const { root } = parseYaml(text, span);
    return root.kind === 'sequence' ? operationChanges(root, target) : mergeChanges(root, target);
  });
}

function mergeChanges(root: YamlNode, target: YamlNode | undefined): readonly ImageChange[] {
  return objectsOf(root).flatMap((object) => {
    const { kind, name: objectName, node, pods, path } = object;
    const isMeant = (container: PatchedContainer): boolean =>
      target
        ? isTarget(target, container)
        : container.kind === kind && objectName !== undefined && container.objectNames.includes(objectName);
    if (get(node, '$patch')) return [{ path, image: undefined, container: undefined, concerns: isMeant }];
    return pods.flatMap(containersOf).flatMap(({ list, name, path: containerPath, node: patch }): ImageChange[] => {
      const image = get(patch, 'image');
      if (!image && !get(patch, '$patch')) return [];
      return [
        {
          path: `${containerPath}/image`,
          image: image?.kind === 'scalar' ? image : undefined,
          container: { kind, objectNames: objectName === undefined ? [] : [objectName], name, list, index: undefined },
          concerns: (container) => isMeant(container) && container.list === list && container.name === name,
        },
      ];
    });
  });
}

function operationChanges(root: YamlNode, target: YamlNode | undefined): readonly ImageChange[] {
  return itemsOf(root).flatMap((operation): ImageChange[] => {
    const pointer = asString(get(operation, 'path')) ?? '';
    const [, list, index, field] = /\/(containers|initContainers)\/(\d+)(\/image)?$/.exec(pointer) ?? [];
    if (list === undefined) return [];
    const action = asString(get(operation, 'op'));
    const value = field === undefined ? get(operation, 'value', 'image') : get(operation, 'value');
    if (!value && action !== 'remove') return [];
    // What is added to a list is another container than the one that was there.
    if (field === undefined && action === 'add') return [];
    return [
      {
        path: pointer.slice(1),
        image: value?.kind === 'scalar' ? value : undefined,
        container: undefined,
        concerns: (container) =>
          isTarget(target, container) && container.list === list && container.index === Number(index),
      },
    ];
  });
}

/** The same of a file of replacements: one, or a list of them. */
export function replacementChangesOf(text: string): readonly ImageChange[] {
  const { root } = parseYaml(text, { start: 0, end: text.length });
  return (root.kind === 'sequence' ? itemsOf(root) : [root]).flatMap(replacementChanges);
}

/** What an entry of `replacements` does: it copies a value from elsewhere into fields (`spec.template.spec.containers.[name=app].image`). */
export function replacementChanges(replacement: YamlNode): readonly ImageChange[] {
  return itemsOf(get(replacement, 'targets')).flatMap((target) =>
    itemsOf(get(target, 'fieldPaths')).flatMap((field): ImageChange[] => {
      const [, list, name] =
        /\b(containers|initContainers)\.(?:\[name=(.*)\]|[^.]+)\.image$/.exec(asString(field) ?? '') ?? [];
      if (list === undefined) return [];
      return [
        {
          path: 'replacements',
          image: undefined,
          container: undefined,
          concerns: (container) =>
            isTarget(get(target, 'select'), container) &&
            container.list === list &&
            (name === undefined || container.name === name),
        },
      ];
    }),
  );
}

/** Whether a `target` or `select` means the container's object. Labels and annotations may be put on by anything. */
function isTarget(target: YamlNode | undefined, { kind, objectNames }: PatchedContainer): boolean {
  const name = asString(get(target, 'name'));
  const isNamed = name === undefined || name === '' || objectNames.some((objectName) => mayMatch(name, objectName));
  return isNamed && mayMatch(asString(get(target, 'kind')) ?? '', kind);
}

/** Whether a pattern, which kustomize reads as a regular expression for the whole, may match. Nothing matches everything. */
export const mayMatch = (pattern: string, value: string): boolean =>
  pattern === '' || pattern === value || /[\\^$*+?()[\]{}|]/.test(pattern);
