import type { Document } from '../../core/document.ts';
import { isKnown } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import type { Fix, LookUps, OnlineFix } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { TextEdit } from '../../core/text.ts';
import { contentSpan } from '../../languages/kubernetes/object.ts';
import type { KustomizeFile } from '../../languages/kustomize/kustomization.ts';
import type { KustomizeDocument } from '../../languages/kustomize/language.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { get, itemsOf } from '../../languages/yaml/node.ts';
import { quote } from './message.ts';

/** How exactly a tag names a version. Tags that are neither versions nor known to move say nothing. */
export type TagPrecision = 'channel' | 'major' | 'minor' | 'patch' | 'unknown';

/** Judges the tag of an image; `name` tells images whose versions have fewer parts than three. */
export function precisionOf(name: string, tag: string): TagPrecision {
  if (isBuildOfItsOwn(tag)) return 'unknown';
  const version = /^v?(\d+(?:\.\d+)*)(?=$|[-_+a-z])/i.exec(tag)?.[1];
  if (version === undefined) return isChannel(tag) ? 'channel' : 'unknown';
  const parts = version.split('.').length;
  if (parts >= Math.min(3, partsOfVersions.get(name.slice(name.lastIndexOf('/') + 1)) ?? 3)) return 'patch';
  return parts === 1 ? 'major' : 'minor';
}

/** A commit, a date or a build number in it: nobody moves such a tag. */
const isBuildOfItsOwn = (tag: string): boolean =>
  tag
    .split(/[-_.+]/)
    .some(
      (part) =>
        (/^g?[0-9a-f]{7,64}$/i.test(part) && /\d/.test(part)) || /^\d{5,}$/.test(part) || /^\d{8}T?\d*Z?$/i.test(part),
    ) || /(?:^|\D)(?:19|20)\d{2}[-._]?(?:0[1-9]|1[0-2])[-._]?(?:0[1-9]|[12]\d|3[01])(?!\d)/.test(tag);

/** `alpine3.20` and `jdk17` say what is inside, and not which version of the image itself. */
const isChannel = (tag: string): boolean =>
  tag
    .toLowerCase()
    .split(/[-_]/)
    .every((part) => channels.has(part.replace(/\d+(?:\.\d+)*$/, '')));

/** Words for what a publisher calls its newest image of a kind: release channels, distributions, sizes of an image. */
const channels: ReadonlySet<string> = new Set(
  `latest stable oldstable edge lts main master trunk head nightly mainline current rolling next beta alpha canary preview insiders experimental unstable testing snapshot release dev devel develop development rawhide sid
  alpine slim bullseye bookworm trixie buster stretch focal jammy noble debian ubuntu ubi minimal nonroot debug static fpm apache jre jdk`.split(
    /\s+/,
  ),
);

/** Images whose versions have two parts (`debian:12.8`, `postgres:16.3`) or one (`fedora:41`), by the last part of their name. */
const partsOfVersions: ReadonlyMap<string, number> = new Map([
  ['almalinux', 2],
  ['busybox', 3],
  ['centos', 1],
  ['debian', 2],
  ['fedora', 1],
  ['leap', 2],
  ['pause', 2],
  ['postgis', 2],
  ['postgres', 2],
  ['postgresql', 3],
  ['rockylinux', 2],
  ['ubuntu', 2],
]);

/** Pins a reference to the digest that it means now, the tag kept. */
export const digestFixes = (image: ImageReference, document: Document): readonly OnlineFix[] =>
  onlineFixes(image, document, `Pin ${quote(image.text)} to its digest`, async (reference, { digestOf }) => {
    const digest = await digestOf(reference);
    return digest === undefined ? undefined : { tag: undefined, digest };
  });

/** Pins a reference to what `latest` means now: to the version that has the same digest, where there is one, and the digest. */
export const versionFixes = (image: ImageReference, document: Document): readonly OnlineFix[] =>
  onlineFixes(image, document, `Pin ${quote(image.text)} to what it is now`, async (reference, lookUps) => {
    const digest = await lookUps.digestOf(reference);
    return digest === undefined ? undefined : { tag: await lookUps.versionTagOf(image.name, digest), digest };
  });

interface Pin {
  readonly tag: string | undefined;
  readonly digest: string;
}

type FindPin = (reference: string, lookUps: LookUps) => Promise<Pin | undefined>;

function onlineFixes(image: ImageReference, document: Document, title: string, findPin: FindPin): readonly OnlineFix[] {
  const { name, version } = image;
  const reference = version.kind === 'tag' ? `${name}:${version.tag}` : name;
  const write =
    document.language === 'kustomize'
      ? entryWriter(image, document as KustomizeDocument)
      : referenceWriter(image, reference, document);
  if (!isKnown(name) || !write) return [];
  const resolve = async (lookUps: LookUps): Promise<Fix | undefined> => {
    const pin = await findPin(reference, lookUps);
    return pin && { title, safety: 'safe', edits: write(pin) };
  };
  return [{ title, safety: 'safe', resolve }];
}

type Write = (pin: Pin) => readonly TextEdit[];

/** Writes tag and digest behind the name. None where they stand in another file, or where others may use what would be written to. */
function referenceWriter({ version, span }: ImageReference, reference: string, { file }: Document): Write | undefined {
  const end = version.kind === 'none' ? version.insertAt : version.kind === 'tag' ? version.span?.end : undefined;
  if (end === undefined) return undefined;
  const written = version.kind === 'tag' ? version.tag : undefined;
  const start = written === undefined ? end : end - written.length;
  // A variable that holds the tag alone may be that of other images, too, or be printed.
  const isInPlace = start >= span.start && end <= span.end;
  if (!isInPlace && file.text.slice(end - reference.length, end) !== reference) return undefined;
  return ({ tag = written, digest }) => {
    const colon = written === undefined && tag !== undefined ? ':' : '';
    return [{ span: { start, end }, newText: `${colon}${tag ?? ''}@${digest}` }];
  };
}

/** An entry of a kustomization has a field of its own for the digest, which counts whether or not there is a tag beside it. */
function entryWriter({ version, path }: ImageReference, { file }: KustomizeDocument): Write | undefined {
  const span = version.kind === 'tag' ? version.span : undefined;
  if (!span || !/^images\[.*\]\/newTag$/s.test(path)) return undefined;
  const entry = entriesByTag(file).get(span.start);
  if (entry?.kind !== 'map' || entry.isFlow || !insertEntry(file.text, entry, ['digest'], '', ['newTag']))
    return undefined;
  return ({ tag, digest }) => [
    ...(tag === undefined ? [] : [{ span, newText: tag }]),
    ...(insertEntry(file.text, entry, ['digest'], digest, ['newTag']) ?? []),
  ];
}

/** The entries of a kustomization's `images` by where their tags start. */
const entriesByTag = lazyFor(
  ({ root }: KustomizeFile) =>
    new Map(
      itemsOf(get(root, 'images')).flatMap((entry) => {
        const tag = get(entry, 'newTag');
        return tag ? [[contentSpan(tag).start, entry] as const] : [];
      }),
    ),
);
