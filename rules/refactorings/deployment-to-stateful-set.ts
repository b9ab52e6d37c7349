import { isKnown } from '../../core/embedded.ts';
import { defineRefactoring, type Offer } from '../../core/refactoring.ts';
import type { TextEdit } from '../../core/text.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { removeEntries, replaceScalar, type YamlEntry } from '../../languages/yaml/edit.ts';
import { ownPair } from '../../languages/yaml/move.ts';
import { asString, type YamlMap } from '../../languages/yaml/node.ts';
import { columnOf, type YamlStyle } from '../../languages/yaml/write.ts';
import { insertClaimTemplates } from '../shared/claimTemplates.ts';
import { type ClusterDocument, isScaled, serviceOf } from '../shared/deployedObjects.ts';
import {
  type MovableClaim,
  movableClaims,
  type Removal,
  removeDocument,
  writeTemplate,
} from '../shared/movableClaims.ts';
import { isAt, isWrittenOut } from '../shared/objectText.ts';

export default defineRefactoring({
  id: 'deployment-to-stateful-set',
  kind: 'rewrite',
  languages: ['kubernetes', 'helm'],
  *offers(document: ClusterDocument, at) {
    for (const object of document.objects) {
      const offer = isAt(at, object.node.span) ? toStatefulSet(object, document) : undefined;
      if (offer) yield offer;
    }
  },
});

/** An autoscaler, or a patch, would look for the Deployment. */
function toStatefulSet(object: KubernetesObject, document: ClusterDocument): Offer | undefined {
  const { file } = document;
  if (object.kind !== 'Deployment' || object.apiVersion !== 'apps/v1' || !isWrittenOut(object, file)) return undefined;
  if (document.mayBeSetElsewhere(file, 'Deployment') || isScaled(object, file, document)) return undefined;
  const kind = ownPair(object.node, 'kind')?.value;
  const newKind = kind?.kind === 'scalar' && kind.anchor === undefined ? replaceScalar(kind, 'StatefulSet') : undefined;
  const spec = ownPair(object.node, 'spec')?.value;
  const claims = movableClaims(object, document);
  if (!newKind || spec?.kind !== 'map' || claims.length === 0) return undefined;

  const removals = new Map<MovableClaim, Removal>();
  for (const claim of claims) {
    if (claim.claim.file.path !== file.path) continue;
    const removal = removeDocument(claim, document);
    if (!removal) return undefined;
    removals.set(claim, removal);
  }
  const settings = newSettings(spec, file.text);
  const serviceName = serviceNameOf(object, document);
  const insertion = insertClaimTemplates(object.node, file.text, (column, style) =>
    writeTemplates(claims, removals, column, style, file.text),
  );
  const template = ownPair(spec, 'template');
  const gone =
    settings &&
    removeEntries(file.text, object.node, new Set([...settings.gone, ...claims.map(({ volume }) => volume)]));
  if (!settings || !insertion || !gone || !template) return undefined;
  const line = `${' '.repeat(columnOf(file.text, template.keySpan.start))}serviceName: ${serviceName}`;
  const lineEnd = /\r?\n/.exec(insertion.newText)![0];
  const edits: readonly TextEdit[] = [
    newKind,
    ...settings.renamed,
    { span: insertion.span, newText: line + lineEnd + insertion.newText },
    ...gone,
    ...[...removals.values()].map(({ edit }) => edit),
  ];
  return { title: titleOf(claims, removals), edits, ...(serviceName === anyService && { placeholder: anyService }) };
}

/** Stands for the Service that gives the pods their names. */
const anyService = 'SERVICE';

function serviceNameOf(object: KubernetesObject, document: ClusterDocument): string {
  const name = serviceOf(object, document)?.object.name ?? '';
  return isKnown(name) && /^[a-z][\w-]*$/.test(name) ? name : anyService;
}

interface NewSettings {
  readonly gone: readonly YamlEntry[];
  readonly renamed: readonly TextEdit[];
}

/**
 * What a StatefulSet has under another name, and what it does not have
 * (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/). Undefined for what is not known.
 */
function newSettings(spec: YamlMap, text: string): NewSettings | undefined {
  const gone: YamlEntry[] = [];
  const renamed: TextEdit[] = [];
  for (const pair of spec.pairs) {
    if (commonKeys.has(pair.key)) continue;
    if (pair.key !== 'strategy' && pair.key !== 'progressDeadlineSeconds') return undefined;
    const [type, second] = pair.value.kind === 'map' ? pair.value.pairs : [];
    // `Recreate`, and how many pods there may be more meanwhile, are of a Deployment only.
    const isCommon = type?.key === 'type' && asString(type.value) === 'RollingUpdate' && !second;
    if (pair.key === 'strategy' && isCommon && text.startsWith('strategy', pair.keySpan.start)) {
      const { start } = pair.keySpan;
      renamed.push({ span: { start, end: start + 'strategy'.length }, newText: 'updateStrategy' });
    } else {
      gone.push(pair);
    }
  }
  return { gone, renamed };
}

const commonKeys: ReadonlySet<string> = new Set([
  ...['replicas', 'selector', 'template', 'minReadySeconds', 'revisionHistoryLimit'],
]);

/** What was said of a claim comes along. */
function writeTemplates(
  claims: readonly MovableClaim[],
  removals: ReadonlyMap<MovableClaim, Removal>,
  column: number,
  style: YamlStyle,
  text: string,
): string | undefined {
  const templates = claims.map((claim) => {
    const comments = (removals.get(claim)?.comments ?? []).map((one) => ' '.repeat(column) + one + style.lineEnd);
    const template = writeTemplate(claim, column, style, text);
    return template === undefined ? undefined : comments.join('') + template;
  });
  return templates.includes(undefined) ? undefined : templates.join('');
}

/** A claim in another file stays there, with the data that is in its volume. */
function titleOf(claims: readonly MovableClaim[], removals: ReadonlyMap<MovableClaim, Removal>): string {
  const title = `Convert Deployment with its ${claims.length > 1 ? 'claims' : 'claim'} to StatefulSet`;
  const staying = new Set(claims.filter((claim) => !removals.has(claim)).map(({ claim }) => claim.file.path));
  const names = [...staying].map((path) => `\`${path.slice(path.lastIndexOf('/') + 1)}\``);
  return names.length === 0 ? title : `${title}, leaving what is in ${names.join(' and ')}`;
}
