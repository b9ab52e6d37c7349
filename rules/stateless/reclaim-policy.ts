import { isKnown } from '../../core/embedded.ts';
import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { insertAttribute, replaceValue } from '../../languages/hcl/edit.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { manifestOf } from '../../languages/terraform/manifest.ts';
import { knownText, property, withoutQuotes } from '../../languages/terraform/value.ts';
import { replaceScalar } from '../../languages/yaml/edit.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { asString, type YamlNode } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';

export default defineRule({
  id: 'stateless/reclaim-policy',
  title: 'Volume that is deleted with its claim',
  languages: ['kubernetes', 'terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Volumes, classes and StatefulSets whose data may go: names, with `*` for any text.'),
  },
  why: `
Workloads are replaced, and data must outlive them. With the reclaim policy \`Delete\`, a volume and what is on it are destroyed as soon
as its claim is deleted; with \`whenDeleted: Delete\`, a StatefulSet takes the claims of all its pods along.

It bites when something is deleted in order to be made anew: a namespace, a Helm release, an application in Argo CD. The new one comes
up a minute later, healthy, and with empty volumes.

Use \`Retain\` for classes and volumes that hold data; a volume that nobody wants any more is then deleted by somebody who means it.

A class that says nothing has \`Delete\`, which Fixity notes as an information. Ignore it for scratch space and for environments that are
thrown away, or name their classes in the option \`allow\`.

See [Reclaiming](https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming) and
[PersistentVolumeClaim retention](https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention).
`,
  examples: {
    bad: [
      { kubernetes: storageClass('reclaimPolicy: Delete') },
      { kubernetes: storageClass('') },
      {
        terraform:
          'resource "kubernetes_storage_class_v1" "data" {\n  metadata { name = "data" }\n  storage_provisioner = "ebs.csi.aws.com"\n  reclaim_policy      = "Delete"\n}\n',
      },
    ],
    good: [
      { kubernetes: storageClass('reclaimPolicy: Retain') },
      { kubernetes: storageClass('reclaimPolicy: Delete'), options: { allow: ['data'] } },
      {
        terraform:
          'resource "kubernetes_storage_class_v1" "data" {\n  metadata { name = "data" }\n  storage_provisioner = "ebs.csi.aws.com"\n  reclaim_policy      = "Retain"\n}\n',
      },
    ],
  },

  *check(document: KubernetesDocument | TerraformDocument, { options }) {
    if (document.language === 'kubernetes') {
      for (const object of document.objects) {
        if (!isAllowed(options.allow, object.name ?? '')) yield* checkObject(object, document);
      }
    } else {
      for (const resource of document.resources) {
        const name = nameOf(resource);
        if (name === undefined || !isAllowed(options.allow, name)) yield* checkResource(resource, document.file.text);
      }
    }
  },
});

/** Where each kind says it, and what its message begins with. */
const kinds: ReadonlyMap<string, { readonly way: readonly string[]; readonly group: string }> = new Map([
  ['PersistentVolume', { way: ['spec', 'persistentVolumeReclaimPolicy'], group: 'v1' }],
  ['StorageClass', { way: ['reclaimPolicy'], group: 'storage.k8s.io/' }],
  ['StatefulSet', { way: ['spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted'], group: 'apps/' }],
]);

function messageFor(kind: string, key: string): string {
  if (kind === 'StatefulSet') return `\`${key}\` deletes the data of every pod with the StatefulSet; use \`Retain\``;
  return `\`${key}\` deletes ${kind === 'StorageClass' ? 'volumes' : 'the volume'} and all data with the claim; use \`Retain\``;
}

const defaultMessage = 'a class that names no reclaim policy deletes volumes and all data with the claim; use `Retain`';

function* checkObject(object: KubernetesObject, document: KubernetesDocument): Iterable<RuleFinding> {
  const { kind, apiVersion, node, span, path } = object;
  const known = kinds.get(kind);
  if (!known || !apiVersion.startsWith(known.group)) return;
  const policy = object.get(...known.way);
  const key = known.way.at(-1)!;
  const at = { span: policy ? contentSpan(policy) : span, path: [path, ...known.way].join('/') };
  if (policy) {
    if (asString(policy) !== 'Delete') return;
    yield { at, message: messageFor(kind, `${key}: Delete`), fixes: retain(policy) };
  } else if (kind === 'StorageClass' && deletes(asString(object.get('provisioner')))) {
    if (document.mayBeSetElsewhere(document.file, key)) return;
    const edits = insertEntry(document.file.text, node, [key], 'Retain', ['provisioner']);
    yield {
      at,
      atMost: 'info',
      message: defaultMessage,
      fixes: edits ? [{ title: 'Retain volumes', safety: 'suggested', edits }] : [],
    };
  }
}

/**
 * Whether a provisioner makes volumes, and deletes what is on them. EFS's leaves the data
 * (https://github.com/kubernetes-sigs/aws-efs-csi-driver, `delete-access-point-root-dir`).
 */
const deletes = (provisioner: string | undefined): boolean =>
  provisioner !== undefined && isKnown(provisioner) && !keeps.has(provisioner);

const keeps: ReadonlySet<string> = new Set(['kubernetes.io/no-provisioner', 'efs.csi.aws.com']);

function retain(policy: YamlNode): readonly Fix[] {
  const edit = policy.kind === 'scalar' ? replaceScalar(policy, 'Retain') : undefined;
  return edit ? [{ title: 'Use `Retain`', safety: 'suggested', edits: [edit] }] : [];
}

const nameOf = (resource: TerraformResource): string | undefined =>
  knownText(resource.blocks('metadata')[0]?.value('name')) ??
  knownText(property(property(resource.value('manifest'), 'metadata'), 'name'));

function* checkResource(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  const type = resource.type.replace(/_v1$/, '');
  if (type === 'kubernetes_storage_class') {
    yield* checkBlock(resource, 'reclaim_policy', 'StorageClass', text);
    const provisioner = knownText(resource.value('storage_provisioner'));
    if (resource.attribute('reclaim_policy') || !deletes(provisioner)) return;
    const edits = insertAttribute(text, resource.block, 'reclaim_policy = "Retain"');
    yield {
      at: resource,
      atMost: 'info',
      message: defaultMessage,
      fixes: [{ title: 'Retain volumes', safety: 'suggested', edits }],
    };
  } else if (type === 'kubernetes_persistent_volume') {
    for (const spec of resource.blocks('spec')) {
      yield* checkBlock(spec, 'persistent_volume_reclaim_policy', 'PersistentVolume', text);
    }
  } else if (type === 'kubernetes_stateful_set') {
    for (const spec of resource.blocks('spec')) {
      for (const retention of spec.blocks('persistent_volume_claim_retention_policy')) {
        yield* checkBlock(retention, 'when_deleted', 'StatefulSet', text);
      }
    }
  } else yield* checkManifest(resource, text);
}

function* checkBlock(block: TerraformBlock, name: string, kind: string, text: string): Iterable<RuleFinding> {
  const attribute = block.attribute(name);
  const value = block.value(name);
  if (!attribute || knownText(value) !== 'Delete') return;
  const isWritten = text.slice(attribute.value.span.start, attribute.value.span.end) === '"Delete"';
  const edits = [replaceValue(attribute, '"Retain"')];
  yield {
    at: { span: attribute.span, path: `${block.path}/${name}` },
    message: messageFor(kind, `${name} = "Delete"`),
    related: relatedTo(value?.origins ?? []),
    fixes: isWritten ? [{ title: 'Use `Retain`', safety: 'suggested', edits }] : [],
  };
}

function* checkManifest(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  const manifest = manifestOf(resource);
  const known = manifest && kinds.get(manifest.kind);
  if (!known) return;
  let value: ReturnType<typeof property> = manifest.object;
  for (const key of known.way) value = property(value, key);
  if (knownText(value) !== 'Delete') return;
  yield {
    at: { span: withoutQuotes(value!.span, text), path: [resource.path, ...known.way].join('/') },
    message: messageFor(manifest.kind, `${known.way.at(-1)} = "Delete"`),
    related: relatedTo(value!.origins),
  };
}

function storageClass(field: string): string {
  return `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: data
provisioner: ebs.csi.aws.com
${field && `${field}\n`}`;
}
