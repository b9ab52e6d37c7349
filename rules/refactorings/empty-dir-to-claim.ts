import { defineRefactoring, type Offer } from '../../core/refactoring.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { entriesOf } from '../../languages/yaml/edit.ts';
import { isBlockScalar, ownPair } from '../../languages/yaml/move.ts';
import { asString, get, type YamlMap, type YamlNode, type YamlPair } from '../../languages/yaml/node.ts';
import {
  columnOf,
  styleOf,
  type WrittenMap,
  writeFlow,
  writeLines,
  type YamlStyle,
} from '../../languages/yaml/write.ts';
import { anySize, claimOf, moveToClaimTemplate } from '../shared/claimTemplates.ts';
import { type ClusterDocument, isScaled, mayHoldUnseen, replicasOf } from '../shared/deployedObjects.ts';
import { isAt, withDash } from '../shared/objectText.ts';
import { placeholderIn } from '../shared/placeholder.ts';

export default defineRefactoring({
  id: 'empty-dir-to-claim',
  kind: 'extract',
  languages: ['kubernetes', 'helm'],
  *offers(document: ClusterDocument, at) {
    for (const object of document.objects) {
      const offer = isAt(at, object.node.span) ? claimOfVolumeAt(at, object, document) : undefined;
      if (offer) yield offer;
    }
  },
});

function claimOfVolumeAt(at: Span, object: KubernetesObject, document: ClusterDocument): Offer | undefined {
  const { text } = document.file;
  const volumes = get(object.pods[0]?.spec, 'volumes');
  if (!kinds.has(object.kind) || volumes?.kind !== 'sequence') return undefined;
  const volume = volumes.items.find(({ span }) => isAt(at, withDash(text, span)));
  const name = asString(get(volume?.value, 'name')) ?? '';
  if (volume?.value.kind !== 'map' || !isName.test(name)) return undefined;
  const directory = ownPair(volume.value, 'emptyDir');
  if (!directory || volume.value.pairs.length !== 2 || volume.value.anchor !== undefined) return undefined;
  if (!isOnDisk(directory, text) || document.mayBeSetElsewhere(document.file, name)) return undefined;
  // In a template it may be the other way of two.
  if (document.language === 'helm' && !isUnconditional(object, directory, document)) return undefined;
  // A limit says how much is expected.
  const limit = asString(get(directory.value, 'sizeLimit')) ?? '';
  const size = /^\d[\w.]*$/.test(limit) ? limit : anySize;
  const edits =
    object.kind === 'StatefulSet'
      ? moveToClaimTemplate(object, volume, name, size, text)
      : extractClaim(object, volume.value, directory, name, size, document);
  if (!edits) return undefined;
  const placeholder = placeholderIn(edits, size, `storage: ${size}`);
  return {
    title: `Extract emptyDir \`${name}\` to a volume claim`,
    edits,
    ...(placeholder !== undefined && { placeholder }),
  };
}

/** Other claims may be under a condition that this one would come under. */
const isUnconditional = (object: KubernetesObject, directory: YamlPair, { isWritten }: HelmDocument): boolean =>
  isWritten(directory.keySpan.start) === true && !object.get('spec', 'volumeClaimTemplates');

/** Those whose pods stay; of a DaemonSet, each pod has a node of its own. */
const kinds: ReadonlySet<string> = new Set([
  ...['Deployment', 'Pod', 'ReplicaSet', 'ReplicationController', 'StatefulSet'],
]);

/** Whether it is in no memory, and nothing in its text would be lost. */
function isOnDisk({ keySpan, span, value }: YamlPair, text: string): boolean {
  if (value.kind !== 'map' && value.kind !== 'null') return false;
  const isPlain = value.kind === 'null' || value.pairs.every(({ key }) => key === 'sizeLimit' || key === 'medium');
  const isWritten = /^\s*:/.test(text.slice(keySpan.end)) && !/#|\{\{/.test(text.slice(span.start, span.end));
  return isPlain && isWritten && value.anchor === undefined && (asString(get(value, 'medium')) ?? '') === '';
}

/** A claim in a document behind that of its workload. */
function extractClaim(
  object: KubernetesObject,
  volume: YamlMap,
  directory: YamlPair,
  name: string,
  size: string,
  document: ClusterDocument,
): readonly TextEdit[] | undefined {
  const { text } = document.file;
  const claimName = `${object.name}-${name}`;
  if (!isName.test(claimName) || !isOnePod(object, document)) return undefined;
  if (document.together().some((one) => one.object.kind === 'PersistentVolumeClaim' && one.object.name === claimName))
    return undefined;
  const own = document.file.documents.find(
    ({ span }) => span.start <= object.node.span.start && object.node.span.end <= span.end,
  );
  // The items of a list are no documents; what a template makes under a condition, it would make with the claim.
  if (!own || own.root.span.start !== object.node.span.start || object.node.isFlow) return undefined;
  if (document.language === 'helm' && text.slice(own.span.start, own.span.end).includes('{{')) return undefined;
  const { end } = own.span;
  if (end < text.length && !text.startsWith('---', end)) return undefined;

  const style = styleOf(text, object.node);
  const namespace = get(object.node, 'metadata', 'namespace');
  const claim = writeLines(
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: claimName,
        ...(namespace && { namespace: text.slice(namespace.span.start, namespace.span.end) }),
      },
      spec: claimOf(size),
    },
    0,
    style,
  );
  const isLineOpen = text[end - 1] !== '\n';
  // A line end would be one more of its text.
  if (isLineOpen && isBlockScalar(lastValueOf(object.node))) return undefined;
  const newText = isLineOpen ? `${style.lineEnd}---${style.lineEnd}${claim.trimEnd()}` : `---${style.lineEnd}${claim}`;
  return [replaceVolume(volume, directory, { claimName }, style, text), { span: { start: end, end }, newText }];
}

function lastValueOf(node: YamlNode): YamlNode {
  const last = entriesOf(node).at(-1);
  return last ? lastValueOf(last.value) : node;
}

function replaceVolume(
  { isFlow }: YamlMap,
  { keySpan, span }: YamlPair,
  claim: WrittenMap,
  style: YamlStyle,
  text: string,
): TextEdit {
  const isQuoted = text[keySpan.start] === '"';
  const key = isQuoted ? '"persistentVolumeClaim"' : 'persistentVolumeClaim';
  const below = (): string => style.lineEnd + writeLines(claim, columnOf(text, keySpan.start) + style.width, style);
  const newText = `${key}:${isFlow ? ` ${writeFlow(claim, isQuoted)}` : below().trimEnd()}`;
  // Of a key with nothing behind it, the colon is not part of the pair.
  const colon = text.indexOf(':', keySpan.end) + 1;
  return { span: { start: span.start, end: Math.max(span.end, colon) }, newText };
}

const isName = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Whether there is no second pod that would want the claim on another node. */
function isOnePod(object: KubernetesObject, document: ClusterDocument): boolean {
  if (object.kind === 'Pod') return true;
  if (object.get('spec', 'replicas')) return (replicasOf({ object, file: document.file }, document) ?? 2) < 2;
  return (
    !mayHoldUnseen(object) &&
    !isScaled(object, document.file, document) &&
    !document.mayBeSetElsewhere(document.file, 'replicas')
  );
}
