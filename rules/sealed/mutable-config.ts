import type { Document } from '../../core/document.ts';
import { isKnown } from '../../core/embedded.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import { configReferencesOf, configsIn } from '../../languages/kubernetes/configs.ts';
import type { ObjectInFile } from '../../languages/kubernetes/lookup.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { mayHoldConfigs } from '../../languages/kubernetes/relevant.ts';
import type { KustomizeDocument } from '../../languages/kustomize/language.ts';
import { removeEntries } from '../../languages/yaml/edit.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { asBoolean, asString, get, itemsOf, pairAt, pairsOf, type YamlNode } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { type ClusterDocument, identityOf, relatedObject } from '../shared/deployedObjects.ts';
import { workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'sealed/mutable-config',
  title: 'Configuration that changes under running pods',
  languages: ['kubernetes', 'helm', 'kustomize'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    annotations: stringList(
      ['cert-manager.io/*', 'service.beta.openshift.io/*', 'helm.sh/hook'],
      'Annotations of ConfigMaps and Secrets that belong to something in the cluster, such as an operator: names, with `*` for any text.',
    ),
  },
  why: `
A ConfigMap or Secret that is changed in place changes under the pods that use it. What is mounted appears in running pods after a
minute or so, what is in the environment only in pods that start later, so that pods of one Deployment run with different
configuration, and a rollback brings the old image back with the new configuration.

It bites when a wrong value goes unnoticed for days, as no pod has read it yet. Then a node is replaced, the first pod starts
with it, and it looks as if the node were the cause.

Give each version of the configuration a name of its own (\`web-config-v2\`, or the hash that Kustomize's generators append) and set
\`immutable: true\`: a change is then a new rollout, which can be rolled back. An immutable object that keeps its name can only be
changed by deleting it first.

Left alone are pods with a checksum of their configuration among their annotations, which are replaced when it changes, and objects
that pods of the same project are not seen to use. Name annotations of operators' own objects in the option \`annotations\`.

See [immutable ConfigMaps](https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable),
[immutable Secrets](https://kubernetes.io/docs/concepts/configuration/secret/#secret-immutable) and
[Kustomize's generator options](https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/generatoroptions/).
`,
  examples: {
    bad: [
      { kubernetes: configMap('web') + reader('web') },
      { kubernetes: configMap('web-v2') + reader('web-v2') },
      { kustomize: generators('generatorOptions:\n  disableNameSuffixHash: true\n') },
      { helm: configMap('{{ .Release.Name }}') + reader('{{ .Release.Name }}') },
    ],
    good: [
      { kubernetes: configMap('web-v2', 'immutable: true\n') + reader('web-v2') },
      { kubernetes: configMap('web') + reader('web', 'checksum/config: 4f2a') },
      { kubernetes: configMap('web') },
      { kustomize: generators('generatorOptions:\n  immutable: true\n') },
      {
        helm:
          configMap('{{ .Release.Name }}') +
          reader('{{ .Release.Name }}', 'checksum/config: {{ include "web.config" . | sha256sum }}'),
      },
    ],
  },

  *check(document: Document, { options: { annotations } }) {
    if (document.language === 'kustomize') yield* checkGenerators(document as KustomizeDocument, annotations);
    else yield* checkConfigs(document as ClusterDocument, annotations);
  },
});

function* checkConfigs(document: ClusterDocument, annotations: readonly string[]): Iterable<RuleFinding> {
  if (!mayHoldConfigs(document.file.text)) return;
  const readers = readersOf(document.together());
  if (readers.size === 0) return;
  const text = document.language === 'helm' ? document.file.mask.text : document.file.text;
  for (const config of configsIn(text)) {
    const name = get(config.node, 'metadata', 'name');
    if (name?.kind !== 'scalar' || !hasData(config) || isOwned(config.get('metadata', 'annotations'), annotations))
      continue;
    if (document.language === 'helm' && !isWritten(config, document)) continue;
    const identity = identityOf(name, document.file);
    const reader = readers.get(keyOf(config.kind, identity))?.find((one) => isFor(one, config, identity, document));
    if (reader) yield* checkConfig(config, reader, identity, text, document);
  }
}

function* checkConfig(
  config: KubernetesObject,
  reader: Reader,
  name: string,
  text: string,
  { file, mayBeSetElsewhere }: ClusterDocument,
): Iterable<RuleFinding> {
  const shown = quote(file.text.slice(config.span.start, config.span.end));
  const related = [relatedObject(reader, reader.isMounted ? 'mounts it' : 'reads it')];
  const immutable = pairAt(config.node, 'immutable');
  if (asBoolean(immutable?.value) === true) {
    if (/\d|\{\{/.test(name) || mayBeSetElsewhere(file, 'nameSuffix')) return;
    yield {
      at: config,
      message: `${shown} is immutable and has the same name in each version; put the version into its name`,
      related,
      atMost: 'info',
    };
  } else if ((!immutable || asBoolean(immutable.value) === false) && !mayBeSetElsewhere(file, 'immutable')) {
    const edits = immutable ? undefined : insertEntry(text, config.node, ['immutable'], 'true', ['kind', 'apiVersion']);
    const how = reader.isMounted ? 'mount' : 'read';
    const advice = hasVersion(name) ? '' : ', and give each version a name of its own';
    yield {
      at: config,
      message: `${shown} can be changed under the pods that ${how} it; set \`immutable: true\`${advice}`,
      related,
      atMost: 'info',
      fixes: edits && hasVersion(name) ? [{ title: 'Set `immutable: true`', safety: 'suggested', edits }] : [],
    };
  }
}

/** Whether a name ends in a version, a date or a hash, as far as a template does not make it up from one. */
const hasVersion = (name: string): boolean =>
  /[-.](?:v?\d[\d.-]*|[0-9a-f]{7,}|[bcdfghjklmnpqrstvwxz2456789]{10})$/.test(name) ||
  /\{\{.*(?:sha\d|Release\.Revision|Chart\.(?:App)?Version)/.test(name);

/** What nothing is in something else fills. */
const hasData = ({ get: at }: KubernetesObject): boolean =>
  ['data', 'stringData', 'binaryData'].some((key) => {
    const data = at(key);
    return data?.kind === 'map' ? data.pairs.length > 0 : data !== undefined && data.kind !== 'null';
  });

const isOwned = (annotations: YamlNode | undefined, owners: readonly string[]): boolean =>
  pairsOf(annotations).some(({ key }) => key === needsHash || !isKnown(key) || isAllowed(owners, key));

/** By this Kustomize is told to append a hash to the name of an object that it did not generate. */
const needsHash = 'kustomize.config.k8s.io/needs-hash';

const isWritten = (config: KubernetesObject, document: HelmDocument): boolean =>
  document.isWritten(config.span.start) === true;

/** A workload whose pods ask for a ConfigMap or Secret by its name. */
interface Reader extends ObjectInFile {
  readonly isMounted: boolean;
}

/** By what they ask for. Pods that are replaced when their configuration changes are left out. */
const readersOf = lazyFor((together: readonly ObjectInFile[]): ReadonlyMap<string, readonly Reader[]> => {
  const readers = new Map<string, Reader[]>();
  for (const { object, file } of together) {
    if (hasChecksum(object) || isHook(object)) continue;
    for (const { kind, name, isMounted } of configReferencesOf(object)) {
      const key = keyOf(kind, identityOf(name, file));
      const known = readers.get(key);
      if (known) known.push({ object, file, isMounted });
      else readers.set(key, [{ object, file, isMounted }]);
    }
  }
  return readers;
});

const keyOf = (kind: string, name: string): string => `${kind}\n${name}`;

/** A chart's test, or a job of its installation, is over before anything changes. */
const isHook = ({ get: at }: KubernetesObject): boolean =>
  pairsOf(at('metadata', 'annotations')).some(({ key }) => key === 'helm.sh/hook');

/** What a template writes among the annotations may be one. */
const hasChecksum = ({ get: at }: KubernetesObject): boolean => {
  const annotations = at('spec', 'template', 'metadata', 'annotations');
  return annotations?.kind === 'map'
    ? annotations.pairs.some(({ key }) => /checksum|hash|sha256/i.test(key) || !isKnown(key))
    : annotations !== undefined && annotations.kind !== 'null';
};

/** Whether a reader means this one: it may have one of the same name in its own file, and namespaces have to agree. */
function isFor({ object, file }: Reader, config: KubernetesObject, name: string, document: ClusterDocument): boolean {
  if (document.language === 'kubernetes' && object.namespace !== config.namespace) return false;
  return file === document.file || !(mayHoldConfigs(file.text) && nameLines(file.text).has(name));
}

const nameLines = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/^ {2}name:[ \t]*["']?([^"'\s#]+)/gm)].map(([, name]) => name!));

function* checkGenerators(
  { file: { root, text } }: KustomizeDocument,
  annotations: readonly string[],
): Iterable<RuleFinding> {
  const entries = ['configMapGenerator', 'secretGenerator'].flatMap((key) =>
    itemsOf(get(root, key)).flatMap((entry, index) =>
      isFilled(entry) ? [{ entry, path: `${key}[${asString(get(entry, 'name')) ?? index}]` }] : [],
    ),
  );
  if (entries.length === 0) return;
  const places = [
    { options: get(root, 'generatorOptions'), path: 'generatorOptions' },
    ...entries.map(({ entry, path }) => ({ options: get(entry, 'options'), path: `${path}/options` })),
  ];
  for (const { options, path } of places) {
    const pair = pairAt(options, 'disableNameSuffixHash');
    if (!pair || asBoolean(pair.value) !== true || isOwned(get(options, 'annotations'), annotations)) continue;
    const edits = removeEntries(text, root, new Set([pair]));
    yield {
      at: { span: pair.span, path: `${path}/disableNameSuffixHash` },
      message:
        'without the hash in its name, configuration changes under the pods that use it; leave `disableNameSuffixHash` out',
      fixes: edits ? [{ title: 'Remove `disableNameSuffixHash`', safety: 'suggested', edits }] : [],
    };
  }
}

/** What is generated with nothing in it something in the cluster fills, and looks for by its name. */
const isFilled = (generator: YamlNode): boolean =>
  ['files', 'literals', 'envs', 'env'].some((key) => {
    const from = get(generator, key);
    return from !== undefined && from.kind !== 'null' && (from.kind !== 'sequence' || from.items.length > 0);
  });

function configMap(name: string, fields = ''): string {
  return `apiVersion: v1
kind: ConfigMap
${fields}metadata:
  name: ${name}
data:
  LOG_LEVEL: info
`;
}

function reader(configName: string, annotation = ''): string {
  const podMetadata = annotation && `annotations:\n  ${annotation}`;
  const container = `envFrom:\n  - configMapRef:\n      name: ${configName}`;
  return `---\n${workload('Deployment', { podMetadata, container })}`;
}

function generators(options: string): string {
  return `configMapGenerator:
  - name: web
    files: [web.yaml]
${options}`;
}
