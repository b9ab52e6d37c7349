import type { SwitchName } from '../../core/facts.ts';
import { containersOf } from '../kubernetes/container.ts';
import { objectsOf } from '../kubernetes/object.ts';
import { switchPaths } from '../kubernetes/settings.ts';
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

/** The fields of a container that are followed through patches. */
export type PatchedField = 'image' | SwitchName;

const fieldPaths: readonly (readonly [PatchedField, readonly string[]])[] = [
  ['image', ['image']],
  ...(Object.entries(switchPaths) as [SwitchName, readonly string[]][]),
];

/** What a patch does to a field of a container. */
export interface FieldChange {
  readonly field: PatchedField;
  /** Such as `Deployment/web/containers[app]/image`. */
  readonly path: string;
  /** The new text; undefined where the field goes, or what it is to get cannot be known. */
  readonly value: YamlScalar | undefined;
  /** The container, as far as the patch says it; undefined for a whole object. */
  readonly container: PatchedContainer | undefined;
  readonly concerns: (container: PatchedContainer) => boolean;
}

/** What a patch, strategic merge or JSON 6902, does to containers. Spans are offsets into `text`, which is that of the patch. */
export function changesIn(text: string, target: YamlNode | undefined): readonly FieldChange[] {
  // Few patches are about these fields, and parsing takes time.
  if (!/image|\$patch|remove|securityContext|stdin|tty/.test(text)) return [];
  return splitDocuments(text).flatMap((span) => {
    const { root } = parseYaml(text, span);
    return root.kind === 'sequence' ? operationChanges(root, target) : mergeChanges(root, target);
  });
}

function mergeChanges(root: YamlNode, target: YamlNode | undefined): readonly FieldChange[] {
  return objectsOf(root).flatMap((object) => {
    const { kind, name: objectName, node, pods, path } = object;
    const isMeant = (container: PatchedContainer): boolean =>
      target
        ? isTarget(target, container)
        : container.kind === kind && objectName !== undefined && container.objectNames.includes(objectName);
    if (get(node, '$patch')) {
      return fieldPaths.map(
        ([field]): FieldChange => ({ field, path, value: undefined, container: undefined, concerns: isMeant }),
      );
    }
    return pods.flatMap(containersOf).flatMap(({ list, name, path: containerPath, node: patch }) =>
      fieldPaths.flatMap(([field, keys]): FieldChange[] => {
        const value = get(patch, ...keys);
        if (!value && !get(patch, '$patch')) return [];
        return [
          {
            field,
            path: [containerPath, ...keys].join('/'),
            value: value?.kind === 'scalar' ? value : undefined,
            container: {
              kind,
              objectNames: objectName === undefined ? [] : [objectName],
              name,
              list,
              index: undefined,
            },
            concerns: (container) => isMeant(container) && container.list === list && container.name === name,
          },
        ];
      }),
    );
  });
}

function operationChanges(root: YamlNode, target: YamlNode | undefined): readonly FieldChange[] {
  return itemsOf(root).flatMap((operation): readonly FieldChange[] => {
    const pointer = asString(get(operation, 'path')) ?? '';
    const [, list, index, rest = ''] = /\/(containers|initContainers)\/(\d+)((?:\/\w+)*)$/.exec(pointer) ?? [];
    const action = asString(get(operation, 'op'));
    // What is added to a list is another container than the one that was there.
    if (list === undefined || action === 'test' || (rest === '' && action === 'add')) return [];
    const steps = rest.split('/').slice(1);
    return fieldPaths.flatMap(([field, keys]): FieldChange[] => {
      if (!steps.every((step, at) => step === keys[at])) return [];
      const value = get(operation, 'value', ...keys.slice(steps.length));
      return [
        {
          field,
          path: pointer.slice(1),
          value: value?.kind === 'scalar' ? value : undefined,
          container: undefined,
          concerns: (container) =>
            isTarget(target, container) && container.list === list && container.index === Number(index),
        },
      ];
    });
  });
}

/** The same of a file of replacements: one, or a list of them. */
export function replacementChangesOf(text: string): readonly FieldChange[] {
  const { root } = parseYaml(text, { start: 0, end: text.length });
  return (root.kind === 'sequence' ? itemsOf(root) : [root]).flatMap(replacementChanges);
}

/** What an entry of `replacements` does: it copies a value from elsewhere into fields (`spec.template.spec.containers.[name=app].image`). */
export function replacementChanges(replacement: YamlNode): readonly FieldChange[] {
  return itemsOf(get(replacement, 'targets')).flatMap((target) =>
    itemsOf(get(target, 'fieldPaths')).flatMap((field): FieldChange[] => {
      const [, list, name] =
        /\b(containers|initContainers)\.(?:\[name=(.*)\]|[^.]+)\.image$/.exec(asString(field) ?? '') ?? [];
      if (list === undefined) return [];
      return [
        {
          field: 'image',
          path: 'replacements',
          value: undefined,
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
