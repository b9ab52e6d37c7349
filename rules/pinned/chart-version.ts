import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import { insertAttributeAfter, replaceValue } from '../../languages/hcl/edit.ts';
import type { HclAttribute } from '../../languages/hcl/syntax.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import type { KustomizeDocument } from '../../languages/kustomize/language.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import { replaceScalar } from '../../languages/yaml/edit.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { asString, get, itemsOf, type YamlMap, type YamlNode } from '../../languages/yaml/node.ts';
import { manifest } from '../shared/examples.ts';
import { argoSourcesOf, isTemplated, isVersionRange } from '../shared/gitops.ts';
import { quote } from '../shared/message.ts';
import { placeholder } from '../shared/versions.ts';

export default defineRule<ChartDocument>({
  id: 'pinned/chart-version',
  title: 'Helm chart without a fixed version',
  languages: ['terraform', 'kubernetes', 'kustomize', 'helm'],
  level: { recommended: 'error' },
  since: '0.1.0',
  why: `
A chart is a program that writes manifests, and its version decides what is deployed: images, rights, the objects themselves.
Without a version, or with a range, each installation takes the newest chart that the repository has at that moment.

It bites as a cluster that differs from its twin because it was set up a week later, and as a rollback of your own change that
brings a new major version of somebody else's chart.

Name one version. In a chart of your own, ranges of its dependencies are fine as long as \`Chart.lock\` is kept beside it:
\`helm dependency build\` then takes what was tested.

Ignore it for a throw-away cluster in which you want to see what the newest chart does.

See [\`helm_release\`](https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release),
[dependencies of charts](https://helm.sh/docs/topics/charts/#chart-dependencies),
[Helm in Argo CD](https://argo-cd.readthedocs.io/en/stable/user-guide/helm/) and
[HelmRelease in Flux](https://fluxcd.io/flux/components/helm/helmreleases/#chart-template).
`,
  examples: {
    bad: [
      {
        terraform: `resource "helm_release" "ingress" {
  name       = "ingress"
  repository = "https://kubernetes.github.io/ingress-nginx"
  chart      = "ingress-nginx"
}
`,
      },
      { kustomize: 'helmCharts:\n  - name: ingress-nginx\n    repo: https://kubernetes.github.io/ingress-nginx\n' },
      { kubernetes: application('targetRevision: 4.*') },
      { kubernetes: helmRelease("chart: ingress-nginx\nversion: '>=4.0.0'") },
      {
        file: 'Chart.yaml',
        helm: chart('- name: postgresql\n  version: ^16.0.0\n  repository: https://charts.acme.dev'),
      },
    ],
    good: [
      {
        terraform: `resource "helm_release" "ingress" {
  name       = "ingress"
  repository = "https://kubernetes.github.io/ingress-nginx"
  chart      = "ingress-nginx"
  version    = "4.11.3"
}
`,
      },
      {
        kustomize:
          'helmCharts:\n  - name: ingress-nginx\n    repo: https://kubernetes.github.io/ingress-nginx\n    version: 4.11.3\n',
      },
      { kubernetes: application('targetRevision: 4.11.3') },
      { kubernetes: helmRelease('chart: ./charts/web') },
      {
        file: 'Chart.yaml',
        helm: chart('- name: postgresql\n  version: 16.2.1\n  repository: https://charts.acme.dev'),
      },
    ],
  },

  *check(document) {
    if (document.language === 'terraform') yield* checkReleases(document);
    else if (document.language === 'kustomize') yield* checkKustomization(document);
    else {
      for (const object of document.objects) yield* checkObject(object, document);
      if (document.language === 'helm' && document.file.role === 'chart') yield* checkDependencies(document);
    }
  },
});

type ChartDocument = TerraformDocument | KustomizeDocument | KubernetesDocument | HelmDocument;

function* checkReleases({ resources, file }: TerraformDocument): Iterable<RuleFinding> {
  for (const release of resources) {
    const chart = release.attribute('chart');
    if (release.type !== 'helm_release' || !chart) continue;
    const name = knownText(release.value('chart'));
    const isOfRepository = release.attribute('repository') !== undefined;
    // Without a repository it is a folder, or a name that the machine's own list of repositories explains.
    if (name === undefined || name.endsWith('.tgz') || !(isOfRepository || name.startsWith('oci://'))) continue;
    if (/^\.{0,2}\//.test(name)) continue;
    const attribute = release.attribute('version');
    if (attribute) yield* checkRange(release, attribute, name);
    else {
      yield {
        at: { span: chart.value.span, path: `${release.path}/chart` },
        message: withoutVersion(name),
        fixes: [placeholderFix(insertAttributeAfter(file.text, release.body, chart, `version = "${placeholder}"`))],
      };
    }
  }
}

function* checkRange(release: TerraformResource, attribute: HclAttribute, name: string): Iterable<RuleFinding> {
  const value = release.value('version');
  const version = knownText(value);
  if (!value || version === undefined || !isVersionRange(version)) return;
  const isHere = attribute.value.kind === 'template' && value.origins.length === 0;
  yield {
    at: { span: attribute.value.span, path: `${release.path}/version` },
    message: newestOf(version, name),
    related: relatedTo(value.origins),
    fixes: isHere ? [placeholderFix([replaceValue(attribute, `"${placeholder}"`)])] : [],
  };
}

function* checkKustomization({ file }: KustomizeDocument): Iterable<RuleFinding> {
  for (const [index, chart] of itemsOf(get(file.root, 'helmCharts')).entries()) {
    if (chart.kind !== 'map' || get(chart, 'repo') === undefined) continue;
    yield* checkVersion(chart, { name: 'name', version: 'version' }, `helmCharts[${index}]`, file.text);
  }
}

function* checkObject(object: KubernetesObject, document: KubernetesDocument | HelmDocument): Iterable<RuleFinding> {
  const { file } = document;
  for (const { node, path } of argoSourcesOf(object)) {
    if (get(node, 'chart')) yield* checkVersion(node, { name: 'chart', version: 'targetRevision' }, path, file.text);
  }
  if (object.kind !== 'HelmRelease' || !object.apiVersion.startsWith('helm.toolkit.fluxcd.io/')) return;
  const chart = object.get('spec', 'chart', 'spec');
  const path = `${object.path}/chart`;
  const version = get(chart, 'version');
  if (version && get(chart, 'chart') === undefined && get(chart, 'sourceRef') === undefined) {
    // A patch says only what it changes.
    yield* checkRangeOf(version, object.name ?? '', `${path}/version`);
  }
  const isOfRepository = asString(get(chart, 'sourceRef', 'kind')) === 'HelmRepository';
  if (chart?.kind !== 'map' || !isOfRepository || document.mayBeSetElsewhere(file, 'version')) return;
  yield* checkVersion(chart, { name: 'chart', version: 'version' }, path, file.text);
}

function* checkDependencies({ file, hasLock }: HelmDocument): Iterable<RuleFinding> {
  if (hasLock) return;
  for (const [index, dependency] of itemsOf(get(file.documents[0]?.root, 'dependencies')).entries()) {
    const repository = asString(get(dependency, 'repository')) ?? '';
    // A folder of this repository, or one under `charts/`.
    if (dependency.kind !== 'map' || repository === '' || repository.startsWith('file://')) continue;
    const path = `dependencies[${asString(get(dependency, 'name')) ?? index}]`;
    yield* checkVersion(dependency, { name: 'name', version: 'version' }, path, file.text);
  }
}

interface Keys {
  readonly name: string;
  readonly version: string;
}

/** A map that names a chart and its version. */
function* checkVersion(map: YamlMap, keys: Keys, path: string, text: string): Iterable<RuleFinding> {
  const nameNode = get(map, keys.name);
  const name = asString(nameNode);
  if (!nameNode || name === undefined || isTemplated(name)) return;
  const node = get(map, keys.version);
  if (!node || node.kind === 'null') {
    yield {
      at: { span: contentSpan(nameNode), path: `${path}/${keys.name}` },
      message: withoutVersion(name),
      fixes: fixOf(node ? undefined : insertEntry(text, map, [keys.version], placeholder, [keys.name])),
    };
    return;
  }
  yield* checkRangeOf(node, name, `${path}/${keys.version}`);
}

function* checkRangeOf(node: YamlNode, name: string, path: string): Iterable<RuleFinding> {
  const version = asString(node);
  if (version === undefined || isTemplated(version) || !isVersionRange(version)) return;
  yield {
    at: { span: spanOf(node), path },
    message: newestOf(version, name),
    fixes: fixOf(replacement(node)),
  };
}

/** Two quotes with nothing between them are still something to point at. */
const spanOf = (node: YamlNode): Span => {
  const content = contentSpan(node);
  return content.start === content.end ? node.span : content;
};

function replacement(node: YamlNode): readonly TextEdit[] | undefined {
  const edit = node.kind === 'scalar' ? replaceScalar(node, placeholder) : undefined;
  return edit && [edit];
}

const withoutVersion = (name: string): string =>
  `${quote(name)} has no version, so each installation takes the newest; name one`;

const newestOf = (version: string, name: string): string =>
  version.trim() === ''
    ? withoutVersion(name)
    : `${quote(version)} is whichever version of ${quote(name)} is the newest; name one version`;

const fixOf = (edits: readonly TextEdit[] | undefined): readonly Fix[] => (edits ? [placeholderFix(edits)] : []);

const placeholderFix = (edits: readonly TextEdit[]): Fix => ({
  title: 'Set the version',
  safety: 'placeholder',
  placeholder,
  edits,
});

function application(revision: string): string {
  const source = `source:
  repoURL: https://kubernetes.github.io/ingress-nginx
  chart: ingress-nginx
  ${revision}`;
  return manifest('argoproj.io/v1alpha1', 'Application', source, 'ingress');
}

function helmRelease(fields: string): string {
  const chart = `chart:
  spec:
    ${fields.replaceAll('\n', '\n    ')}
    sourceRef:
      kind: ${fields.includes('./') ? 'GitRepository' : 'HelmRepository'}
      name: ingress`;
  return manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', chart, 'ingress');
}

function chart(dependencies: string): string {
  return `apiVersion: v2
name: web
version: 1.4.2
dependencies:
  ${dependencies.replaceAll('\n', '\n  ')}
`;
}
