import type { Offer } from '../../core/refactoring.ts';
import type { TextEdit } from '../../core/text.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import { entriesOf, replaceScalar } from '../../languages/yaml/edit.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { copyEntry, indentLines, linesOfEntry, ownPair } from '../../languages/yaml/move.ts';
import { get, pairAt, pairsOf, type YamlMap, type YamlNode, type YamlPair } from '../../languages/yaml/node.ts';
import { columnOf, styleOf, type WrittenMap, writeLines, type YamlStyle } from '../../languages/yaml/write.ts';
import { isBare } from './barePods.ts';
import type { ClusterDocument } from './deployedObjects.ts';
import { isWrittenOut } from './objectText.ts';
import { placeholderIn } from './placeholder.ts';

/**
 * A bare Pod, ReplicaSet or ReplicationController as a Deployment of the same pods. Undefined where something in it has no
 * place in a Deployment, is not seen here, or is changed by a kustomization that knows it by its kind.
 */
export function toDeployment(object: KubernetesObject, document: ClusterDocument): Offer | undefined {
  const { kind, node } = object;
  const { text } = document.file;
  if (!isBare(object) || !isWrittenOut(object, document.file) || document.mayBeSetElsewhere(document.file, kind)) {
    return undefined;
  }
  const status = get(node, 'status');
  if (status && entriesOf(status).length > 0) return undefined;
  const head = newKind(node, text);
  const rest = kind === 'Pod' ? wrapPod(object, text) : completeSet(object, text);
  if (!head || !rest) return undefined;
  const title = `Convert ${kind} to Deployment`;
  const edits = [...head, ...rest];
  const placeholder = kind === 'Pod' ? placeholderIn(edits, replicas, `replicas: ${replicas}`) : undefined;
  return { title, edits, ...(placeholder !== undefined && { placeholder }) };
}

/** A Pod is one. */
const replicas = '1';

/** `apps/` is put before `v1`, so that nothing else of the line changes. */
function newKind(node: YamlMap, text: string): readonly TextEdit[] | undefined {
  const apiVersion = ownPair(node, 'apiVersion')?.value;
  const kind = ownPair(node, 'kind')?.value;
  if (apiVersion?.kind !== 'scalar' || kind?.kind !== 'scalar') return undefined;
  const kindEdit = replaceScalar(kind, 'Deployment');
  if (!kindEdit || apiVersion.anchor !== undefined || kind.anchor !== undefined) return undefined;
  if (apiVersion.value === 'apps/v1') return [kindEdit];
  const { start } = contentSpan(apiVersion);
  const versionEdit =
    apiVersion.value === 'v1' && text.startsWith('v1', start)
      ? { span: { start, end: start }, newText: 'apps/' }
      : replaceScalar(apiVersion, 'apps/v1');
  return versionEdit && [versionEdit, kindEdit];
}

function wrapPod({ node, name = '' }: KubernetesObject, text: string): readonly TextEdit[] | undefined {
  const pair = ownPair(node, 'spec');
  const lines = pair && linesOfEntry(text, pair);
  // The API server refuses a template with these (https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/apps/validation/validation.go).
  if (!lines || ['activeDeadlineSeconds', 'ephemeralContainers'].some((key) => get(pair.value, key))) return undefined;
  const labels = labelsFor(get(node, 'metadata'), name, text);
  if (!labels) return undefined;
  const style = styleOf(text, node);
  const column = columnOf(text, pair.keySpan.start);
  const annotations = annotationLines(get(node, 'metadata'), column + 3 * style.width, style, text);
  if (annotations === undefined) return undefined;
  const head: WrittenMap = {
    spec: {
      replicas,
      selector: { matchLabels: labels.selector },
      template: { metadata: { labels: labels.all } },
    },
  };
  const [first, ...others] = indentLines(text, lines, 2 * style.width);
  const newText = writeLines(head, column, style) + annotations + first!.newText;
  return [{ span: first!.span, newText }, ...others];
}

interface Labels {
  readonly all: WrittenMap;
  readonly selector: WrittenMap;
}

/**
 * The labels of a pod as they are written, and those to select it by, which cannot be changed later: what a new version
 * changes is not among them. Made of its name when there are none.
 */
function labelsFor(metadata: YamlNode | undefined, name: string, text: string): Labels | undefined {
  const labels = get(metadata, 'labels');
  if (labels && labels.kind !== 'map' && labels.kind !== 'null') return undefined;
  const all: [string, string][] = [];
  for (const { key, keySpan, value } of pairsOf(labels)) {
    const written = [keySpan, value.span].map(({ start, end }) => text.slice(start, end));
    if (value.kind !== 'scalar' || key === '' || written.some((part) => part.includes('\n'))) return undefined;
    all.push([written[0]!, written[1]!]);
  }
  const selector = all.filter(([key]) => !changesWithVersion.test(key.replaceAll(/["']/g, '')));
  if (selector.length === 0) {
    if (!/^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/.test(name)) return undefined;
    const app: [string, string] = ['app', /^[a-zA-Z]/.test(name) && !notText.test(name) ? name : `"${name}"`];
    all.push(app);
    selector.push(app);
  }
  return { all: Object.fromEntries(all), selector: Object.fromEntries(selector) };
}

const changesWithVersion =
  /^(?:version|chart|heritage|pod-template-hash|controller-revision-hash|helm\.sh\/chart|app\.kubernetes\.io\/(?:version|managed-by))$/;

/** Words that YAML 1.1 takes for a boolean or for nothing. */
const notText = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** The pod's annotations for the template, where what looks at pods will look for them; undefined when they cannot be copied. */
function annotationLines(
  metadata: YamlNode | undefined,
  column: number,
  style: YamlStyle,
  text: string,
): string | undefined {
  const annotations = get(metadata, 'annotations');
  if (!annotations || annotations.kind === 'null') return '';
  if (annotations.kind !== 'map') return undefined;
  const lines = pairsOf(annotations)
    .filter(({ key }) => !isForTools.test(key))
    .map((pair) => {
      const [key, value] = [pair.keySpan, pair.value.span].map(({ start, end }) => text.slice(start, end)) as [
        string,
        string,
      ];
      const isOneLine = pair.value.kind === 'scalar' && !value.includes('\n');
      if (isOneLine) return writeLines({ [key]: value }, column + style.width, style);
      return annotations.isFlow ? undefined : copyEntry(text, pair, column + style.width, style.lineEnd);
    });
  if (lines.includes(undefined)) return undefined;
  return lines.length === 0 ? '' : `${' '.repeat(column)}annotations:${style.lineEnd}${lines.join('')}`;
}

/** What is said to those who apply the object, and not to those who look at pods. */
const isForTools =
  /^(?:kubectl\.kubernetes\.io\/last-applied|argocd\.argoproj\.io\/|(?:meta\.)?helm\.sh\/|[\w.]*kustomize\.|config\.kubernetes\.io\/)/;

/** A ReplicaSet has the fields of a Deployment; a ReplicationController has its labels in `selector` itself. */
function completeSet(object: KubernetesObject, text: string): readonly TextEdit[] | undefined {
  if (object.apiVersion === 'apps/v1') return [];
  const spec = ownPair(object.node, 'spec')?.value;
  if (spec?.kind !== 'map' || spec.anchor !== undefined) return undefined;
  const pair = ownPair(spec, 'selector');
  if (!pair) return pairAt(spec, 'selector') ? undefined : addSelector(object, spec, text);
  return object.kind === 'ReplicaSet' ? [] : wrapSelector(pair, object.node, text);
}

function wrapSelector({ value }: YamlPair, object: YamlMap, text: string): readonly TextEdit[] | undefined {
  if (value.kind !== 'map' || value.anchor !== undefined || value.pairs.length === 0) return undefined;
  if (value.isFlow) {
    const { start, end } = value.span;
    return [
      { span: { start, end: start }, newText: '{ matchLabels: ' },
      { span: { start: end, end }, newText: ' }' },
    ];
  }
  const [first, ...others] = value.pairs.flatMap((label) => linesOfEntry(text, label) ?? []);
  if (!first) return undefined;
  const style = styleOf(text, object);
  const below = { start: first.start, end: Math.max(first.end, ...others.map(({ end }) => end)) };
  const [firstEdit, ...rest] = indentLines(text, below, style.width);
  const column = columnOf(text, value.pairs[0]!.keySpan.start);
  return [
    { span: firstEdit!.span, newText: `${' '.repeat(column)}matchLabels:${style.lineEnd}${firstEdit!.newText}` },
    ...rest,
  ];
}

/** Older versions, and a ReplicationController, select by the labels of their template. */
function addSelector({ get: valueAt }: KubernetesObject, spec: YamlMap, text: string): readonly TextEdit[] | undefined {
  const labels = labelsFor(valueAt('spec', 'template', 'metadata'), '', text);
  return labels && insertEntry(text, spec, ['selector', 'matchLabels'], labels.selector, ['replicas']);
}
