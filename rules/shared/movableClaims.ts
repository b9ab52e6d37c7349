import { lineSpanAt, type TextEdit } from '../../core/text.ts';
import type { ObjectInFile } from '../../languages/kubernetes/lookup.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { copyEntry, linesOfEntry, ownPair } from '../../languages/yaml/move.ts';
import { asString, get, itemsOf, type YamlItem, type YamlMap, type YamlPair } from '../../languages/yaml/node.ts';
import { writeItems, type YamlStyle } from '../../languages/yaml/write.ts';
import { type ClusterDocument, claimNamed } from './deployedObjects.ts';
import { isWrittenOut } from './objectText.ts';

/** A volume of a workload with a claim that its pods could have one of each. */
export interface MovableClaim {
  readonly volume: YamlItem;
  readonly claim: ObjectInFile;
  /** What the claim's metadata has besides its name, and its specification. */
  readonly entries: { readonly metadata: readonly YamlPair[]; readonly spec: YamlPair };
}

/** The volumes of a workload with claims that nothing else uses, for volumes that one node at a time can have. */
export function movableClaims(object: KubernetesObject, document: ClusterDocument): readonly MovableClaim[] {
  const volumes = get(object.pods[0]?.spec, 'volumes');
  if (volumes?.kind !== 'sequence') return [];
  return volumes.items.flatMap((volume) => {
    const { value } = volume;
    const claimName = get(value, 'persistentVolumeClaim', 'claimName');
    const isPlain =
      value.kind === 'map' && value.pairs.length === 2 && entryCount(get(value, 'persistentVolumeClaim')) === 1;
    if (!isPlain || !claimName || get(value, 'name')?.kind !== 'scalar') return [];
    const claim = claimNamed(claimName, object, document);
    const entries = claim && isUsedOnce(asString(claimName), document) ? entriesOf(claim, document) : undefined;
    return claim && entries ? [{ volume, claim, entries }] : [];
  });
}

const entryCount = (node: ReturnType<typeof get>): number => (node?.kind === 'map' ? node.pairs.length : 0);

function isUsedOnce(name: string | undefined, document: ClusterDocument): boolean {
  const users = document
    .together()
    .flatMap(({ object }) => object.pods.flatMap(({ spec }) => itemsOf(get(spec, 'volumes'))))
    .filter((volume) => asString(get(volume, 'persistentVolumeClaim', 'claimName')) === name);
  return users.length === 1;
}

/** Undefined where the claim is for one volume that is there already, for one that pods on many nodes share, or not seen as a whole. */
function entriesOf({ object, file }: ObjectInFile, document: ClusterDocument): MovableClaim['entries'] | undefined {
  const { node } = object;
  if (!isWrittenOut(object, file) || document.mayBeSetElsewhere(file, object.kind)) return undefined;
  if (!node.pairs.every(({ key }) => claimKeys.has(key))) return undefined;
  const spec = ownPair(node, 'spec');
  const modes = itemsOf(object.get('spec', 'accessModes')).map((mode) => asString(mode) ?? '');
  if (
    !spec ||
    get(spec.value, 'volumeName') ||
    modes.length === 0 ||
    !modes.every((mode) => mode.startsWith('ReadWriteOnce'))
  )
    return undefined;
  const metadata = ownPair(node, 'metadata')?.value;
  if (metadata?.kind !== 'map') return undefined;
  const kept = metadata.pairs.filter(({ key }) => key === 'labels' || key === 'annotations');
  return metadata.pairs.some(({ key }) => key === '<<') ? undefined : { metadata: kept, spec };
}

const claimKeys: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);

/** An item of `volumeClaimTemplates`, its dash in a column, under the name of the volume. Undefined when it cannot be copied. */
export function writeTemplate(
  { volume, claim: { file }, entries }: MovableClaim,
  column: number,
  style: YamlStyle,
  text: string,
): string | undefined {
  const name = get(volume.value, 'name')!.span;
  const start = writeItems([{ metadata: { name: text.slice(name.start, name.end) } }], column, style);
  const metadata = entries.metadata.map((pair) => copyEntry(file.text, pair, column + 2 + style.width, style.lineEnd));
  const spec = copyEntry(file.text, entries.spec, column + 2, style.lineEnd);
  return spec === undefined || metadata.includes(undefined) ? undefined : start + metadata.join('') + spec;
}

/** A claim's document as it is taken out of its file, and the comments in it that are not copied. */
export interface Removal {
  readonly edit: TextEdit;
  readonly comments: readonly string[];
}

/** Undefined when the claim is not alone in its document. Comments at the top of a file, before its first document, stay. */
export function removeDocument(
  { claim: { object }, entries }: MovableClaim,
  { file }: ClusterDocument,
): Removal | undefined {
  const { text } = file;
  const own = file.documents.find(({ root }) => root.span.start === object.node.span.start);
  if (!own) return undefined;
  const { start, end } = own.span;
  const isMarked = text.startsWith('---', start);
  if ((!isMarked && start > 0) || (end < text.length && !text.startsWith('---', end))) return undefined;
  const from = isMarked ? start : firstLineOf(object.node, text);
  const copied = [...entries.metadata, entries.spec].flatMap((pair) => linesOfEntry(text, pair) ?? []);
  const comments = file.comments
    .filter(({ span }) => span.start >= from && span.end <= end)
    .filter(({ span }) => !copied.some((lines) => lines.start <= span.start && span.end <= lines.end))
    .map(({ span }) => text.slice(span.start, span.end));
  return { edit: { span: { start: from, end }, newText: '' }, comments };
}

function firstLineOf({ span }: YamlMap, text: string): number {
  const { start } = lineSpanAt(text, span.start);
  return text[start] === '\uFEFF' ? start + 1 : start;
}
