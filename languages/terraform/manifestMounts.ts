import type { Mount } from '../../core/facts.ts';
import { objectAt, removeAllListed } from '../hcl/editObject.ts';
import type { TerraformFile } from './document.ts';
import { type Manifest, manifestContainers, podSpecOf } from './manifest.ts';
import { type ContainerMount, hostPathOf, type MountEdits, mayBeTrue, noEdits, toMount, turnOnAll } from './mount.ts';
import { itemsOf, knownText, property, type Value } from './value.ts';

/** The volumes of a manifest's pod, each once for each container that mounts it, or once when none does; a StatefulSet's claims too. */
export function manifestMounts(manifest: Manifest, path: string, file: TerraformFile): readonly ContainerMount[] {
  const spec = podSpecOf(manifest);
  const volumeMounts = manifestContainers(manifest).flatMap(({ node, place }) =>
    itemsOf(property(node, 'volumeMounts')).map((mount) => ({ mount, container: `${path}/${place}` })),
  );
  const ownOf = (name: string | undefined) =>
    volumeMounts.filter(({ mount }) => name !== undefined && knownText(property(mount, 'name')) === name);
  const areNamed = volumeMounts.every(({ mount }) => knownText(property(mount, 'name')) !== undefined);
  const toMounts = (volume: Volume, edits: MountEdits): readonly ContainerMount[] =>
    ownOf(volume.name).map(({ mount, container }) => {
      const isReadOnly = volume.isReadOnly || mayBeTrue(property(mount, 'readOnly'));
      return {
        mount: toMount(volume.place, knownText(property(mount, 'mountPath')), isReadOnly, edits),
        container,
      };
    });

  const volumes = itemsOf(property(spec, 'volumes')).flatMap((node, index) => {
    const volume = toVolume(node, `${path}/manifest/volumes`, index);
    const own = ownOf(volume.name).map(({ mount }) => mount);
    const isKnownWhole = volume.name !== undefined && areNamed;
    const edits: MountEdits = {
      removal: () => (isKnownWhole ? removalOfAll([node, ...own], file) : undefined),
      readOnly: () => (isKnownWhole ? readOnlyAll(own, file) : undefined),
    };
    const mounts = toMounts(volume, edits);
    return mounts.length > 0
      ? mounts
      : [{ mount: toMount(volume.place, undefined, volume.isReadOnly, edits), container: undefined }];
  });
  const claims = itemsOf(property(property(manifest.object, 'spec'), 'volumeClaimTemplates')).flatMap((node) => {
    const nameValue = property(property(node, 'metadata'), 'name');
    const name = knownText(nameValue);
    const place = {
      span: nameValue?.span ?? node.span,
      path: `${path}/manifest/volumeClaimTemplates[${name}]`,
      source: { kind: 'claim', claim: name },
    } as const;
    return toMounts({ name, place, isReadOnly: false }, noEdits);
  });
  return [...volumes, ...claims];
}

interface Volume {
  readonly name: string | undefined;
  readonly place: Pick<Mount, 'span' | 'path' | 'source'>;
  readonly isReadOnly: boolean;
}

function toVolume(node: Value, listPath: string, index: number): Volume {
  const nameValue = property(node, 'name');
  const name = knownText(nameValue);
  const path = `${listPath}[${name ?? index}]`;
  const nodeSpan = nameValue?.span ?? node.span;
  const hostPath = property(property(node, 'hostPath'), 'path');
  const claim = property(node, 'persistentVolumeClaim');
  const claimName = property(claim, 'claimName');
  if (hostPath) return { name, place: { span: hostPath.span, path, source: hostPathOf(hostPath) }, isReadOnly: false };
  if (claim) {
    const source = { kind: 'claim', claim: knownText(claimName) } as const;
    const isReadOnly = mayBeTrue(property(claim, 'readOnly'));
    return { name, place: { span: claimName?.span ?? nodeSpan, path, source }, isReadOnly };
  }
  const source = { kind: property(node, 'emptyDir') ? 'empty-dir' : 'other' } as const;
  return { name, place: { span: nodeSpan, path, source }, isReadOnly: false };
}

const readOnlyAll = (mounts: readonly Value[], file: TerraformFile): Mount['readOnly'] =>
  turnOnAll(
    mounts.map((object) => ({ block: undefined, object })),
    'readOnly',
    file,
  );

/** Objects that are written out in this file can be taken out of their lists. */
function removalOfAll(nodes: readonly Value[], { hcl, text }: TerraformFile): Mount['removal'] {
  const areWritten = nodes.every(({ span }) => objectAt(hcl.body, span));
  return areWritten
    ? removeAllListed(
        text,
        nodes.map(({ span }) => span),
      )
    : undefined;
}
